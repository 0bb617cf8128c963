"""Everything a reader is shown about a few places that needs more than their counts: names, kinds of calls, trend."""

from __future__ import annotations

import json
from calendar import monthrange
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from commonbeat.analysis.flags import PlaceFacts
from commonbeat.analysis.panel import Panel, Span, place_labels, place_months
from commonbeat.analysis.trend import yearly_change


@dataclass(frozen=True)
class PlaceDetails:
    """A place as a reader sees it; see `analysis.places.RankedPlace` for the meaning of the fields."""

    place_id: str
    label: str
    lon: float | None
    lat: float | None
    flags: tuple[str, ...]
    facts: PlaceFacts
    trend: tuple[float, float, float] | None


def read_details(calls: ir.Table, places: ir.Table | None, panel: Panel, rows: NDArray[np.int64]) -> list[PlaceDetails]:
    """Read the details of some rows of the panel, in their order."""
    names = [str(panel.place_ids[int(row)]) for row in rows]
    if not names:
        return []
    known: dict[str, dict[str, Any]]
    if places is not None:
        table = places.filter(places.place_id.isin(names)).select("place_id", "label", "lon", "lat", "flags")
        known = {row["place_id"]: row for row in table.to_pyarrow().to_pylist()}
    else:
        known = place_labels(calls, names)
    groups = place_months(calls, names, panel.plan).to_pyarrow()
    inside = groups.filter(pc.greater_equal(groups.column("age"), 0))
    parts = {kind: _sums(inside, kind) for kind in ("age", "call_type", "category")}
    trends = _trends(names, _sums(groups, "month"), panel.plan.history)
    details = []
    for number, name in enumerate(names):
        one = known.get(name, {})
        details.append(
            PlaceDetails(
                place_id=name,
                label=one.get("label") or name,
                lon=_coordinate(one.get("lon")),
                lat=_coordinate(one.get("lat")),
                flags=tuple(json.loads(one["flags"])) if one.get("flags") else (),
                facts=_facts({kind: sums[name] for kind, sums in parts.items()}, panel.plan.window),
                trend=trends[number],
            )
        )
    return details


def _coordinate(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)


def _sums(groups: pa.Table, kind: str) -> dict[str, Counter[Any]]:
    """Calls of each place by one column of `place_months`."""
    summed = groups.group_by(["place_id", kind]).aggregate([("calls", "sum")])
    found: dict[str, Counter[Any]] = defaultdict(Counter)
    columns = (summed.column(name).to_pylist() for name in ("place_id", kind, "calls_sum"))
    for place, value, calls in zip(*columns, strict=True):
        found[place][value] += calls
    return found


def _facts(sums: dict[str, Counter[Any]], window: Span) -> PlaceFacts:
    """Shares of months, types and categories among the calls of the window."""
    months, types, categories = sums["age"], sums["call_type"], sums["category"]
    total = max(sum(months.values()), 1)
    # Ties by name, so that the same calls give the same list on every engine.
    ordered = sorted(
        ((name or "other", count) for name, count in categories.items()), key=lambda part: (-part[1], part[0])
    )
    length = max(1, round(window.days / 30.44))
    return PlaceFacts(
        calls=sum(months.values()),
        busiest_month=max(months.values(), default=0) / total,
        busiest_type=max((count for name, count in types.items() if name), default=0) / total,
        months=length,
        months_active=min(len(months), length),
        categories=tuple((name, count / total) for name, count in ordered[:3]),
    )


def _trends(
    names: list[str], by_month: dict[str, Counter[Any]], history: Span
) -> list[tuple[float, float, float] | None]:
    first, last = (day.year * 12 + day.month - 1 for day in (history.first, history.last))
    days = np.array([_days_in(month, history) for month in range(first, last + 1)], dtype=np.int64)
    monthly = np.zeros((len(names), len(days)), dtype=np.int64)
    for number, name in enumerate(names):
        for month, calls in by_month[name].items():
            monthly[number, month - first] += calls
    return yearly_change(monthly, days)


def _days_in(month: int, history: Span) -> int:
    """Days of a running month that the history covers."""
    year, number = divmod(month, 12)
    begin, end = date(year, number + 1, 1), date(year, number + 1, monthrange(year, number + 1)[1])
    return (min(end, history.last) - max(begin, history.first)).days + 1
