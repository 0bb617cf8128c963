"""Reading concerns: the queue, an area's list, and the reply times."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from commonbeat.analysis.reply_times import WaitingTime, waiting_time
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.concerns.models import Concern, ConcernStep, Passing
from commonbeat.program.partners.models import Estate

#: Concerns that count: those in the queue do (a resident waits from the first day), abuse does not.
_COUNTED: Final = [state for state in Concern.State.values if state != Concern.State.SET_ASIDE]
_OPEN: Final = (Concern.State.OPEN, Concern.State.UNDER_WAY, Concern.State.PASSED_ON)


#: Days within which whoever raised a concern gets a first answer; a partner's property has its own.
ANSWER_DAYS: Final = 2


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
    """Concerns that are to be answered or done, oldest first; of one area, or of all. None for who answers none."""
    if not member.has_perm("concerns.list"):
        return Concern.objects.none()
    found = Concern.objects.visible_to(member).filter(state__in=_OPEN)
    if area is not None:
        found = found.filter(area=area)
    return found.select_related("kind", "area", "place", "estate").order_by("arrived_at", "pk")


def settled_concerns(member: Member) -> QuerySet[Concern]:
    """Concerns that are done, or will not be and why, those settled last first; they may be opened again."""
    if not member.has_perm("concerns.list"):
        return Concern.objects.none()
    found = Concern.objects.visible_to(member).filter(state__in=(Concern.State.DONE, Concern.State.NOT_DONE))
    return found.select_related("kind", "area", "place", "estate").order_by("-done_at", "-pk")


def set_aside(member: Member) -> QuerySet[Concern]:
    """Concerns that were set aside as abuse, those that came last first; for those who look at the queue."""
    if not member.has_perm("concerns.look_at_queue"):
        return Concern.objects.none()
    found = Concern.objects.visible_to(member).filter(state=Concern.State.SET_ASIDE)
    return found.select_related("kind", "area", "place", "estate").order_by("-arrived_at", "-pk")


def own_first(concerns: QuerySet[Concern], areas: Collection[int]) -> QuerySet[Concern]:
    """The concerns of these areas (by id) before the others, each oldest first."""
    own = Case(When(area__in=list(areas), then=Value(0)), default=Value(1), output_field=IntegerField())
    return concerns.order_by(own, "arrived_at", "pk")


def concern_for(member: Member, code: UUID) -> Concern | None:
    """The concern, for a member who may read it: one in the queue is there for those who look at the queue."""
    rows = Concern.objects.visible_to(member).select_related("kind__service", "area", "place", "estate", "visit")
    found = rows.filter(code=code).first()
    return found if found is not None and member.has_perm("concerns.read", found) else None


def answer_due(concern: Concern) -> datetime:
    """Until when the first answer is promised. Reads `estate`."""
    return concern.arrived_at + timedelta(days=concern.estate.reply_days if concern.estate else ANSWER_DAYS)


def late_answers(member: Member, now: datetime) -> QuerySet[Concern]:
    """Concerns that nobody answered within the promised days, oldest first; the queue's only for who looks at it."""
    if not member.has_perm("concerns.list"):
        return Concern.objects.none()
    states = [*_OPEN, Concern.State.QUEUED] if member.has_perm("concerns.look_at_queue") else _OPEN
    found = Concern.objects.visible_to(member).filter(state__in=states, first_answer_at=None)
    late = Q(estate=None, arrived_at__lt=now - timedelta(days=ANSWER_DAYS))
    for days in set(Estate.objects.visible_to(member).values_list("reply_days", flat=True)):
        late |= Q(estate__reply_days=days, arrived_at__lt=now - timedelta(days=days))
    return found.filter(late).select_related("kind", "area", "place", "estate").order_by("arrived_at", "pk")


def steps_of(member: Member, concern: Concern) -> QuerySet[ConcernStep]:
    """Everything that happened to it, in order, with who did it."""
    rows = ConcernStep.objects.visible_to(member).filter(concern=concern)
    return rows.select_related("by").order_by("at", "pk")


def passings_of(member: Member, concern: Concern) -> QuerySet[Passing]:
    """To whom it was passed on and what became of it there, the latest first."""
    rows = Passing.objects.visible_to(member).filter(concern=concern)
    return rows.select_related("service", "passed_by").order_by("-passed_at", "-pk")


def reply_times(area: Area, since: datetime, now: datetime) -> ReplyTimes:
    """Of an area's concerns that came since then. Whoever raised one waits from the moment it came."""
    return _times(Concern.objects.filter(agency_id=area.agency_id, area=area), since, now)


def reply_times_of(member: Member, since: datetime, now: datetime) -> tuple[ReplyTimes, list[tuple[Area, ReplyTimes]]]:
    """Of all concerns that the member may know of and that came since then, and of each approved area's own."""
    seen = Concern.objects.visible_to(member)
    areas = Area.objects.visible_to(member).filter(state=Area.State.APPROVED).order_by("name", "pk")
    return _times(seen, since, now), [(area, _times(seen.filter(area=area), since, now)) for area in areas]


def _times(concerns: QuerySet[Concern], since: datetime, now: datetime) -> ReplyTimes:
    came = concerns.filter(arrived_at__gte=since, arrived_at__lte=now, state__in=_COUNTED)
    rows = list(came.values_list("arrived_at", "first_answer_at", "done_at", "reopened"))
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
