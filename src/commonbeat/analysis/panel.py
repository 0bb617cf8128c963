"""From calls to a small table a place: one expression over the call lake, run by DuckDB or by Spark alike.

Every place becomes one row: how often it called in each span of days, in which months of the window, and what it
weighed. Nothing larger than that row a place reaches Python, so ten million calls cost one group-by.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

COMMUNITY: Final = "community"
#: A month at either end of the data that holds less than this part of the median month is not history: one call
#: dated 1900 or 2099 must not stretch it.
STRAY_MONTH: Final = 0.02
#: Busy years to learn from; older ones say nothing more about the next.
MOST_LAGS: Final = 6
#: A longer window would say little about now.
MOST_MONTHS: Final = 60


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days the span has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class History:
    """What the lake holds, by month.

    Attributes:
        first, last: first and last day that count as history.
        months, totals, all_totals: running month number, community calls and all calls in it, shape (m,).
        unknown: calls whose origin is unknown, over the whole history.
    """

    first: date
    last: date
    months: NDArray[np.int64]
    totals: NDArray[np.int64]
    all_totals: NDArray[np.int64]
    unknown: int


@dataclass(frozen=True)
class Plan:
    """Which spans to count.

    Attributes:
        window: the days that choose places.
        quarters: four equal parts of the history, oldest first, or none when the history is too short to split.
        lags: spans as long as the window, newest first (the first is the window); empty below three.
        season: the window a year ago and the span that followed it; empty unless the window is part of a year.
        history: all days there are, up to the end of the window.
    """

    window: Span
    quarters: tuple[Span, ...]
    lags: tuple[Span, ...]
    season: tuple[Span, ...]
    history: Span

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every span to count, in the order of `Panel.counts`: history, quarters, lags, season."""
        return (self.history, *self.quarters, *self.lags, *self.season)


@dataclass(frozen=True)
class Panel:
    """One row a place; all arrays have the same length.

    Attributes:
        place_ids: the places.
        calls, all_calls: community calls and all calls in the window.
        harm: sum of the harm weights of the community calls in the window.
        minutes: officer minutes of the community calls in the window; NaN where unknown.
        counts: community calls in each span of the plan, shape (places, spans).
        placeless, all_placeless: community calls and all calls of the window that carry no place.
    """

    plan: Plan
    place_ids: pa.Array
    calls: NDArray[np.int64]
    all_calls: NDArray[np.int64]
    harm: NDArray[np.float64]
    minutes: NDArray[np.float64]
    counts: NDArray[np.int64]
    placeless: int
    all_placeless: int

    def history(self) -> NDArray[np.int64]:
        """Community calls of each place in all history, shape (places,)."""
        return self.counts[:, 0]

    def quarters(self) -> NDArray[np.int64]:
        """Community calls in each quarter of the history, oldest first, shape (places, 4 or 0)."""
        return self.counts[:, 1 : 1 + len(self.plan.quarters)]

    def lags(self) -> NDArray[np.int64]:
        """Community calls in each span as long as the window, newest first, shape (places, lags)."""
        start = 1 + len(self.plan.quarters)
        return self.counts[:, start : start + len(self.plan.lags)]

    def season(self) -> NDArray[np.int64]:
        """Community calls in the window a year ago and in the span after it, shape (places, 2 or 0)."""
        return self.counts[:, self.counts.shape[1] - len(self.plan.season) :]

    def keep(self, rows: NDArray[np.bool_]) -> Panel:
        """The panel of some places only."""
        return Panel(
            self.plan,
            self.place_ids.filter(pa.array(rows)),
            self.calls[rows],
            self.all_calls[rows],
            self.harm[rows],
            self.minutes[rows],
            self.counts[rows],
            self.placeless,
            self.all_placeless,
        )


def add_months(day: date, months: int) -> date:
    """The same day some months later or earlier; the end of a month stays the end of a month."""
    number = day.year * 12 + day.month - 1 + months
    end = monthrange(number // 12, number % 12 + 1)[1]
    return date(number // 12, number % 12 + 1, end if is_month_end(day) else min(day.day, end))


def is_month_end(day: date) -> bool:
    """Is this the last day of its month?"""
    return (day + timedelta(days=1)).day == 1


def month_totals(calls: ir.Table) -> ir.Table:
    """City-wide calls by month: the expression behind `read_history`."""
    community = calls.origin == COMMUNITY
    return calls.group_by("month").aggregate(
        calls=community.sum(),
        all_calls=calls.count(),
        unknown=(calls.origin == "unknown").sum(),
        first=calls.day.min(where=community),
        last=calls.day.max(where=community),
    )


def read_history(calls: ir.Table) -> History | None:
    """Say what history the lake holds; None when no community call is in it."""
    table = month_totals(calls).to_pyarrow()
    rows = sorted((row for row in table.to_pylist() if row["month"] is not None), key=lambda row: row["month"])
    filled = [row for row in rows if row["calls"]]
    if not filled:
        return None
    floor = STRAY_MONTH * float(np.median([row["calls"] for row in filled]))
    kept = [row for row in filled if row["calls"] >= floor]
    low, high = kept[0]["month"], kept[-1]["month"]
    rows = [row for row in rows if low <= row["month"] <= high]
    return History(
        first=_as_date(kept[0]["first"]),
        last=_as_date(kept[-1]["last"]),
        months=np.array([row["month"] for row in rows], dtype=np.int64),
        totals=np.array([row["calls"] for row in rows], dtype=np.int64),
        all_totals=np.array([row["all_calls"] for row in rows], dtype=np.int64),
        unknown=sum(row["unknown"] for row in rows),
    )


def _as_date(value: Any) -> date:
    return date(value.year, value.month, value.day)


def plan_spans(first: date, as_of: date, months: int) -> Plan:
    """Choose the spans to count for a window of `months` months that ends on `as_of` (included).

    A history shorter than the window is itself the window. Three or more windows of history become lagged periods;
    below that, the whole history is split into four equal parts that show how much places vary in time.
    """
    start = max(first, add_months(as_of, -months) + timedelta(days=1))
    window, history = Span(start, as_of), Span(first, as_of)
    lags = [window]
    while len(lags) < MOST_LAGS:
        begin = add_months(as_of, -months * (len(lags) + 1)) + timedelta(days=1)
        if begin < first:
            break
        lags.append(Span(begin, lags[-1].first - timedelta(days=1)))
    quarters: list[Span] = []
    if len(lags) < 3:
        lags = []
        if history.days >= 8:
            edges = [first + timedelta(days=round(history.days * k / 4)) for k in range(5)]
            quarters = [Span(edges[k], edges[k + 1] - timedelta(days=1)) for k in range(4)]
    season: tuple[Span, ...] = ()
    a_year_ago = add_months(as_of, -12)
    if months % 12 and add_months(a_year_ago, -months) + timedelta(days=1) >= first:
        before = Span(add_months(a_year_ago, -months) + timedelta(days=1), a_year_ago)
        season = (before, Span(a_year_ago + timedelta(days=1), add_months(a_year_ago, months % 12 or months)))
    return Plan(window, tuple(quarters), tuple(lags), season, history)


def place_counts(calls: ir.Table, plan: Plan) -> ir.Table:
    """Count every place in one pass: the expression that DuckDB and Spark both run.

    Columns: `place_id`, `calls`, `all_calls`, `harm`, `officer_minutes`, and `span_0`, `span_1`, ... in the
    order of `plan.spans`. Calls without a place are the row with NULL.
    """
    everything = calls.filter(
        calls.day >= ibis.literal(plan.history.first), calls.day <= ibis.literal(plan.history.last)
    )
    community = everything.origin == COMMUNITY
    in_window = everything.day >= ibis.literal(plan.window.first)
    chosen = community & in_window
    columns: dict[str, ir.Value] = {
        "calls": everything.count(where=chosen),
        "all_calls": everything.count(where=in_window),
        "harm": everything.harm.sum(where=chosen),
        "officer_minutes": everything.officer_minutes.sum(where=chosen),
    }
    for number, span in enumerate(plan.spans):
        if span == plan.window:
            continue  # the same count as `calls`
        inside = community
        if span.first > plan.history.first:
            inside = inside & (everything.day >= ibis.literal(span.first))
        if span.last < plan.history.last:
            inside = inside & (everything.day <= ibis.literal(span.last))
        columns[f"span_{number}"] = everything.count(where=inside)
    return everything.group_by("place_id").aggregate(**columns)


def _month_of_window(calls: ir.Table, window: Span) -> ir.IntegerValue:
    """Months run to the day of the month on which the window ends: 0 is the newest."""
    last = window.last.year * 12 + window.last.month - 1
    if is_month_end(window.last):
        return last - calls.month
    later = (calls.day.day() > window.last.day).ifelse(1, 0)
    return last - calls.month - later


def gather(calls: ir.Table, plan: Plan) -> Panel:
    """Run `place_counts` and take its small answer into arrays, in the order of the place ids."""
    table = place_counts(calls, plan).to_pyarrow().combine_chunks()
    ids = table.column("place_id").combine_chunks() if table.num_rows else pa.array([], pa.string())
    counted = [f"span_{number}" for number in range(len(plan.spans))]
    names = [name if name in table.column_names else "calls" for name in counted]
    counts = np.column_stack([_integers(table, name) for name in names])
    window, every = _integers(table, "calls"), _integers(table, "all_calls")
    placed = ~np.asarray(ids.is_null())
    placeless, all_placeless = int(window[~placed].sum()), int(every[~placed].sum())
    # In the order of their names, so that ties fall the same way on every engine and in every run.
    order = pc.sort_indices(ids).to_numpy()
    order = order[placed[order]]
    return Panel(
        plan=plan,
        place_ids=ids.take(pa.array(order)),
        calls=window[order],
        all_calls=every[order],
        harm=_floats(table, "harm", 0.0)[order],
        minutes=_floats(table, "officer_minutes", np.nan)[order],
        counts=counts[order],
        placeless=placeless,
        all_placeless=all_placeless,
    )


def _integers(table: pa.Table, name: str) -> NDArray[np.int64]:
    return np.asarray(table.column(name).fill_null(0).to_numpy(), dtype=np.int64)


def _floats(table: pa.Table, name: str, missing: float) -> NDArray[np.float64]:
    return np.asarray(table.column(name).cast(pa.float64()).fill_null(missing).to_numpy(), dtype=np.float64)


def place_months(calls: ir.Table, place_ids: Sequence[str], plan: Plan) -> ir.Table:
    """Place x month x kind of the community calls at a few places: the expression behind trends and categories.

    Columns: `place_id`, `month`, `category`, `call_type`, `age`, `calls`. `age` counts months back from the
    end of the window (0 is the newest); calls before the window have -1.
    """
    few = calls.filter(
        calls.place_id.isin(list(place_ids)),
        calls.origin == COMMUNITY,
        calls.day >= ibis.literal(plan.history.first),
        calls.day <= ibis.literal(plan.history.last),
    )
    inside = few.day >= ibis.literal(plan.window.first)
    few = few.mutate(age=inside.ifelse(_month_of_window(few, plan.window), -1))
    return few.group_by("place_id", "month", "category", "call_type", "age").aggregate(calls=few.count())


def place_spellings(calls: ir.Table, place_ids: Sequence[str]) -> ir.Table:
    """Spellings of a few places with their coordinates, from the calls, where no table of places is at hand."""
    few = calls.filter(calls.place_id.isin(list(place_ids)))
    return few.group_by("place_id", "address").aggregate(
        calls=few.count(), located=few.lon.count(), lon=few.lon.sum(), lat=few.lat.sum()
    )


def place_labels(calls: ir.Table, place_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Most frequent spelling (`label`) and mean coordinates (`lon`, `lat`) of a few places."""
    spellings = place_spellings(calls, place_ids).to_pyarrow().to_pylist()
    spellings.sort(key=lambda row: (-row["calls"], row["address"] or ""))
    found: dict[str, dict[str, Any]] = {}
    for row in spellings:
        one = found.setdefault(row["place_id"], {"label": row["address"], "located": 0, "east": 0.0, "north": 0.0})
        one["located"] += row["located"]
        one["east"] += row["lon"] or 0.0
        one["north"] += row["lat"] or 0.0
    for one in found.values():
        located = one["located"]
        one["lon"] = round(one["east"] / located, 6) if located else None
        one["lat"] = round(one["north"] / located, 6) if located else None
    return found
