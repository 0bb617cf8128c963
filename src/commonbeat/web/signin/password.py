"""Checks a name with its password: the same work and the same answer whether anybody has that name (promise A5)."""

from __future__ import annotations

import functools
import secrets
import time
from datetime import UTC, datetime
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.sign_in_policy import is_dormant, is_locked
from commonbeat.program.agencies.sign_ins import disable_dormant, refused, typed_name
from commonbeat.web.origin import address_of
from commonbeat.web.signin.limits import TooManyTriesError, by_address, by_name, hashing

#: Seconds from the end of the hash to every refusal: what is written differs with who it was, the time must not.
_TAIL: Final = 0.05


def member_with_password(request: HttpRequest, name: str, password: str) -> Member | None:
    """The member, when the password is theirs and may be used now; every refusal is recorded.

    Raises:
        TooManyTriesError: a limit stands before the check; nothing was hashed.
    """
    address, key = address_of(request), typed_name(name)
    _limited(address, key)
    member = Member.objects.select_related("agency").filter(email=name.strip().lower()).first()
    usable = member is not None and member.has_usable_password()
    with hashing():
        _limited(address, key)  # who waited here with them has failed meanwhile
        right = check_password(password, member.password if member is not None and usable else _nobodys_hash())
        if not (right and usable):
            _count(address, key)
    even = time.monotonic() + _TAIL
    now = datetime.now(UTC)
    if why := _why_not(member, right and usable, now):
        if right and usable:
            _count(address, key)
        refused(member, name, step="password", why=why, now=now)
        time.sleep(max(0.0, even - time.monotonic()))
        return None
    return member


def _limited(address: str, key: str) -> None:
    if wait := max(by_address.wait(address), by_name.wait(key)):
        raise TooManyTriesError(wait)


def _count(address: str, key: str) -> None:
    by_address.add(address)
    by_name.add(key)


def _why_not(member: Member | None, right: bool, now: datetime) -> str:
    if member is None:
        return "wrong"
    if is_locked(member, now):
        return "locked"
    if not right:
        return "wrong"
    return why_no_entry(member, now)


def why_no_entry(member: Member, now: datetime) -> str:
    """Why a member who proved who they are may still not come in: "disabled", "dormant", or nothing."""
    if not member.is_active:
        return "disabled"
    if is_dormant(member, now):
        disable_dormant(member)
        return "dormant"
    return ""


@functools.cache
def _nobodys_hash() -> str:
    """What a password is compared with when nobody has the name: the same hash function with the same cost."""
    return make_password(secrets.token_urlsafe(32))
