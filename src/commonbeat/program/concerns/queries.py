"""Reading concerns: the queue, an area's list, and the reply times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from commonbeat.analysis.reply_times import WaitingTime, waiting_time
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.concerns.models import Concern

#: Concerns that count: those in the queue do (a resident waits from the first day), abuse does not.
_COUNTED: Final = [state for state in Concern.State.values if state != Concern.State.SET_ASIDE]
_OPEN: Final = (Concern.State.OPEN, Concern.State.UNDER_WAY, Concern.State.PASSED_ON)


@dataclass(frozen=True, slots=True)
class ReplyTimes:
    """Of the concerns of a span: days to the first answer, and days until done or said why not."""

    answered: WaitingTime
    settled: WaitingTime
    reopened: int


def queue(member: Member) -> QuerySet[Concern]:
    """Concerns that nobody has looked at, oldest first; for those who may look at them, else none."""
    if not member.has_perm("concerns.look_at_queue"):
        return Concern.objects.none()
    waiting = Concern.objects.visible_to(member).filter(state=Concern.State.QUEUED)
    return waiting.select_related("kind", "area", "place").order_by("arrived_at", "pk")


def open_concerns(member: Member, area: Area | None = None) -> QuerySet[Concern]:
    """Concerns that are to be answered or done, oldest first; of one area, or of all."""
    found = Concern.objects.visible_to(member).filter(state__in=_OPEN)
    if area is not None:
        found = found.filter(area=area)
    return found.select_related("kind", "area", "place").order_by("arrived_at", "pk")


def concern_for(member: Member, code: UUID) -> Concern | None:
    """The concern, for a member who may read it: one in the queue is there for those who look at the queue."""
    found = (
        Concern.objects.visible_to(member).select_related("kind", "area", "place", "estate").filter(code=code).first()
    )
    if found is None or found.state in _OPEN or found.state in (Concern.State.DONE, Concern.State.NOT_DONE):
        return found
    return found if member.has_perm("concerns.look_at_queue") else None


def reply_times(area: Area, since: datetime, now: datetime) -> ReplyTimes:
    """Of an area's concerns that came since then. Whoever raised one waits from the moment it came."""
    came = Concern.objects.filter(
        agency_id=area.agency_id, area=area, arrived_at__gte=since, arrived_at__lte=now, state__in=_COUNTED
    ).values_list("arrived_at", "first_answer_at", "done_at", "reopened")
    rows = list(came)
    return ReplyTimes(
        answered=_waiting([(arrived, answered) for arrived, answered, _, _ in rows], now),
        settled=_waiting([(arrived, done) for arrived, _, done, _ in rows], now),
        reopened=sum(times for *_, times in rows),
    )


def _waiting(spans: list[tuple[datetime, datetime | None]], now: datetime) -> WaitingTime:
    ended = [end is not None and end <= now for _, end in spans]
    days = [
        ((end if end is not None and known else now) - begin) / timedelta(days=1)
        for (begin, end), known in zip(spans, ended, strict=True)
    ]
    return waiting_time(days, ended)
