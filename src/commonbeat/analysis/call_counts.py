"""Community calls of places by month: the counts under a problem, a partner's page, and a public page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class CallCounts:
    """Counts by place and month.

    Attributes:
        place_ids: places, in the order asked for; those without a call have zeros.
        months: running months (year * 12 + month - 1), without a gap, whole ones only; shape (T,).
        counts: shape (places, T).
    """

    place_ids: tuple[str, ...]
    months: NDArray[np.int64]
    counts: NDArray[np.int64]

    def between(self, first: int, last: int) -> NDArray[np.int64]:
        """Calls of each place from one running month to another, both included; shape (places,)."""
        inside = (self.months >= first) & (self.months <= last)
        return np.asarray(self.counts[:, inside].sum(axis=1))

    def covers(self, first: int, last: int) -> bool:
        """Whether the lake has all of these months, whole."""
        return bool(self.months.size and self.months[0] <= first and self.months[-1] >= last and first <= last)


@dataclass(frozen=True, slots=True)
class Which:
    """Which calls count.

    Attributes:
        categories, weekdays: empty for all; weekdays 0 (Monday) to 6.
        from_hour, to_hour: local, to_hour not included; from_hour > to_hour spans midnight.
    """

    categories: Collection[str] = ()
    weekdays: Collection[int] = ()
    from_hour: int = 0
    to_hour: int = 24


def call_counts(calls: ibis.Table, place_ids: Sequence[str], which: Which | None = None) -> CallCounts:
    """Community-started calls of these places in each whole month of the lake.

    Args:
        calls: of the call lake (`analysis.calls`), of one agency.
        place_ids: places of the lake.
        which: which calls count; all when None.
    """
    wanted, which = tuple(dict.fromkeys(place_ids)), which or Which()
    months = whole_months(calls)
    counts = np.zeros((len(wanted), months.size), dtype=np.int64)
    if not wanted or not months.size:
        return CallCounts(wanted, months, counts)
    rows = _only(calls, which).filter(calls.place_id.isin(wanted))
    table = rows.group_by("place_id", "month").aggregate(n=rows.count()).to_pyarrow()
    row_of = {place: row for row, place in enumerate(wanted)}
    for place, month, n in zip(*(table[name].to_pylist() for name in ("place_id", "month", "n")), strict=True):
        column = month - int(months[0])
        if 0 <= column < months.size:
            counts[row_of[place], column] = n
    return CallCounts(wanted, months, counts)


def whole_months(calls: ibis.Table) -> NDArray[np.int64]:
    """Running months that the calls fill, without a gap, oldest first."""
    span = calls.aggregate(first=calls.day.min(), last=calls.day.max()).to_pyarrow().to_pylist()[0]
    return _whole_months(span["first"], span["last"])


def _only(calls: ibis.Table, which: Which) -> ibis.Table:
    found = calls.filter(calls.origin == "community")
    if which.categories:
        found = found.filter(found.category.isin(sorted(which.categories)))
    if which.weekdays:
        found = found.filter(found.weekday.isin(sorted(which.weekdays)))
    if (which.from_hour, which.to_hour) != (0, 24):
        after, before = found.hour >= which.from_hour, found.hour < which.to_hour
        found = found.filter(after & before if which.from_hour < which.to_hour else after | before)
    return found


def _whole_months(first: date | None, last: date | None) -> NDArray[np.int64]:
    """Running months that the data fills; the one it ends in counts when it ends on the month's last day."""
    if first is None or last is None:
        return np.zeros(0, dtype=np.int64)
    begins = first.year * 12 + first.month - 1 + (first.day > 1)
    next_day = date.fromordinal(last.toordinal() + 1)
    return np.arange(begins, next_day.year * 12 + next_day.month - 1, dtype=np.int64)


def running_month(day: date) -> int:
    """The running month of a day."""
    return day.year * 12 + day.month - 1


def first_of(month: int) -> date:
    """The first day of a running month."""
    return date(month // 12, month % 12 + 1, 1)
