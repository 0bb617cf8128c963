"""How long a session lives and how many wrong tries are borne: the CJIS profile, or the plain one.

The numbers of the profile are those of the CJIS Security Policy 6.0 (AC-2, AC-7, AC-11, AC-12); docs/security.md goes
through it control by control. Two factors for all staff are no matter of a profile: they always hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from commonbeat.program.agencies.models import Agency, Member


@dataclass(frozen=True, slots=True)
class SignInPolicy:
    """What an agency asks of sign-ins.

    Attributes:
        tries: wrong passwords or codes, one after another, that lock the password path.
        within: the time in which they count.
        lock: after which a lock opens by itself; None when an administrator must release it.
        idle: time without a request after which a session ends.
        absolute: time since sign-in after which a session ends.
        dormant: time without a sign-in after which an account is disabled; None for never.
    """

    tries: int
    within: timedelta
    lock: timedelta | None
    idle: timedelta
    absolute: timedelta
    dormant: timedelta | None


CJIS: Final = SignInPolicy(
    tries=5,
    within=timedelta(minutes=15),
    lock=None,
    idle=timedelta(minutes=30),
    absolute=timedelta(hours=12),
    dormant=timedelta(days=90),
)
PLAIN: Final = SignInPolicy(
    tries=5,
    within=timedelta(minutes=15),
    lock=timedelta(minutes=15),
    idle=timedelta(hours=2),
    absolute=timedelta(hours=24),
    dormant=None,
)


def policy_of(agency: Agency) -> SignInPolicy:
    """The policy an agency chose."""
    return CJIS if agency.cjis_profile else PLAIN


def is_locked(member: Member, now: datetime) -> bool:
    """Whether passwords and codes are refused for the member at this moment; passkeys are not."""
    if member.locked_at is None:
        return False
    lock = policy_of(member.agency).lock
    return lock is None or now - member.locked_at < lock


def is_dormant(member: Member, now: datetime) -> bool:
    """Whether the account was not used for so long that it is to be disabled."""
    dormant = policy_of(member.agency).dormant
    return dormant is not None and now - max(member.last_login or member.created_at, member.created_at) >= dormant
