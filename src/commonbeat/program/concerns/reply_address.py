"""Where an answer may be sent: sealed when it is given, opened to send an answer and for nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
from commonbeat.program.audit.record import Entry, record, record_all
from commonbeat.program.concerns.models import Concern, ReplyAddress
from commonbeat.program.keys import seal, unseal

#: Days after the concern was settled, or set aside, in which an answer may still be wanted.
KEPT_DAYS: Final = 30
#: Days after the concern came, however long it stays open.
LONGEST_DAYS: Final = 365
_GOES_ON: Final = (Concern.State.QUEUED, Concern.State.OPEN, Concern.State.UNDER_WAY, Concern.State.PASSED_ON)


def seal_reply_address(concern: Concern, given: str, at: datetime) -> ReplyAddress:
    """Keep where to answer, inside an action; the day of its deletion is put off while the concern goes on."""
    sealed = seal(_purpose(concern.agency_id), given, _about(concern))
    return ReplyAddress.objects.create(
        agency_id=concern.agency_id, concern=concern, sealed=sealed, delete_on=_delete_on(at)
    )


@action
def open_reply_address(by: Member, concern: Concern) -> str | None:
    """Where to answer, for someone who is about to; None when nothing was given or it is deleted. Recorded.

    Raises:
        PermissionDenied: not this member's to answer.
    """
    if not by.has_perm("concerns.answer", concern):
        raise PermissionDenied
    kept = ReplyAddress.objects.filter(agency_id=by.agency_id, concern=concern).first()
    if kept is None:
        return None
    record("concern.reply_address.open", actor=by, about=concern)
    return unseal(_purpose(concern.agency_id), bytes(kept.sealed), _about(concern))


def put_off(concern: Concern, at: datetime) -> None:
    """The concern was settled, set aside or opened again: keep the address `KEPT_DAYS` from now. Inside an action."""
    ReplyAddress.objects.filter(concern=concern).update(delete_on=_delete_on(at))


@action
def delete_due(agency_id: int, today: date) -> int:
    """Delete the addresses whose day has come, one event each; gives how many. Run by the worker once a day.

    While a concern is open an answer is still owed, so its address stays; but no longer than `LONGEST_DAYS`.
    """
    over = datetime.combine(today - timedelta(days=LONGEST_DAYS), time.min, UTC)
    day_came = Q(delete_on__lte=today) & ~Q(concern__state__in=_GOES_ON)
    rows = ReplyAddress.objects.filter(day_came | Q(concern__arrived_at__lt=over), agency_id=agency_id)
    due = list(rows.select_related("concern"))
    if due:
        record_all(
            [Entry("concern.reply_address.delete", about=one.concern) for one in due], actor=None, agency=agency_id
        )
        ReplyAddress.objects.filter(pk__in=[one.pk for one in due]).delete()
    return len(due)


def delete_due_of_all(today: date | None = None) -> int:
    """The same for every agency; gives how many were deleted. For the worker."""
    day = today or datetime.now(UTC).date()
    with sign_in_scope():
        agencies = list(Agency.objects.values_list("pk", flat=True))
    gone = 0
    for agency_id in agencies:
        with agency_scope(agency_id):
            gone += delete_due(agency_id, day)
    return gone


def _delete_on(at: datetime) -> date:
    return (at.astimezone(UTC) + timedelta(days=KEPT_DAYS)).date()


def _about(concern: Concern) -> bytes:
    return concern.code.bytes


def _purpose(agency_id: int) -> str:
    return f"reply addresses {agency_id}"
