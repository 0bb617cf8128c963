"""Promised against delivered: the hours officers were in an area, beside the hours that were promised to it.

The number that shows whether the program exists. It is counted for an area and a week, never for an officer: hours in
the area are everybody's, and an encounter that was set aside counts nowhere (`Visit.objects.counted`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncWeek

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.areas.models import Area
from commonbeat.program.postings.models import Posting, PulledAway
from commonbeat.program.visits.models import Visit

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Hours:
    """Promised and delivered hours of some weeks.

    Attributes:
        promised: hours promised by the postings of those days.
        delivered: hours in the area, by whoever was there.
        pulled_away: hours the posted officers were sent elsewhere; `times`: how often.
    """

    promised: float = 0.0
    delivered: float = 0.0
    pulled_away: float = 0.0
    times: int = 0

    @property
    def share(self) -> float | None:
        """Delivered over promised; None when nothing was promised."""
        return self.delivered / self.promised if self.promised > 0 else None

    @property
    def percent(self) -> int | None:
        """The share in whole percent, rounded half up."""
        return None if self.share is None else int(100 * self.share + 0.5)


@dataclass(frozen=True, slots=True)
class Week:
    """One week (Monday to Sunday, on the agency's calendar) of one area, or of all."""

    monday: date
    hours: Hours

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class AreaHours:
    """An area with its weeks, oldest first, gaps filled with zeros."""

    area: Area
    weeks: tuple[Week, ...]

    def last(self, count: int) -> Hours:
        """The sum of the last `count` weeks."""
        return total(week.hours for week in self.weeks[-count:])


def monday_of(day: date) -> date:
    """The Monday on or before a day."""
    return day - timedelta(days=day.weekday())


def last_full_week(today: date) -> date:
    """The Monday of the last week that is over."""
    return monday_of(today) - WEEK


def delivered(member: Member, first: date, last: date) -> list[AreaHours]:
    """Hours of every approved area, and of every area that was promised any, week by week; by name.

    Args:
        member: who asks.
        first, last: days in the agency's time; the weeks that hold them are whole weeks.
    """
    mondays = _mondays(first, last)
    promised = _promised(member, mondays)
    there = _minutes_there(member, mondays)
    away = _minutes_away(member, mondays)
    wanted = {area for area, _ in promised}
    areas = Area.objects.visible_to(member).filter(Q(state=Area.State.APPROVED) | Q(pk__in=wanted))
    answer = []
    for area in areas.order_by("name", "pk"):
        weeks = []
        for monday in mondays:
            minutes, times = away.get((area.pk, monday), (0, 0))
            hours = Hours(
                promised=promised.get((area.pk, monday), 0.0),
                delivered=there.get((area.pk, monday), 0) / 60,
                pulled_away=minutes / 60,
                times=times,
            )
            weeks.append(Week(monday, hours))
        answer.append(AreaHours(area, tuple(weeks)))
    return answer


def by_week(areas: Sequence[AreaHours]) -> list[Week]:
    """All areas together, week by week."""
    if not areas:
        return []
    return [
        Week(weeks[0].monday, total(week.hours for week in weeks))
        for weeks in zip(*(area.weeks for area in areas), strict=True)
    ]


def total(parts: Iterable[Hours]) -> Hours:
    """The sum."""
    kept = list(parts)
    return Hours(
        promised=sum(part.promised for part in kept),
        delivered=sum(part.delivered for part in kept),
        pulled_away=sum(part.pulled_away for part in kept),
        times=sum(part.times for part in kept),
    )


def times_pulled_away(member: Member, area: Area, first: date, last: date) -> QuerySet[PulledAway]:
    """Each time an officer of the area was sent elsewhere, newest first: when, by whom, for what, how long."""
    begin, end = _instants(member.agency, [monday_of(first), monday_of(last)])
    there = PulledAway.objects.visible_to(member).filter(posting__area=area)
    return there.filter(began_at__gte=begin, began_at__lt=end).order_by("-began_at", "-pk")


def _mondays(first: date, last: date) -> list[date]:
    start, count = monday_of(first), (monday_of(last) - monday_of(first)).days // 7 + 1
    return [start + number * WEEK for number in range(count)]


def _instants(agency: Agency, mondays: Sequence[date]) -> tuple[datetime, datetime]:
    """The instants at which the first week begins and the last one ends, on the agency's wall clock."""
    zone = ZoneInfo(agency.zone)
    return (
        datetime.combine(mondays[0], time.min, zone),
        datetime.combine(mondays[-1] + WEEK, time.min, zone),
    )


def _promised(member: Member, mondays: Sequence[date]) -> dict[tuple[int, date], float]:
    """Hours a week and area; a posting that covers part of a week promises that part of its hours."""
    beyond = mondays[-1] + WEEK
    postings = Posting.objects.visible_to(member).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=mondays[0]), starts_on__lt=beyond
    )
    hours: dict[tuple[int, date], float] = defaultdict(float)
    for area, starts, ends, promised in postings.values_list("area_id", "starts_on", "ends_on", "promised_hours"):
        for monday in mondays:
            begin, end = max(starts, monday), min(ends + timedelta(days=1) if ends else beyond, monday + WEEK)
            if begin < end:
                hours[area, monday] += float(promised) * (end - begin).days / 7
    return dict(hours)


def _minutes_there(member: Member, mondays: Sequence[date]) -> dict[tuple[int, date], int]:
    begin, end = _instants(member.agency, mondays)
    rows = (
        Visit.objects.visible_to(member)
        .counted()
        .filter(began_at__gte=begin, began_at__lt=end)
        .annotate(week=TruncWeek("began_at", tzinfo=ZoneInfo(member.agency.zone)))
        .values_list("area_id", "week")
        .annotate(minutes=Sum("minutes"))
    )
    return {(area, week.date()): int(minutes) for area, week, minutes in rows}


def _minutes_away(member: Member, mondays: Sequence[date]) -> dict[tuple[int, date], tuple[int, int]]:
    begin, end = _instants(member.agency, mondays)
    rows = (
        PulledAway.objects.visible_to(member)
        .filter(began_at__gte=begin, began_at__lt=end)
        .annotate(week=TruncWeek("began_at", tzinfo=ZoneInfo(member.agency.zone)))
        .values_list("posting__area_id", "week")
        .annotate(total=Sum("minutes"), times=Count("pk"))
    )
    return {(area, week.date()): (int(minutes), int(times)) for area, week, minutes, times in rows}
