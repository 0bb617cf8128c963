"""Calls of some places by month, category and origin in one look: what a public page counts from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import ibis

from commonbeat.analysis.call_counts import whole_months


@dataclass(frozen=True, slots=True)
class CallKinds:
    """Counts by place, month, origin and category.

    Attributes:
        months: running months (year * 12 + month - 1) that the data fills, without a gap, whole ones only.
        rows: (place, running month, origin, category) -> calls; what is not there is zero.
    """

    months: tuple[int, ...]
    rows: Mapping[tuple[str, int, str, str], int] = field(default_factory=dict)

    def count(
        self,
        places: Collection[str],
        first: int,
        last: int,
        *,
        origin: str = "community",
        categories: Collection[str] | None = None,
    ) -> int:
        """Calls of these places from one running month to another, both included; all categories when None."""
        return sum(
            n
            for (place, month, began, category), n in self.rows.items()
            if first <= month <= last
            and began == origin
            and place in places
            and (categories is None or category in categories)
        )


def call_kinds(calls: ibis.Table, place_ids: Iterable[str], origins: Collection[str]) -> CallKinds:
    """Count the calls of these places, of whole months alone.

    Args:
        calls: of the call lake (`analysis.calls`), of one agency.
        place_ids: places of the lake.
        origins: which calls, by who started them.
    """
    months, wanted = tuple(int(month) for month in whole_months(calls)), sorted(set(place_ids))
    if not wanted or not months:
        return CallKinds(months)
    found = calls.filter(
        calls.place_id.isin(wanted), calls.origin.isin(sorted(origins)), calls.month.between(months[0], months[-1])
    )
    by = ("place_id", "month", "origin", "category")
    table = found.group_by(*by).aggregate(n=found.count()).to_pyarrow()
    keys = zip(*(table[name].to_pylist() for name in by), strict=True)
    return CallKinds(months, dict(zip(keys, table["n"].to_pylist(), strict=True)))
