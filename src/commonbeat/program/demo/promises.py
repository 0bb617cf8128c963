"""Promises that were not kept: whoever was promised was told why."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commonbeat.program.agencies.models import Member
from commonbeat.program.commitments.actions import tell_reason
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.commitments.queries import not_told
from commonbeat.program.writer import writer


def tell_reasons(by: Member, before: date, zone: ZoneInfo) -> int:
    """Tell the reason of each that was closed before the day, the day after it was closed; gives how many."""
    until = datetime.combine(before, time(), zone)
    return writer.run(lambda: sum(_told(by, one) for one in not_told(by) if one.closed_at and one.closed_at < until))


def _told(by: Member, one: Commitment) -> bool:
    tell_reason(by, one)
    return bool(Commitment.objects.filter(pk=one.pk).update(told_at=(one.closed_at or one.made_at) + timedelta(days=1)))
