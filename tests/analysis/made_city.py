"""A small city with a known truth: weekly counts of places, for the tests of the forecast.

Place rates are log-normal with a Pareto tail; each place has its own slow good and bad weeks (AR(1)), the city a
season and a shock a week, and a part of the calls bring another call at the same place in the same week or the next.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from commonbeat.analysis.panel import Panel, Plan, Span, plan_spans

FIRST = date(2019, 1, 1)


def weekly_counts(
    seed: int,
    *,
    places: int = 6000,
    weeks: int = 104,
    mean: float = 0.6,
    sd: float = 1.6,
    tail: float = 0.02,
    frailty: float = 0.35,
    memory: float = 0.9,
    near_repeat: float = 0.25,
    season: float = 0.15,
    shock: float = 0.05,
) -> NDArray[np.int64]:
    """Calls of each place in each week, shape (places, weeks); `mean` is the mean of first calls a place and week."""
    random = np.random.default_rng(seed)
    base = np.exp(random.normal(0, sd, places))
    heavy = random.random(places) < tail
    base[heavy] *= 1 + random.pareto(1.5, int(heavy.sum()))
    base = np.minimum(base, np.quantile(base, 1 - 1 / places) * 2)
    base *= mean / base.mean()
    slow = np.empty((places, weeks))
    slow[:, 0] = random.normal(0, frailty, places)
    for week in range(1, weeks):
        step = random.normal(0, frailty * np.sqrt(1 - memory**2), places)
        slow[:, week] = memory * slow[:, week - 1] + step
    year = 1 + season * np.sin(2 * np.pi * (np.arange(weeks) / 52 + random.random()))
    common = year * np.exp(random.normal(0, shock, weeks))
    generation = random.poisson(base[:, None] * np.exp(slow - frailty**2 / 2) * common)
    counts = generation.copy()
    while generation.any():
        children = random.poisson(near_repeat * generation)
        now = random.binomial(children, 0.6)
        generation = now.copy()
        generation[:, 1:] += (children - now)[:, :-1]
        counts += generation
    return counts


def panel_of_weeks(counts: NDArray[np.int64], history: int, window: int) -> Panel:
    """The panel that the first `history` weeks give, for a window of the last `window` of them."""
    months = round(window / 52 * 12)
    as_of = FIRST + timedelta(days=history * 7 - 1)
    window_span = Span(as_of - timedelta(days=window * 7 - 1), as_of)
    whole = Span(FIRST, as_of)
    spans = [slice(0, history)]
    lags: tuple[Span, ...] = ()
    quarters: tuple[Span, ...] = ()
    if history >= 3 * window:
        starts = [history - window * (k + 1) for k in range(history // window)]
        spans += [slice(start, start + window) for start in starts]
        lags = tuple(_span(start, start + window) for start in starts)
    else:
        edges = [round(history * k / 4) for k in range(5)]
        spans += [slice(edges[k], edges[k + 1]) for k in range(4)]
        quarters = tuple(_span(edges[k], edges[k + 1]) for k in range(4))
    assert plan_spans(FIRST, as_of, months).history == whole
    seen = counts[:, :history].sum(axis=1) > 0
    now = counts[:, history - window : history].sum(axis=1)[seen]
    return Panel(
        plan=Plan(window_span, quarters, lags, (), whole),
        place_ids=pa.array([f"{number:012d}" for number in np.flatnonzero(seen)]),
        calls=now,
        all_calls=now,
        harm=now.astype(float),
        minutes=np.full(len(now), np.nan),
        counts=np.column_stack([counts[:, part].sum(axis=1)[seen] for part in spans]),
        placeless=0,
        all_placeless=0,
    )


def _span(start: int, stop: int) -> Span:
    return Span(FIRST + timedelta(days=start * 7), FIRST + timedelta(days=stop * 7 - 1))
