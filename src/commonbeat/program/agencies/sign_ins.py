"""What happens at the door, written down: who came in, who was refused, and when the door locked.

A name that nobody has is never kept as it was typed: people type passwords there. The audit log gets a keyed digest of
it, so that an auditor sees the same name tried again without learning what it is.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.conf import settings

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.agencies.sign_in_policy import policy_of
from commonbeat.program.audit.record import record

#: The longest name that is looked at; e-mail addresses end at 254 characters (RFC 5321).
_LONGEST: Final = 320


def typed_name(name: str) -> str:
    """A digest by which the log knows a typed name again and nobody reads it."""
    return (
        "typed:"
        + hmac.new(settings.AUDIT_KEY, name.strip().lower()[:_LONGEST].encode(), hashlib.sha256).hexdigest()[:24]
    )


def refused(member: Member | None, typed: str, *, step: str, now: datetime, why: str = "wrong") -> None:
    """Record a wrong password or code, and lock the password path after too many of them.

    Args:
        member: whose name it was, None when nobody has it.
        typed: the name as typed.
        step: "password", "code", "passkey" or "agency sign-in".
        now: the time of the attempt.
        why: "wrong", "locked", "disabled" or "dormant"; only wrong tries count toward a lock.
    """
    if member is None:
        _refused_nobody(typed, step, why)
        return
    with agency_scope(member.agency_id):
        _refused_member(member.pk, step, why, now)


@action
def _refused_nobody(typed: str, step: str, why: str) -> None:
    record("sign_in", actor=None, label=typed_name(typed), outcome="refused", details={"step": step, "why": why})


@action
def _refused_member(member_id: int, step: str, why: str, now: datetime) -> None:
    member = Member.objects.select_for_update(of=("self",)).select_related("agency").get(pk=member_id)
    record("sign_in", actor=member, about=member, outcome="refused", details={"step": step, "why": why})
    if why != "wrong" or step not in ("password", "code"):
        return
    policy = policy_of(member.agency)
    since = (now - policy.within).timestamp()
    member.bad_sign_ins = [*(at for at in member.bad_sign_ins if at > since), now.timestamp()][-policy.tries :]
    if len(member.bad_sign_ins) >= policy.tries:
        member.locked_at, member.bad_sign_ins = now, []
        record("member.lock", actor=None, agency=member.agency_id, about=member, label="program")
    member.save(update_fields=["bad_sign_ins", "locked_at"])


def came_in(member: Member, open_session: Callable[[], None], *, factors: list[str], by_password: bool) -> None:
    """Open a session and record it, both or neither (promise U4). A sign-in by password forgets wrong tries."""

    def job() -> None:
        open_session()
        record("sign_in", actor=member, about=member, details={"factors": factors})
        if by_password and (member.bad_sign_ins or member.locked_at):
            member.bad_sign_ins, member.locked_at = [], None
            member.save(update_fields=["bad_sign_ins", "locked_at"])

    with agency_scope(member.agency_id):
        action(job)()


def went_out(member: Member, close_session: Callable[[], None], *, why: str) -> None:
    """End a session and record why: "sign-out", "idle", "absolute", "disabled" or "ended"."""

    def job() -> None:
        record("sign_out", actor=member, about=member, details={"why": why})
        close_session()

    with agency_scope(member.agency_id):
        action(job)()


def disable_dormant(member: Member) -> None:
    """Disable an account that nobody used for too long (CJIS AC-2(3))."""
    with agency_scope(member.agency_id):
        _disable_dormant(member)


@action
def _disable_dormant(member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(is_active=False)
    why = {"why": "dormant"}
    record("member.disable", actor=None, agency=member.agency_id, about=member, label="program", details=why)
