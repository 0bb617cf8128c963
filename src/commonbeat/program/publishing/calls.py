"""Counts of calls that may be published, of an area: by calendar quarter, and by kind for whole calendar years.

Three rules, from which follows that no sum or difference of published counts, over any releases of any areas, is the
count of fewer than ten calls:

1. *Said once.* What was shown of a period of some places stays as it was shown, and what was withheld stays withheld,
   in every later release, whatever came late. Nothing is ever counted twice with another outcome.
2. *One outline a year.* All counts of a calendar year that hold a place are of one set of places: the set with which a
   count of that year was shown first. An area drawn anew keeps its earlier outline in the years that were shown, and an
   area that overlaps one with another outline waits for a year that nobody has shown. So the sets behind the counts of
   a year are equal or have no place in common, and no subtraction leaves the calls of a few places.
3. *No small cell, and none by the year's total.* A count under ten is withheld. The quarters and the kinds of a year
   have the same total; when it could be known from the one, enough of the other is withheld for what it would give
   away to stay at ten or more: the withheld together, and calls that arrived between the two counts
   (`analysis.suppression` has the terms and the source).

What is left is rounded to the nearest five, which no rule above leans on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from commonbeat.analysis.call_kinds import CallKinds, call_kinds
from commonbeat.analysis.calls import CATEGORIES
from commonbeat.analysis.suppression import LEAST, rounded
from commonbeat.intake.lake import Lake
from commonbeat.program.areas.models import Area
from commonbeat.program.jobs.tasks import lake_name
from commonbeat.program.publishing.models import PublishedCell

#: Never shown by themselves: a call of these leads back to somebody (blueprint, never-dos), or says too little.
OTHER_KINDS: Final = frozenset({"sexual", "domestic", "behavioral health", "missing person", "administrative", "other"})
#: Kinds that a page shows, "other kinds" last.
KINDS: Final = (*(name for name in CATEGORIES if name not in OTHER_KINDS), "other kinds")
#: Calendar years shown.
YEARS: Final = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of a period: exact, and whether it is shown."""

    year: int
    label: str
    count: int
    shown: bool

    @property
    def public(self) -> int | None:
        """What the page says; None for what is withheld."""
        return rounded(self.count) if self.shown else None


@dataclass(frozen=True, slots=True)
class Year:
    """What a release says of a calendar year.

    Attributes:
        places: the outline that was counted; None when another area's earlier counts of the year stand in the way.
        earlier_outline: it is not the outline of today.
        quarters, officer, kinds: in order; kinds is empty until the year is over.
        fresh: cells that no release has said yet.
    """

    year: int
    places: frozenset[str] | None
    earlier_outline: bool
    quarters: tuple[Cell, ...] = ()
    officer: tuple[Cell, ...] = ()
    kinds: tuple[Cell, ...] = ()
    fresh: tuple[Cell, ...] = ()

    @property
    def shows_anything(self) -> bool:
        """Whether any of its cells is shown."""
        return any(cell.shown for cell in (*self.quarters, *self.officer, *self.kinds))


class Said:
    """What releases of the agency have said before: the memory behind every new release."""

    def __init__(self, cells: Iterable[PublishedCell]) -> None:
        self._cells: dict[tuple[str, str], Cell] = {}
        self._outlines: dict[int, set[frozenset[str]]] = {}
        for cell in cells:
            self._cells[cell.places_key, cell.label] = Cell(cell.year, cell.label, cell.count, cell.shown)
            if cell.shown:
                self._outlines.setdefault(cell.year, set()).add(frozenset(cell.places))

    def cell(self, places: frozenset[str], label: str) -> Cell | None:
        """What was said of this period of these places."""
        return self._cells.get((places_key(places), label))

    def outline(self, year: int, places: frozenset[str], earlier: Iterable[frozenset[str]]) -> frozenset[str] | None:
        """Which places may be counted in that year.

        Args:
            year: a calendar year.
            places: of the area today.
            earlier: sets with which this area was counted before.

        Returns:
            The set with which the area was shown in that year; today's, when no other shown set has a place of it;
            else None.
        """
        shown = self._outlines.get(year, set())
        for one in earlier:
            if one in shown:
                return one
        return places if all(one == places or not one & places for one in shown) else None


def said_before(area: Area) -> tuple[Said, list[frozenset[str]]]:
    """The memory of the agency, and the outlines with which releases of this area counted, newest first."""
    cells = list(PublishedCell.objects.filter(agency_id=area.agency_id).select_related("release").order_by("-pk"))
    earlier = dict.fromkeys(frozenset(cell.places) for cell in cells if cell.release.area_id == area.pk)
    return Said(cells), list(earlier)


def count_calls(area: Area, lake: Lake) -> CallKinds:
    """Every count that a release of the area may need; reads the lake, so do it outside of an action."""
    _, earlier = said_before(area)
    keys = places_of(area).union(*earlier)
    return call_kinds(lake.calls(lake_name(area.agency)), keys, ("community", "officer"))


def places_of(area: Area) -> frozenset[str]:
    """Keys of the area's places today."""
    return frozenset(area.places.values_list("key", flat=True))


def years_of(
    kinds: CallKinds, places: frozenset[str], said: Said, earlier: Iterable[frozenset[str]], *, years: int = YEARS
) -> list[Year]:
    """What a release of these places says, year by year, oldest first.

    Args:
        kinds: exact counts, of `places` and of every earlier outline of the area.
        places: of the area today.
        said: what was said before.
        earlier: outlines with which this area was counted before.
    """
    outlines, months = list(earlier), set(kinds.months)
    wanted = sorted({month // 12 for month in months if month % 3 == 0 and {month + 1, month + 2} <= months})[-years:]
    return [_year(year, kinds, said, said.outline(year, places, outlines), places) for year in wanted]


def _year(year: int, kinds: CallKinds, said: Said, places: frozenset[str] | None, today: frozenset[str]) -> Year:
    if places is None:
        return Year(year, None, earlier_outline=False)
    months = set(kinds.months)
    firsts = [12 * year + 3 * n for n in range(4) if {12 * year + 3 * n + m for m in range(3)} <= months]
    counted, officer = {}, {}
    for first in firsts:
        label = f"{year}-Q{first % 12 // 3 + 1}"
        counted[label] = kinds.count(places, first, first + 2)
        officer[f"officer {label}"] = kinds.count(places, first, first + 2, origin="officer")
    by_quarter = _alone(year, counted, places, said)
    by_officer = _alone(year, officer, places, said)
    by_kind = _by_kind(year, kinds, places, said, by_quarter) if len(firsts) == 4 else ()
    fresh = [cell for cell in (*by_quarter, *by_officer, *by_kind) if said.cell(places, cell.label) is None]
    return Year(year, places, places != today, by_quarter, by_officer, by_kind, tuple(fresh))


def _alone(year: int, counted: Mapping[str, int], places: frozenset[str], said: Said) -> tuple[Cell, ...]:
    """Cells without a total beside them: each is withheld by its own size."""
    return tuple(
        said.cell(places, label) or Cell(year, label, count, count >= LEAST) for label, count in counted.items()
    )


def _by_kind(
    year: int, kinds: CallKinds, places: frozenset[str], said: Said, quarters: tuple[Cell, ...]
) -> tuple[Cell, ...]:
    """The kinds of a whole year, beside its quarters, whose sum is the same total."""
    labels = {f"{year} {kind}": (OTHER_KINDS if kind == "other kinds" else {kind}) for kind in KINDS}
    known = [said.cell(places, label) for label in labels]
    if any(known):  # the row was said as a whole
        return tuple(cell for cell in known if cell is not None)
    row = {
        label: kinds.count(places, 12 * year, 12 * year + 11, categories=categories)
        for label, categories in labels.items()
    }
    withheld = withheld_kinds(row, quarters)
    return tuple(Cell(year, label, count, label not in withheld) for label, count in row.items())


def withheld_kinds(row: Mapping[str, int], quarters: Iterable[Cell], *, least: int = LEAST) -> set[str]:
    """Which kinds to withhold, so that neither they nor the quarters beside them can be found from the total.

    Args:
        row: exact counts of a year by kind.
        quarters: of the same year and places, as they are shown.
        least: the threshold.
    """
    cells = list(quarters)
    hidden_quarters = [cell.count for cell in cells if not cell.shown]
    late = sum(row.values()) - sum(cell.count for cell in cells)
    withheld = {label for label, count in row.items() if count < least}

    def is_safe() -> bool:
        hidden = sum(row[label] for label in withheld)
        if len(withheld) == len(row):
            return True  # of the total, nothing more is known than the quarters say
        if withheld:
            return hidden >= least and (bool(hidden_quarters) or hidden - late >= least)
        if hidden_quarters:
            return sum(hidden_quarters) >= least and sum(hidden_quarters) + late >= least
        return late == 0 or abs(late) >= least

    while not is_safe():
        # The smallest of the rest hides the withheld ones at the least loss.
        withheld.add(min((label for label in row if label not in withheld), key=lambda label: (row[label], label)))
    return withheld


def places_key(places: Iterable[str]) -> str:
    """A hash of a set of places."""
    return hashlib.sha256("\n".join(sorted(places)).encode()).hexdigest()


def told(years: Iterable[Year]) -> list[dict[str, Any]]:
    """The years as a release keeps them: nothing that is not shown is in it."""
    return [
        {
            "year": year.year,
            "counted": year.places is not None,
            "earlier_outline": year.earlier_outline,
            "quarters": [{"quarter": cell.label[-2:], "calls": cell.public} for cell in year.quarters],
            "officer": [{"quarter": cell.label[-2:], "calls": cell.public} for cell in year.officer],
            "kinds": [{"kind": cell.label.split(" ", 1)[1], "calls": cell.public} for cell in year.kinds],
        }
        for year in years
    ]
