"""Who is asking: the session's member, while the session may still live (CJIS AC-11, AC-12; promise A3)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, cast

from django.conf import settings
from django.contrib.auth import get_user, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseBase

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.scope import agency_scope, sign_in_scope

#: Session keys: when it began, when it was last used (whole seconds).
BEGAN: Final = "began"
USED: Final = "used"
#: Seconds between two writes of the last use; a write a request would be a commit a request.
_TOUCH: Final = 60


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
        with agency_scope(request.user.agency_id):
            return self.get_response(request)


def signed_in(request: HttpRequest) -> Member | AnonymousUser:
    """The session's member; the session ends when it is too old, was not used, or the member was disabled."""
    user = get_user(request)
    if not isinstance(user, Member):
        return AnonymousUser()
    now = int(time.time())
    began, used = request.session.setdefault(BEGAN, now), request.session.setdefault(USED, now)
    if not user.is_active or now - began >= settings.SESSION_ABSOLUTE or now - used >= settings.SESSION_IDLE:
        request.user = user
        logout(request)
        return AnonymousUser()
    if now - used >= _TOUCH:
        request.session[USED] = now
    return user


def member_of(request: HttpRequest) -> Member:
    """The member who asks, in a view that only members reach."""
    return cast("Member", request.user)
