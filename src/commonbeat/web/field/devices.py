"""A phone is registered by its officer, and from then on known by its token."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
from commonbeat.program.visits.devices import device_of, register_device
from commonbeat.program.visits.keys import agency_public_key, base64url, officer_key
from commonbeat.program.visits.models import Visit
from commonbeat.program.visits.photos import BYTES_AT_MOST as PHOTO_BYTES
from commonbeat.program.visits.receive import ENTRIES_AT_MOST
from commonbeat.web.access import allow
from commonbeat.web.signed_in import member_of

#: Bytes of a batch at most.
BATCH_BYTES: Final = 1024 * 1024
#: Stands for "a registered phone, by its token" in the table of roles.
DEVICE: Final = frozenset({"device"})
_SCHEME: Final = "Device "


def phones_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The view answers registered phones, by `Authorization: Device <token>`; no cookie is read, so none is forged."""

    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        said: str = request.META.get("HTTP_AUTHORIZATION", "")
        with sign_in_scope():
            device = device_of(said.removeprefix(_SCHEME)) if said.startswith(_SCHEME) else None
        if device is None:
            told = {"code": "token", "message": _("This phone is not registered. Sign in.")}
            return JsonResponse(told, status=401, headers={"WWW-Authenticate": _SCHEME.strip()})
        with agency_scope(device.agency_id), translation.override(device.member.interface_language):
            return view(request, device, *args, **kwargs)

    guard.allowed_roles = DEVICE  # type: ignore[attr-defined]
    return csrf_exempt(guard)


@require_POST
@allow(Role.OFFICER)
def register(request: HttpRequest) -> HttpResponseBase:
    """Register the phone, or give it a new token."""
    try:
        told = json.loads(request.body)
        uuid, label = UUID(told["uuid"]), str(told.get("label", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"code": "malformed", "message": _("The phone said nothing about itself.")}, status=400)
    member = member_of(request)
    printable = "".join(letter for letter in label if letter.isprintable())[:80]
    device, token = register_device(member, uuid, printable)
    return JsonResponse({"token": token, "last_seq": device.last_seq, **_told(member)})


@require_GET
@allow(Role.OFFICER)
def unlock(request: HttpRequest) -> HttpResponseBase:
    """The keys again, after the officer signed in."""
    return JsonResponse(_told(member_of(request)))


def _told(member: Member) -> dict[str, Any]:
    agency = member.agency
    return {
        "agency_public_key": agency_public_key(agency.pk),
        "officer_key": base64url(officer_key(member.pk)),
        "member": {"id": member.pk, "name": member.name},
        "settings": {
            "entries_at_most": ENTRIES_AT_MOST,
            "bytes_at_most": BATCH_BYTES,
            "photo_bytes_at_most": PHOTO_BYTES,
            "photos_at_most": 4,
            "kinds": [str(kind) for kind in Visit.Kind],
            "raised_choices": agency.raised_choices,
            "languages": agency.languages,
            "stop_data_procedure": agency.stop_data_procedure,
        },
    }
