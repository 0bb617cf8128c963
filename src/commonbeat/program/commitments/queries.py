"""Reading commitments."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.commitments.models import Commitment

#: Days that the share kept looks back on, as the public page does.
LOOK_BACK: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the promises of an area that were due: figures of the area, never of who made them.

    Attributes:
        overdue: open although their day has passed; they count as not kept until they are.
    """

    kept: int = 0
    kept_late: int = 0
    not_kept: int = 0
    overdue: int = 0

    @property
    def due(self) -> int:
        """How many were due."""
        return self.kept + self.kept_late + self.not_kept + self.overdue

    @property
    def percent(self) -> int | None:
        """The share kept, in time or late, in whole percent; None when nothing was due."""
        return int(100 * (self.kept + self.kept_late) / self.due + 0.5) if self.due else None


def today_in(agency: Agency, at: datetime) -> date:
    """The day on the agency's wall clock."""
    return at.astimezone(ZoneInfo(agency.zone)).date()


def open_commitments(member: Member) -> QuerySet[Commitment]:
    """Promises that wait, the one due first at the top; with area, place and who made them."""
    waiting = Commitment.objects.visible_to(member).filter(state=Commitment.State.OPEN)
    return waiting.select_related("area", "place", "made_by").order_by("due_on", "pk")


def overdue_commitments(member: Member, at: datetime) -> QuerySet[Commitment]:
    """Promises whose day has passed."""
    return open_commitments(member).filter(due_on__lt=today_in(member.agency, at))


def not_told(member: Member) -> QuerySet[Commitment]:
    """Promises that were not kept and whose reason nobody told yet, the oldest first; with area and place."""
    waiting = Commitment.objects.visible_to(member).filter(state=Commitment.State.NOT_KEPT, told_at__isnull=True)
    return waiting.select_related("area", "place").order_by("closed_at", "pk")


def kept_by_area(member: Member, today: date) -> dict[int, Kept]:
    """What became of the promises that were due in the last year before today, by the area's key; one query."""
    return _kept(Commitment.objects.visible_to(member), today)


def kept_at(agency_id: int, area: int, today: date) -> Kept:
    """The same of one area, for a text that no member asked for by themselves."""
    return _kept(Commitment.objects.filter(agency_id=agency_id, area=area), today).get(area, Kept())


def _kept(rows: QuerySet[Commitment], today: date) -> dict[int, Kept]:
    due = rows.filter(due_on__lt=today, due_on__gte=today - LOOK_BACK)
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for area, state, count in due.values_list("area", "state").annotate(Count("pk")).order_by("area"):
        found[area]["overdue" if state == Commitment.State.OPEN else state.replace(" ", "_")] = count
    return {area: Kept(**counts) for area, counts in found.items()}
