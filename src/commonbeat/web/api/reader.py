"""Who asks the interface: a machine by its key, or a member who is signed in. Everyone else is told so in JSON."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest
from ninja.utils import check_csrf

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
from commonbeat.program.audit.record import record
from commonbeat.program.briefings.view import Reader
from commonbeat.program.clients.actions import MARK, touch_key
from commonbeat.program.clients.models import ApiKey, Scope
from commonbeat.program.clients.pace import Pace
from commonbeat.program.clients.queries import key_of
from commonbeat.program.writer import writer
from commonbeat.web.api.refusals import RefusedError
from commonbeat.web.origin import address_of
from commonbeat.web.signin.factors import has_two_factors

pace: Final = Pace()
#: Requests a minute of a member, and of an address that shows no key that works.
_MEMBER: Final = 120
STRANGER: Final = 30
#: How stale the time of last use may be; a write a request would be a commit a request.
_TOUCH: Final = timedelta(minutes=5)


def reader_of(request: HttpRequest, scope: Scope) -> Reader:
    """Who asks, once they may.

    Raises:
        RefusedError: no key and no member (401), a key that does not open this (403), or too many requests (429).
    """
    secret = shown_key(request.META)
    if secret is not None:
        return reader_by_key(request, secret, scope)
    user = request.user
    if not isinstance(user, Member) or user.is_partner or not has_two_factors(request):
        slow_down(f"address {address_of(request)}", STRANGER)
        raise RefusedError(401, "not_signed_in", "Send a key: Authorization: Bearer cb_… An administrator makes one.")
    if request.method == "POST" and check_csrf(request) is not None:
        raise RefusedError(403, "form_expired", "A signed-in page sends its CSRF token along.")
    slow_down(f"member {user.pk}", _MEMBER)
    return Reader(agency=user.agency, member=user)


def shown_key(headers: Mapping[str, Any]) -> str | None:
    """The key of a request, from the headers of its WSGI environment; None when it shows none."""
    kind, _, value = headers.get("HTTP_AUTHORIZATION", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else headers.get("HTTP_X_API_KEY")


def reader_by_key(request: HttpRequest, secret: str, scope: Scope) -> Reader:
    """The machine whose key this is.

    Raises:
        RefusedError: as `reader_of`.
    """
    with sign_in_scope():  # a key is found before its agency is known
        key = key_of(secret) if secret.startswith(MARK) and len(secret) < 100 else None
    now = datetime.now(UTC)
    if key is None or not key.works_at(now):
        slow_down(f"address {address_of(request)}", STRANGER)
        if key is not None:
            _refused(key, "expired" if key.revoked_at is None else "revoked")
        raise RefusedError(401, "key_unknown", "This key opens nothing: it is unknown, expired or revoked.")
    slow_down(f"key {key.pk}", key.per_minute)
    if scope not in key.scopes:
        _refused(key, "scope")
        raise RefusedError(403, "key_scope", "This key does not open this. An administrator can make another.")
    if key.last_used_at is None or now - key.last_used_at > _TOUCH:
        with agency_scope(key.agency_id):
            touch_key(key, now)
    return Reader(agency=key.agency, key=key)


def _refused(key: ApiKey, why: str) -> None:
    with agency_scope(key.agency_id):
        writer.run(
            lambda: record(
                "key.refused",
                actor=None,
                agency=key.agency_id,
                about=key,
                outcome="refused",
                label=f"key {key.start}",
                details={"why": why},
            )
        )


def slow_down(client: str, per_minute: int) -> None:
    """Take one request of a client's pace.

    Raises:
        RefusedError: too many requests (429).
    """
    seconds = pace.wait(client, per_minute, time.monotonic())
    if seconds:
        raise RefusedError(429, "too_many", "Too many requests. Come again after the seconds in Retry-After.", seconds)
