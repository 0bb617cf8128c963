"""The places of an agency, summed up from all its live calls: where each is, how many calls, what to beware of."""

from __future__ import annotations

import json
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from commonbeat.analysis.calls import CATEGORIES, PLACE_COLUMNS
from commonbeat.intake.bulk import find_bulk
from commonbeat.intake.engine import Engine
from commonbeat.intake.places.names import flags_from_name
from commonbeat.intake.suspects import (
    STATION_CALLS,
    STATION_SHARE,
    at_the_edge,
    is_station_work,
    moved_to_corners,
    outstanding,
    same_mix,
)

_ALIASES: Final = 20
#: Only labels with one of these can say by name what a place is (see `places.names`); the rest need no closer look.
_NAMED: Final = (
    r"POLICE|PD\b|P D\b|SHERIFF|SAFETY|PRECINCT|STATION|JAIL|DETENTION|CORRECTION|TROOPER|PATROL|CHP|HOSP|MED|EMERG"
)


def _weighted_median(column: str) -> str:
    return (
        f"SELECT place_id, arg_min({column}, run) AS {column} FROM (SELECT place_id, {column}, "
        f"sum(n) OVER (PARTITION BY place_id ORDER BY {column}) AS run, sum(n) OVER (PARTITION BY place_id) AS whole "
        f"FROM located) WHERE run * 2 >= whole GROUP BY place_id"
    )


def _station_work(connection: Engine, calls: str) -> None:
    types = [row[0] for row in connection.all(f"SELECT DISTINCT call_type FROM {calls}")]
    table = pa.table({"call_type": pa.array([t for t in types if is_station_work(t)], pa.string())})
    connection.put("station_types", table)


def _flags(connection: Engine, calls: str, summed: pa.Table) -> list[list[str]]:
    """Flags of each place of `summed`, in order."""
    ids: list[str] = summed["place_id"].to_pylist()
    labels: list[str] = summed["label"].to_pylist()
    flags: list[set[str]] = [set() for _ in labels]
    named = np.flatnonzero(
        pc.match_substring_regex(summed["label"], _NAMED, ignore_case=True).to_numpy(zero_copy_only=False)
    ).tolist()
    for index, found in zip(named, flags_from_name([labels[index] for index in named]), strict=True):
        flags[index] |= found
    count = np.asarray(summed["calls"].to_numpy(), dtype=float)
    station = np.asarray(summed["station"].to_numpy(), dtype=float)
    for index in np.flatnonzero((count >= STATION_CALLS) & (station >= STATION_SHARE * count)).tolist():
        flags[index].add("police premises")
    far = np.asarray(summed["outside"].to_numpy(zero_copy_only=False), dtype=bool)
    for index in np.flatnonzero(far).tolist():
        flags[index].add("outside the city")
    order = np.argsort(-count, kind="stable")
    leading = outstanding([int(n) for n in count[order][:12]], int(count.sum()))
    for index in order[:leading].tolist():
        if "police premises" not in flags[index] and _default(connection, calls, ids[index]):
            flags[index].add("default location")
    lon, lat = (np.asarray(summed[name].to_numpy(), dtype=float) for name in ("lon", "lat"))
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat) & ~far & (count > 0))
    for index in known[at_the_edge(lon[known], lat[known])].tolist():
        if summed["kind"][index].as_py() in ("intersection", "point"):
            flags[index].add("boundary")
    corner = np.array([kind == "intersection" for kind in summed["kind"].to_pylist()], dtype=bool)
    if moved_to_corners(corner, lon, lat, count):
        for found in flags:
            found.add("snapped to intersection")
    return [sorted(found) if found else [] for found in flags]


def _default(connection: Engine, calls: str, place: str) -> bool:
    def mix(condition: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        found = dict(connection.all(f"SELECT category, count(*) FROM {calls} WHERE {condition} GROUP BY category"))
        return np.array([float(found.get(category, 0)) for category in CATEGORIES])

    return same_mix(mix(f"place_id = '{place}'"), mix("true"))


def create_places(connection: Engine, calls: str, *, known: str) -> None:
    """Create the table `places_out` with exactly PLACE_COLUMNS.

    Args:
        connection: DuckDB.
        calls: name of a view of all live calls of one agency.
        known: name of a table or view with place_id, key, label and kind of every place that the agency's calls, and
            the earlier versions of its calls, may name. Places without a live call stay, with 0 calls, so that an
            undo finds their names again.
    """
    _station_work(connection, calls)
    connection.run(
        "CREATE OR REPLACE TABLE live_spots AS SELECT place_id, address, lon, lat, count(*) AS n, "
        "count(*) FILTER (call_type IN (SELECT call_type FROM station_types)) AS station "
        f"FROM {calls} WHERE place_id IS NOT NULL GROUP BY place_id, address, lon, lat"
    )
    bulk = find_bulk(connection, "live_spots")
    connection.run(
        f"CREATE OR REPLACE VIEW located AS SELECT place_id, lon, lat, n, {bulk.outside_sql()} AS outside "
        "FROM live_spots "
        "WHERE lon IS NOT NULL AND lat IS NOT NULL QUALIFY NOT outside OR min(outside) OVER (PARTITION BY place_id)"
    )
    connection.run(
        f"CREATE OR REPLACE TABLE middles AS SELECT x.place_id, x.lon, y.lat, o.outside "
        f"FROM ({_weighted_median('lon')}) x "
        f"JOIN ({_weighted_median('lat')}) y USING (place_id) "
        "JOIN (SELECT place_id, bool_and(outside) AS outside FROM located GROUP BY place_id) o USING (place_id)"
    )
    connection.run(
        "CREATE OR REPLACE TABLE spellings AS SELECT place_id, to_json(list(address ORDER BY n DESC, address)"
        f"[:{_ALIASES}]) AS aliases FROM (SELECT place_id, address, sum(n) AS n FROM live_spots "
        "WHERE address IS NOT NULL GROUP BY place_id, address) GROUP BY place_id"
    )
    summed = connection.table(
        "SELECT k.place_id, k.label, k.kind, k.key, m.lon, m.lat, CAST(coalesce(s.n, 0) AS BIGINT) AS calls, "
        "coalesce(CAST(a.aliases AS VARCHAR), '[]') AS aliases, coalesce(s.station, 0) AS station, "
        f"coalesce(m.outside, false) AS outside FROM {known} k "
        "LEFT JOIN (SELECT place_id, CAST(sum(n) AS BIGINT) AS n, CAST(sum(station) AS BIGINT) AS station "
        "FROM live_spots GROUP BY place_id) s USING (place_id) "
        "LEFT JOIN middles m USING (place_id) LEFT JOIN spellings a USING (place_id) ORDER BY calls DESC, k.place_id"
    )
    flags = [json.dumps(found) if found else "[]" for found in _flags(connection, calls, summed)]
    out = summed.append_column("flags", pa.array(flags, pa.string())).select(list(PLACE_COLUMNS))
    connection.put("places_in", out)
    columns = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in PLACE_COLUMNS.items())
    connection.run(f"CREATE OR REPLACE TABLE places_out AS SELECT {columns} FROM places_in")
