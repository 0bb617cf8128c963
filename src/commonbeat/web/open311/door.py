"""Who comes in: a machine of the city by its key, for the one jurisdiction that the key is of."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from commonbeat.errors import BusyError, StorageError
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.clients.models import ApiKey, Scope
from commonbeat.web.access import anybody
from commonbeat.web.api.reader import STRANGER, reader_by_key, shown_key, slow_down
from commonbeat.web.api.refusals import RefusedError
from commonbeat.web.open311.answers import FORMS, Open311Error, refusal
from commonbeat.web.origin import address_of
from commonbeat.web.overload import RETRY_AFTER

Inside = Callable[..., HttpResponse]


def by_key(*methods: str) -> Callable[[Inside], Inside]:
    """The view gets the key in place of a member: `view(request, key, form, ...)`, inside the agency's scope.

    The key is what guards these views; a browser's cookie opens nothing here, so no form of another site can either.

    Args:
        methods: HTTP methods that it answers.
    """

    def guarded(view: Inside) -> Inside:
        @wraps(view)
        def guard(request: HttpRequest, form: str, **parts: str) -> HttpResponse:
            try:
                if form not in FORMS:
                    raise Open311Error(404, "Answers are given as .json and .xml.")
                if request.method not in methods:
                    raise Open311Error(405, f"This address takes {' and '.join(methods)}.")
                key = _key(request)
                with agency_scope(key.agency_id):
                    _check_jurisdiction(request, key)
                    return view(request, key, form, **parts)
            except Open311Error as error:
                response = refusal(form, error)
                if error.status == 405:
                    response["Allow"] = ", ".join(methods)
                return response
            except (BusyError, StorageError, DatabaseError):
                return refusal(form, Open311Error(503, "Not available now. Ask again.", RETRY_AFTER))

        return csrf_exempt(anybody(guard))

    return guarded


def asked(request: HttpRequest, name: str) -> str:
    """A parameter of the address or of the form, "" when it is in neither.

    Raises:
        Open311Error: it holds what no text holds (400).
    """
    value = request.POST.get(name) or request.GET.get(name) or ""
    if "\x00" in value:
        raise Open311Error(400, f"{name} cannot be read.")
    return value.strip()


def _key(request: HttpRequest) -> ApiKey:
    """By `api_key`, as GeoReport says, or by the headers of our other machine interface."""
    secret = asked(request, "api_key") or shown_key(request.META)
    try:
        if not secret:
            slow_down(f"address {address_of(request)}", STRANGER)
            raise Open311Error(403, "api_key was not provided. An administrator of the agency makes one.")
        key = reader_by_key(request, secret, Scope.OPEN311).key
    except RefusedError as refused:
        if refused.status == 429:
            raise Open311Error(429, refused.message, max(1, math.ceil(refused.retry_after))) from None
        raise Open311Error(403, "api_key is invalid: it is unknown, expired, revoked or opens other things.") from None
    if key is None:
        raise Open311Error(403, "api_key is invalid.")
    return key


def _check_jurisdiction(request: HttpRequest, key: ApiKey) -> None:
    given = asked(request, "jurisdiction_id")
    if given and given != key.agency.slug:
        raise Open311Error(404, "jurisdiction_id was not found.")
