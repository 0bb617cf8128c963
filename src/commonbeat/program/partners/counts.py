"""Community calls of a property beside similar ones: by quarter, and by kind for the last whole calendar year.

The rules are those of the public pages (`publishing.calls`): nothing under ten, no small count by subtracting kinds
from quarters, sensitive kinds never by themselves, everything rounded. Two more hold here, since one place of an area
may have a partner:

- What a public page said of exactly this place stays as it was said there.
- A count is withheld when a published count of an area around the place, minus it, would leave fewer than ten calls of
  the neighbors.

The public pages' rule of one outline a year cannot hold here: it would leave a partner without any count as soon as the
area has a page. The second rule above stands in for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from commonbeat.analysis.call_counts import first_of
from commonbeat.analysis.call_kinds import CallKinds, call_kinds
from commonbeat.analysis.suppression import LEAST, Counted, rounded, safe_beside
from commonbeat.intake.lake import Lake
from commonbeat.program.jobs.tasks import lake_name
from commonbeat.program.partners.models import Estate
from commonbeat.program.publishing.calls import KINDS, OTHER_KINDS, Cell, Said, withheld_kinds
from commonbeat.program.publishing.models import PublishedCell

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

    @property
    def quarter(self) -> int:
        """1 to 4."""
        return (self.begins.month - 1) // 3 + 1


@dataclass(frozen=True, slots=True)
class CallsThere:
    """What a partner's page says of calls.

    Attributes:
        quarters: oldest first, whole ones.
        year: the last whole calendar year of the data; None without one.
        kinds: of that year, kind -> calls, rounded; None when withheld.
        similar: how many similar properties there are.
    """

    quarters: tuple[QuarterOfCalls, ...]
    year: int | None
    kinds: tuple[tuple[str, int | None], ...]
    similar: int


def calls_of(estate: Estate, lake: Lake) -> CallsThere:
    """Community calls of the property, never by hour, unit or caller."""
    others = similar_to(estate)
    own = estate.place.key
    kinds = call_kinds(lake.calls(lake_name(estate.agency)), [own, *others], ("community",))
    cells = list(PublishedCell.objects.filter(agency_id=estate.agency_id).select_related("release"))
    around = [Counted(cell.label, frozenset(cell.places), cell.count) for cell in cells if cell.shown]
    return count_calls(kinds, own, others, Said(cells), around)


def similar_to(estate: Estate) -> list[str]:
    """Keys of the other properties of this kind that the agency works with."""
    alike = Estate.objects.filter(agency_id=estate.agency_id, kind=estate.kind, closed_at__isnull=True)
    return list(alike.exclude(place=estate.place).order_by("pk").values_list("place__key", flat=True))


def count_calls(
    kinds: CallKinds, own: str, others: list[str], said: Said, published: Iterable[Counted], *, least: int = LEAST
) -> CallsThere:
    """What may be shown of a place.

    Args:
        kinds: exact counts of the place and of the others.
        own: key of the place.
        others: keys of similar properties.
        said: what public pages said before.
        published: exact counts behind what public pages show.
        least: the threshold.
    """
    place, around = frozenset({own}), list(published)
    months = set(kinds.months)
    firsts = [month for month in sorted(months) if month % 3 == 0 and {month + 1, month + 2} <= months]
    cells = {first: _cell(_quarter(first), kinds.count(place, first, first + 2), place, said, around, least)
             for first in firsts}  # fmt: skip
    quarters = tuple(
        QuarterOfCalls(first_of(first), cells[first].public, _middle(kinds, others, first, least))
        for first in firsts[-QUARTERS:]
    )
    years = [first // 12 for first in firsts if first % 12 == 9 and {first - 9, first - 6, first - 3} <= set(firsts)]
    if not years:
        return CallsThere(quarters, None, (), len(others))
    year = years[-1]
    row = {
        f"{year} {kind}": kinds.count(
            place, 12 * year, 12 * year + 11, categories=OTHER_KINDS if kind == "other kinds" else {kind}
        )
        for kind in KINDS
    }
    told = _kinds_told(row, [cells[12 * year + 3 * n] for n in range(4)], place, said, around, least)
    return CallsThere(quarters, year, tuple(zip(KINDS, told, strict=True)), len(others))


def _kinds_told(
    row: Mapping[str, int],
    quarters: list[Cell],
    place: frozenset[str],
    said: Said,
    around: list[Counted],
    least: int,
) -> list[int | None]:
    """A year by kind, in the order of the row."""
    known = {label: said.cell(place, label) for label in row}
    if any(known.values()):  # a public page said the row as a whole
        return [cell.public if cell else None for cell in known.values()]
    withheld = withheld_kinds(row, quarters, least=least)
    withheld |= {label for label, n in row.items() if not safe_beside(Counted(label, place, n), around, least=least)}
    return [None if label in withheld else rounded(n) for label, n in row.items()]


def _cell(label: str, count: int, place: frozenset[str], said: Said, around: list[Counted], least: int) -> Cell:
    earlier = said.cell(place, label)
    shown = count >= least and safe_beside(Counted(label, place, count), around, least=least)
    return earlier or Cell(int(label[:4]), label, count, shown)


def _quarter(first: int) -> str:
    return f"{first // 12}-Q{first % 12 // 3 + 1}"


def _middle(kinds: CallKinds, others: list[str], first: int, least: int) -> int | None:
    if len(others) < SIMILAR:
        return None
    middle = median(kinds.count({key}, first, first + 2) for key in others)
    return rounded(round(middle)) if middle >= least else None
