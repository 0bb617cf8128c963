"""Calls of an area that may be published: by calendar quarter, and by category for whole calendar years.

Periods are fixed, so that no two releases overlap by a part of one. What was published of a period stays as it was
published; what was withheld stays withheld. A new count is published only if subtracting any earlier one of the same
period from it, or it from that, gives nothing small (`analysis.suppression`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from commonbeat.analysis.call_counts import CallCounts, Which, call_counts
from commonbeat.analysis.calls import CATEGORIES
from commonbeat.analysis.suppression import LEAST, Counted, publishable, rounded, safe_beside
from commonbeat.intake.lake import Lake
from commonbeat.program.areas.models import Area
from commonbeat.program.jobs.tasks import lake_name
from commonbeat.program.publishing.models import PublishedCell

#: Never shown by category: a single call of these leads back to somebody (blueprint, never-dos).
SENSITIVE: Final = frozenset({"sexual", "domestic", "behavioral health"})
#: Calendar years shown.
YEARS: Final = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of a period: exact, and what is shown of it (None: withheld)."""

    label: str
    count: int
    shown: int | None


def cells_of(area: Area, lake: Lake) -> tuple[frozenset[str], list[Cell]]:
    """Every cell that a release of the area would show, after withholding.

    Returns:
        Keys of the area's places, and cells: "2025-Q3" for a quarter, "2025 noise" for a category of a year.
    """
    keys = frozenset(area.places.values_list("key", flat=True))
    calls = lake.calls(lake_name(area.agency))
    counts = call_counts(calls, sorted(keys))
    rows = list(_quarters(counts))
    for year in _years(counts):
        by_category = {
            category: int(call_counts(calls, sorted(keys), Which([category])).between(12 * year, 12 * year + 11).sum())
            for category in CATEGORIES
        }
        told = {f"{year} {name}": n for name, n in by_category.items() if name not in SENSITIVE}
        told[f"{year} other kinds"] = sum(by_category[name] for name in by_category if name in SENSITIVE)
        rows.append(told)
    kept = _remembered(area)
    cells = [cell for row in rows for cell in _row(row, keys, kept)]
    return keys, cells


def _row(row: dict[str, int], keys: frozenset[str], kept: dict[str, list[PublishedCell]]) -> Iterable[Cell]:
    """A row whose cells add up; one that must be withheld takes enough of the rest with it."""
    blocked = set()
    for label, count in row.items():
        own = [one for one in kept.get(label, []) if frozenset(one.places) == keys]
        others = [Counted(label, frozenset(one.places), one.count) for one in kept.get(label, []) if one.shown]
        if any(not one.shown for one in own) or not safe_beside(Counted(label, keys, count), others):
            blocked.add(label)
    # A blocked cell counts as empty, so that it is withheld and the rest must hide it.
    shown = publishable({label: 0 if label in blocked else count for label, count in row.items()})
    hidden = {label for label in row if shown[label] is None}
    while hidden and sum(row[label] for label in hidden) < LEAST and len(hidden) < len(row):
        hidden.add(min((label for label in row if label not in hidden), key=lambda label: (row[label], label)))
    for label, count in row.items():
        yield Cell(label, count, None if label in hidden else rounded(count))


def _quarters(counts: CallCounts) -> Iterable[dict[str, int]]:
    """A row a whole calendar year of quarters; a begun year's quarters stand alone, no total is shown beside them."""
    months = {int(month) for month in counts.months}
    by_year: dict[int, dict[str, int]] = {}
    for first in sorted(month for month in months if month % 3 == 0 and month + 2 in months):
        label = f"{first // 12}-Q{first % 12 // 3 + 1}"
        by_year.setdefault(first // 12, {})[label] = int(counts.between(first, first + 2).sum())
    return list(by_year.values())[-YEARS:]


def _years(counts: CallCounts) -> list[int]:
    months = {int(month) for month in counts.months}
    return sorted({month // 12 for month in months if all(12 * (month // 12) + n in months for n in range(12))})[-YEARS:]


def _remembered(area: Area) -> dict[str, list[PublishedCell]]:
    found: dict[str, list[PublishedCell]] = {}
    for cell in PublishedCell.objects.filter(agency_id=area.agency_id):
        found.setdefault(cell.label, []).append(cell)
    return found
