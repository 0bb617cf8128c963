"""Who is asking: the session's member, while the session may still live (CJIS AC-11, AC-12; promise A3)."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final, cast

from django.conf import settings
from django.contrib.auth import get_user, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from commonbeat.errors import BusyError, StorageError
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
from commonbeat.program.agencies.sign_in_policy import policy_of
from commonbeat.program.agencies.sign_ins import went_out

#: Session keys: when it began, when it was last used (seconds since 1970).
BEGAN: Final = "began"
USED: Final = "used"
#: Seconds between two writes of the last use; a write a request would be a commit a request.
_TOUCH: Final = 60
#: A request that the page makes by itself, not the person, says so with this header and keeps no session alive.
BY_ITSELF: Final = "Commonbeat-By-Itself"


class SignedInMember:
    """Sets `request.user` for every request, and the agency for everything the request does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as the member, in the member's agency, in the member's language."""
        with sign_in_scope():
            request.user = signed_in(request)
            if not isinstance(request.user, Member):
                return self.get_response(request)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(request.user.interface_language)
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
        # Times on every page are those of the agency's wall clock.
        with agency_scope(request.user.agency_id), timezone.override(request.user.agency.zone):
            return self.get_response(request)


def signed_in(request: HttpRequest) -> Member | AnonymousUser:
    """The session's member; the session ends when it is too old, was not used, or was ended for the member."""
    member = get_user(request)
    if not isinstance(member, Member):
        return AnonymousUser()
    now = time.time()
    began, used = request.session.setdefault(BEGAN, now), request.session.setdefault(USED, now)
    policy = policy_of(member.agency)
    why = ""
    if member.signed_out_at is not None and began <= member.signed_out_at.timestamp():
        why = "ended"
    elif now - began >= policy.absolute.total_seconds():
        why = "absolute"
    elif now - used >= policy.idle.total_seconds():
        why = "idle"
    if why:
        request.user = member
        went_out(member, lambda: logout(request), why=why)
        return AnonymousUser()
    if now - used >= _TOUCH and BY_ITSELF not in request.headers:
        request.session[USED] = now
        _keep(request)
    return member


def _keep(request: HttpRequest) -> None:
    """Write the last use now: on a full disk the page is shown all the same, and the session merely ends earlier."""
    with suppress(BusyError, StorageError):
        request.session.save()
    request.session.modified = False


def begin(request: HttpRequest) -> None:
    """Start the clocks of a new session."""
    request.session[BEGAN] = request.session[USED] = time.time()


def member_of(request: HttpRequest) -> Member:
    """The member who asks, in a view that only members reach."""
    return cast("Member", request.user)
