"""The places of an agency, summed up from all its live calls: where each is, how many calls, what to beware of."""

from __future__ import annotations

import json
from collections import defaultdict
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
    """Create `station_work`: how many calls of each place are what officers do at a station."""
    types = [row[0] for row in connection.all(f"SELECT DISTINCT call_type FROM {calls}")]
    types = [text for text in types if is_station_work(text)]
    connection.put("station_types", pa.table({"call_type": pa.array(types, pa.string())}))
    counted = f"SELECT place_id, count(*) AS station FROM {calls} WHERE place_id IS NOT NULL"
    if types:
        counted += " AND call_type IN (SELECT call_type FROM station_types)"
    else:
        counted += " AND false"
    connection.run(f"CREATE OR REPLACE TABLE station_work AS {counted} GROUP BY place_id")


def _flags(connection: Engine, calls: str, summed: pa.Table) -> tuple[dict[int, set[str]], bool]:
    """Flags of the rows of `summed` that have any, and whether every place is moved to a corner."""
    flags: defaultdict[int, set[str]] = defaultdict(set)
    named = np.flatnonzero(
        pc.match_substring_regex(summed["label"], _NAMED, ignore_case=True).to_numpy(zero_copy_only=False)
    ).tolist()
    labels = summed["label"].take(pa.array(named, pa.int64())).to_pylist()
    for index, found in zip(named, flags_from_name(labels), strict=True):
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
        if "police premises" not in flags[index] and _default(connection, calls, summed["place_id"][index].as_py()):
            flags[index].add("default location")
    lon, lat = (np.asarray(summed[name].to_numpy(), dtype=float) for name in ("lon", "lat"))
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat) & ~far & (count > 0))
    for index in known[at_the_edge(lon[known], lat[known])].tolist():
        if summed["kind"][index].as_py() in ("intersection", "point"):
            flags[index].add("boundary")
    corner = np.asarray(pc.equal(summed["kind"], "intersection").to_numpy(zero_copy_only=False), dtype=bool)
    return flags, moved_to_corners(corner, lon, lat, count)


def _written(flags: dict[int, set[str]], cornered: bool, places: int) -> pa.Array:
    """The flags of every place as JSON lists; most have none, or all the same one."""
    always = {"snapped to intersection"} if cornered else set[str]()
    usual = json.dumps(sorted(always))
    written = [usual] * places
    for index, found in flags.items():
        written[index] = json.dumps(sorted(found | always))
    return pa.array(written, pa.string())


def _default(connection: Engine, calls: str, place: str) -> bool:
    def mix(condition: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        found = dict(connection.all(f"SELECT category, count(*) FROM {calls} WHERE {condition} GROUP BY category"))
        return np.array([float(found.get(category, 0)) for category in CATEGORIES])

    return same_mix(mix(f"place_id = '{place}'"), mix("true"))


def create_places(connection: Engine, calls: str, *, known: str, spots: str | None = None) -> None:
    """Create the table `places_out` with exactly PLACE_COLUMNS.

    Args:
        connection: DuckDB.
        calls: name of a view of all live calls of one agency.
        known: name of a table or view with place_id, key, label and kind of every place that the agency's calls, and
            the earlier versions of its calls, may name. Places without a live call stay, with 0 calls, so that an
            undo finds their names again.
        spots: SQL of place_id, address, lon, lat and n of the same calls, where they are counted already; a row may
            come in parts.
    """
    _station_work(connection, calls)
    connection.run(
        "CREATE OR REPLACE TABLE live_spots AS SELECT place_id, address, lon, lat, "
        f"{'count(*)' if spots is None else 'CAST(sum(n) AS BIGINT)'} AS n "
        f"FROM {calls if spots is None else f'({spots})'} WHERE place_id IS NOT NULL "
        "GROUP BY place_id, address, lon, lat"
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
        "coalesce(CAST(a.aliases AS VARCHAR), '[]') AS aliases, coalesce(w.station, 0) AS station, "
        f"coalesce(m.outside, false) AS outside FROM {known} k "
        "LEFT JOIN (SELECT place_id, CAST(sum(n) AS BIGINT) AS n FROM live_spots GROUP BY place_id) s USING (place_id) "
        "LEFT JOIN station_work w USING (place_id) "
        "LEFT JOIN middles m USING (place_id) LEFT JOIN spellings a USING (place_id) ORDER BY calls DESC, k.place_id"
    )
    flags = _written(*_flags(connection, calls, summed), len(summed))
    out = summed.append_column("flags", flags).select(list(PLACE_COLUMNS))
    connection.put("places_in", out)
    columns = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in PLACE_COLUMNS.items())
    connection.run(f"CREATE OR REPLACE TABLE places_out AS SELECT {columns} FROM places_in")
