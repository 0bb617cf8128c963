"""Counts that may be published: nothing under ten, and nothing under ten by subtraction.

A cell under the threshold is withheld (primary suppression). What is withheld in a row must add up to the threshold as
well, since whoever knows the total subtracts the rest of the row from it (complementary suppression; Hundepool and
others 2012, chapter 4). A cell of another set of places is withheld when one set holds the other and the places between
the two have fewer calls than the threshold (differencing). What is left is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

#: The fewest that a published count may stand for.
LEAST: Final = 10
#: Published counts are multiples of this.
BASE: Final = 5
Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of some places in some period; `places` are keys.

    Attributes:
        label: what is counted ("", a category) and when ("2025", "2025-Q3"): only equal labels can be subtracted.
        count: exact.
    """

    label: str
    places: frozenset[str]
    count: int


def publishable(row: Mapping[Name, int], *, least: int = LEAST) -> dict[Name, int | None]:
    """The cells of a row whose total is published beside it; None for what is withheld.

    Args:
        row: exact counts that add up to the row's total.
        least: the threshold.

    Raises:
        ValueError: a negative count.
    """
    if any(count < 0 for count in row.values()):
        raise ValueError("a count is not negative")
    total = sum(row.values())
    if total < least:
        return dict.fromkeys(row, None)
    withheld = {name for name, count in row.items() if count < least}
    while withheld and sum(row[name] for name in withheld) < least:
        # The smallest of the rest hides the withheld ones at the least loss.
        withheld.add(min((name for name in row if name not in withheld), key=lambda name: (row[name], name)))
    return {name: None if name in withheld else count for name, count in row.items()}


def safe_beside(cell: Counted, published: Iterable[Counted], *, least: int = LEAST) -> bool:
    """Whether no earlier cell, subtracted from this one or this one from it, gives a count under the threshold.

    Args:
        cell: about to be published.
        published: cells that are public already, of the same agency.
    """
    for earlier in published:
        if earlier.label != cell.label or earlier.places == cell.places:
            continue
        nested = earlier.places < cell.places or cell.places < earlier.places
        if nested and abs(cell.count - earlier.count) < least:
            return False
    return True


def rounded(count: int, *, base: int = BASE) -> int:
    """The nearest multiple, halves up."""
    return (2 * count + base) // (2 * base) * base
