"""Places as points with their calls, for maps: the window and the year before it, and the district of a place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from commonbeat.analysis.flags import excluding
from commonbeat.analysis.panel import COMMUNITY, Span, add_months


@dataclass(frozen=True)
class PlacePoints:
    """Places with coordinates, a community call in either period and no flag that keeps them off the list.

    All arrays have shape (n,).

    Attributes:
        lon, lat: degrees.
        calls: community calls in the window.
        before: community calls in the same days a year earlier; all 0 where the lake does not reach back.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    calls: NDArray[np.int64]
    before: NDArray[np.int64]


def place_points(calls: ir.Table, places: ir.Table, window: Span) -> PlacePoints:
    """Count the calls of each place that has coordinates, in the window and a year before it.

    Places that a flag sets aside are left out: a stray coordinate would stretch every map over half a continent, and
    a police building would be the hottest spot of each.
    """
    earlier = Span(add_months(window.first, -12), add_months(window.last, -12))
    now = _within(calls, window)
    then = _within(calls, earlier)
    counted = (
        calls.filter(calls.origin == COMMUNITY, now | then)
        .group_by("place_id")
        .aggregate(calls=now.sum(), before=then.sum())
    )
    where = places.select("place_id", "lon", "lat", "flags").drop_null(["lon", "lat"])
    table = counted.join(where, "place_id").to_pyarrow()
    flags = table.column("flags").to_pylist()
    kept = [not text or excluding(tuple(json.loads(text))) is None for text in flags]
    table = table.filter(pa.array(kept, pa.bool_()))
    columns = {name: np.asarray(table.column(name).to_numpy()) for name in ("lon", "lat", "calls", "before")}
    return PlacePoints(
        columns["lon"].astype(float),
        columns["lat"].astype(float),
        columns["calls"].astype(np.int64),
        columns["before"].astype(np.int64),
    )


def _within(calls: ir.Table, span: Span) -> ir.BooleanValue:
    return (calls.day >= ibis.literal(span.first)) & (calls.day <= ibis.literal(span.last))


def place_districts(calls: ir.Table, place_ids: Sequence[str]) -> dict[str, str]:
    """The beat or district that most calls of a place carry; places without one are left out."""
    if not place_ids:
        return {}
    here = calls.filter(calls.place_id.isin(list(place_ids)), calls.beat.notnull())
    counted = here.group_by(["place_id", "beat"]).aggregate(calls=here.count()).to_pyarrow().to_pylist()
    best: dict[str, tuple[int, str]] = {}
    for row in counted:
        best[row["place_id"]] = max(best.get(row["place_id"], (0, "")), (row["calls"], row["beat"]))
    return {place: beat for place, (_, beat) in best.items()}
