"""Links with which a new member sets a password: signed, for 72 hours, and for one use."""

from __future__ import annotations

from typing import Final

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from commonbeat.program.agencies.models import Member

#: Hours a link holds.
HOURS: Final = 72
_SALT: Final = "commonbeat.first-password"


def first_password_token(member: Member) -> str:
    """A token that ends when it is used: it is tied to the password the member has now."""
    return signing.dumps({"member": member.pk, "before": _before(member)}, salt=_SALT)


def member_of_token(token: str) -> Member | None:
    """The active member whose token this is; None when it is false, too old or used."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=HOURS * 3600)
        member = Member.objects.select_related("agency").filter(pk=said["member"], is_active=True).first()
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    if member is None or not constant_time_compare(str(said.get("before")), _before(member)):
        return None
    return member


def _before(member: Member) -> str:
    return salted_hmac(_SALT, f"{member.pk}:{member.password}", algorithm="sha256").hexdigest()[:32]
