"""Had we chosen earlier: what a list promised, beside what happened after it.

The list and every promise are made from the calls up to the split alone; what came after is only counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from commonbeat.analysis.forecast_accuracy import accuracy_curve, coverage
from commonbeat.analysis.forecasting import forecast_places
from commonbeat.analysis.panel import (
    COMMUNITY,
    MOST_MONTHS,
    Span,
    add_months,
    gather,
    plan_spans,
    read_history,
)
from commonbeat.analysis.rates import gamma_poisson
from commonbeat.analysis.selection import set_aside
from commonbeat.errors import InputError, UsageError
from commonbeat.progress import Progress, silent

BUSIEST: Final = 1_000


@dataclass(frozen=True)
class Backtest:
    """One list judged by what came after it.

    Attributes:
        window, after: the days that chose the places, and the days that judge them.
        top: length of the list; `places`: how many places were ranked.
        pai, pei, rri: predictive accuracy, predictive efficiency and predicted over observed for the list.
        hit_rate: part of the list that is among as many places busiest afterwards.
        captured: part of all later calls that came from the list.
        expected_total, expected_low, expected_high: what the list was expected to bring, with a 90 % interval.
        observed_total: what it brought.
        naive_total: what the list of the busiest places would be promised by its own past count, scaled to the
            length of `after`; naive_observed_total: what that list brought.
        gamma_poisson_total: what the textbook gamma-Poisson promises for our list.
        coverage: part of the `judged` busiest places whose later count fell into its 90 % interval.
        coverage_above, coverage_below: part whose count was above, or below.
        all_after: community calls afterwards at any place.
        method: one sentence on the forecast.
        place_ids: the list.
    """

    window: Span
    after: Span
    top: int
    places: int
    pai: float
    pei: float
    rri: float
    hit_rate: float
    captured: float
    expected_total: float
    expected_low: float
    expected_high: float
    observed_total: int
    naive_total: float
    naive_observed_total: int
    gamma_poisson_total: float
    coverage: float
    coverage_above: float
    coverage_below: float
    judged: int
    all_after: int
    method: str
    place_ids: tuple[str, ...]


def backtest(
    calls: ir.Table,
    *,
    places: ir.Table | None = None,
    top: int = 100,
    split: date | Literal["half", "year"] = "half",
    months: int = 12,
    progress: Progress = silent,
) -> Backtest:
    """Choose places as of an earlier day and compare.

    Args:
        calls: calls of one agency, as `selection.select` takes them.
        places: its places, for their flags.
        top: length of the list.
        split: last day of the first part; "half" is the day by which half of the calls had come (then all that came
            before chooses), "year" is a year before the last day.
        months: length of the window before the split, for "year" and a date.
        progress: told after each step.

    Raises:
        InputError: the data leave nothing before or after the split.
        UsageError: a setting out of its range.
    """
    if top < 1 or not 1 <= months <= MOST_MONTHS:
        raise UsageError(f"top is at least 1 and months 1 to {MOST_MONTHS}; given were {top} and {months}.")
    progress("Reading the history", 0, 3)
    history = read_history(calls)
    if history is None:
        raise InputError(
            "There is no call that the community started, so there is nothing to test.",
            todo="Check the call types with `commonbeat intake check`.",
        )
    if split == "half":
        last = _half(calls, Span(history.first, history.last))
        months = min(MOST_MONTHS, max(1, -(-((last - history.first).days + 1) // 28)))
    else:
        last = add_months(history.last, -12) if split == "year" else split
    if not history.first < last < history.last:
        raise InputError(
            f"The calls run from {history.first} to {history.last}; a split on {last} leaves nothing to compare.",
            todo="Choose a day between them, or load a longer export.",
        )
    plan = plan_spans(history.first, last, months)
    length = min(plan.window.days, (history.last - last).days) if split != "half" else (history.last - last).days
    after = Span(last + timedelta(days=1), last + timedelta(days=length))
    progress("Choosing places as of the split", 1, 3)
    first, _ = set_aside(gather(calls, plan), places)
    first = first.keep(first.history() > 0)
    if not len(first.calls):
        raise InputError(f"No community call with a place lies before {last}.", todo="Choose a later split.")
    ratio = after.days / plan.window.days
    forecast = forecast_places(first)
    posterior = forecast.posterior.over(ratio)
    expected = posterior.mean()
    order = np.lexsort((-first.calls, -expected))
    chosen = order[:top]
    progress("Counting what came after", 2, 3)
    observed, elsewhere = _count_after(calls, after, first.place_ids)
    busiest = order[:BUSIEST]
    low, high = posterior.interval(busiest)
    curve = accuracy_curve(np.concatenate([observed, elsewhere]), np.concatenate([expected, np.zeros(len(elsewhere))]))
    at = len(chosen) - 1
    total = float(expected[chosen].sum())
    spread = 1.645 * float(np.sqrt(posterior.variance(chosen).sum()))
    naive = np.argsort(-first.calls, kind="stable")[:top]
    everything = int(observed.sum() + elsewhere.sum())
    progress("Counting what came after", 3, 3)
    return Backtest(
        window=plan.window,
        after=after,
        top=len(chosen),
        places=len(expected),
        pai=float(curve.pai[at]),
        pei=float(curve.pei[at]),
        rri=total / max(int(observed[chosen].sum()), 1),
        hit_rate=float(curve.hits[at]),
        captured=float(observed[chosen].sum()) / max(everything, 1),
        expected_total=total,
        expected_low=max(total - spread, 0.0),
        expected_high=total + spread,
        observed_total=int(observed[chosen].sum()),
        naive_total=float(first.calls[naive].sum()) * ratio,
        naive_observed_total=int(observed[naive].sum()),
        gamma_poisson_total=float(gamma_poisson(first.calls, 1 / ratio)[chosen].sum()),
        coverage=coverage(observed[busiest], low, high),
        coverage_above=float(np.mean(observed[busiest] > high)),
        coverage_below=float(np.mean(observed[busiest] < low)),
        judged=len(busiest),
        all_after=everything,
        method=forecast.method,
        place_ids=tuple(str(first.place_ids[int(row)]) for row in chosen),
    )


def _half(calls: ir.Table, days: Span) -> date:
    """The day by which half of the community calls had come."""
    inside = calls.filter(
        calls.origin == COMMUNITY, calls.day >= ibis.literal(days.first), calls.day <= ibis.literal(days.last)
    )
    table = inside.group_by("day").aggregate(calls=inside.count()).order_by("day").to_pyarrow()
    running = np.cumsum(table.column("calls").to_numpy())
    at = int(np.argmin(np.abs(running - running[-1] / 2)))
    day = table.column("day")[at].as_py()
    return date(day.year, day.month, day.day)


def _count_after(calls: ir.Table, after: Span, place_ids: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Community calls afterwards at the known places, and at places that had none before."""
    later = calls.filter(
        calls.origin == COMMUNITY,
        calls.place_id.notnull(),
        calls.day >= ibis.literal(after.first),
        calls.day <= ibis.literal(after.last),
    )
    table = later.group_by("place_id").aggregate(calls=later.count()).to_pyarrow().combine_chunks()
    counts = np.zeros(len(place_ids), dtype=np.int64)
    if not table.num_rows:
        return counts, np.zeros(0, dtype=np.int64)
    found = pc.index_in(table.column("place_id").combine_chunks().cast(place_ids.type), value_set=place_ids)
    where = np.asarray(found.fill_null(-1))
    values = np.asarray(table.column("calls").to_numpy(), dtype=np.int64)
    counts[where[where >= 0]] = values[where >= 0]
    return counts, values[where < 0]
