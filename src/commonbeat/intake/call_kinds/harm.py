"""Harm weights: how serious one call of a kind is; the packaged table, or the agency's own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from commonbeat.analysis.calls import CATEGORIES
from commonbeat.errors import InputError
from commonbeat.intake.call_kinds.delimited import read_table
from commonbeat.intake.call_kinds.packaged import kinds, table

_TODO = "Give a CSV with the columns category, kind (may be empty) and harm, a weight of zero or more."


@dataclass(frozen=True)
class HarmTable:
    """Weights by kind, and by category for kinds without a weight of their own; unit: the agency's (default: days)."""

    by_category: Mapping[str, float]
    by_kind: Mapping[str, float] = field(default_factory=dict)

    def weight(self, category: str, kind: str = "") -> float:
        """Weight of one call; 0 for a category that the table does not name."""
        found = self.by_kind.get(kind)
        return self.by_category.get(category, 0.0) if found is None else found


@cache
def default_harm() -> HarmTable:
    """The packaged default weights (docs/methods/harm.md)."""
    return _table_of(((row["category"], row["kind"], row["harm"]) for row in table("harm")), "the packaged table")


def read_harm_table(path: str | Path) -> HarmTable:
    """Read an agency's harm weights from a CSV with the columns category, kind and harm.

    A row with a kind weighs that kind (see docs/call-kinds.md for their names), a row without one weighs the rest of
    its category. What the file does not name keeps the default weight.

    Raises:
        InputError: the file cannot be read, a column is missing, a category is unknown or a weight is no number.
    """
    place = str(path)
    rows = read_table(
        path,
        {
            "category": ("category", "call category"),
            "kind": ("kind", "call kind", "type"),
            "harm": ("harm", "weight", "days", "score", "harm weight"),
        },
        needed=("category", "harm"),
        todo=_TODO,
    )
    own = _table_of(((row["category"].lower(), row["kind"].lower(), row["harm"]) for row in rows), place)
    default = default_harm()
    named = set(own.by_category)
    # A category that the agency weighs anew drops the default weights of its kinds: they are on another scale.
    kept = {kind: weight for kind, weight in default.by_kind.items() if _category(kind) not in named}
    return HarmTable({**default.by_category, **own.by_category}, {**kept, **own.by_kind})


def _category(kind: str) -> str:
    return kinds()[kind]["category"]


def _table_of(rows: Iterable[tuple[str, str, str]], place: str) -> HarmTable:
    by_category, by_kind = dict[str, float](), dict[str, float]()
    for category, kind, harm in rows:
        if category not in CATEGORIES:
            raise InputError(
                f"The harm table names the category {category!r}, which does not exist.",
                where=place,
                todo=f"Categories are: {', '.join(CATEGORIES)}.",
            )
        try:
            weight = float(harm)
        except ValueError:
            weight = math.nan
        if not 0 <= weight < math.inf:
            raise InputError(
                f"The harm weight {harm!r} of {kind or category} is not a number.", where=place, todo=_TODO
            )
        if kind:
            by_kind[kind] = weight
        else:
            by_category[category] = weight
    return HarmTable(by_category, by_kind)
