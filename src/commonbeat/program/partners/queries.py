"""What a partner sees: one property, its officer, its concerns and fixes, and totals beside similar properties.

Everything starts at the partnership, never at the agency; notes, and so sealed ones, are read by nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from django.db.models import Q, QuerySet

from commonbeat.analysis.call_counts import call_counts, first_of
from commonbeat.analysis.suppression import LEAST, publishable, rounded
from commonbeat.intake.lake import Lake
from commonbeat.program.agencies.models import Member
from commonbeat.program.concerns.models import Concern
from commonbeat.program.jobs.tasks import lake_name
from commonbeat.program.partners.models import Estate, Fix
from commonbeat.program.postings.models import Posting

#: Similar properties below which there is no comparison.
SIMILAR: Final = 5
#: Quarters shown.
QUARTERS: Final = 8


@dataclass(frozen=True, slots=True)
class QuarterOfCalls:
    """Community calls of a property in a calendar quarter; None where so few would lead back to somebody.

    Attributes:
        begins: first day.
        calls: rounded; None when withheld.
        similar: median of the similar properties, rounded; None when fewer than five, or withheld.
    """

    begins: date
    calls: int | None
    similar: int | None


def estates_of(partner: Member) -> QuerySet[Estate]:
    """Properties that the partner may look at: invited, agreed, not ended."""
    return Estate.objects.filter(
        agency_id=partner.agency_id,
        closed_at__isnull=True,
        partnerships__partner=partner,
        partnerships__agreed_at__isnull=False,
        partnerships__ended_at__isnull=True,
    ).select_related("area", "place")


def officers_of(estate: Estate, today: date) -> list[Posting]:
    """Who is posted there today, with the backup."""
    live = Posting.objects.filter(agency_id=estate.agency_id, area=estate.area, starts_on__lte=today)
    return list(
        live.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).select_related("officer", "backup").order_by("pk")
    )


def concerns_of(estate: Estate) -> QuerySet[Concern]:
    """Concerns that the partner raised; those of residents are not the partner's to see."""
    return Concern.objects.filter(agency_id=estate.agency_id, estate=estate, channel=Concern.Channel.PARTNER).order_by(
        "-arrived_at", "-pk"
    )


def fix_list(estate: Estate) -> QuerySet[Fix]:
    """What each side fixes, the open ones first."""
    return Fix.objects.filter(agency_id=estate.agency_id, estate=estate).order_by("done_at", "due_on", "pk")


def calls_of(estate: Estate, lake: Lake) -> list[QuarterOfCalls]:
    """Community calls of the property by whole calendar quarter, beside similar properties; no category, no hour."""
    others = list(
        Estate.objects.filter(agency_id=estate.agency_id, kind=estate.kind, closed_at__isnull=True)
        .exclude(place=estate.place)
        .order_by("pk")
        .values_list("place__key", flat=True)
    )
    counts = call_counts(lake.calls(lake_name(estate.agency)), [estate.place.key, *others])
    quarters = _whole_quarters([int(month) for month in counts.months])[-QUARTERS:]
    shown = []
    for first in quarters:
        own, *similar = (int(n) for n in counts.between(first, first + 2))
        shown.append(
            QuarterOfCalls(
                first_of(first),
                rounded(own) if own >= LEAST else None,
                _middle(similar),
            )
        )
    return shown


def categories_of(estate: Estate, lake: Lake) -> tuple[int, dict[str, int | None]] | None:
    """Calls of the last whole calendar year by category, small ones withheld; None without a whole year.

    Returns:
        The year, and category -> calls, rounded, None where withheld.
    """
    calls = lake.calls(lake_name(estate.agency))
    months = call_counts(calls, [estate.place.key]).months
    years = [int(month) // 12 for month in months if month % 12 == 11 and int(month) - 11 >= int(months[0])]
    if not years:
        return None
    there = calls.filter(
        (calls.place_id == estate.place.key) & (calls.origin == "community") & (calls.month // 12 == years[-1])
    )
    table = there.group_by("category").aggregate(n=there.count()).to_pyarrow()
    row = dict(zip(table["category"].to_pylist(), table["n"].to_pylist(), strict=True))
    return years[-1], {name: None if n is None else rounded(n) for name, n in publishable(row).items()}


def _whole_quarters(months: list[int]) -> list[int]:
    return [month for month in months if month % 3 == 0 and month + 2 in set(months)]


def _middle(similar: list[int]) -> int | None:
    if len(similar) < SIMILAR or median(similar) < LEAST:
        return None
    return rounded(round(median(similar)))
