"""The place of every distinct address of an export, as tables to join: the text work is done once an address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from commonbeat.intake.bulk import Bulk, find_bulk
from commonbeat.intake.engine import Engine
from commonbeat.intake.incidents import text_number_sql
from commonbeat.intake.kept_habits import KeptHabits
from commonbeat.intake.learn_habits import alone
from commonbeat.intake.places import resolve
from commonbeat.intake.places.complexes import Complexes


@dataclass(frozen=True)
class Placing:
    """What came of the addresses of an export.

    Attributes:
        bulk: where the city is.
        outside: usable rows with coordinates outside it.
        without_place: usable rows with neither an address that is a place nor coordinates.
        refused: reason -> (rows, an example), most rows first.
        habits: the ways of writing by which the addresses were read.
    """

    bulk: Bulk
    outside: int
    without_place: int
    refused: dict[str, tuple[int, str]]
    habits: KeptHabits


#: Gives an agency's habits from a connection and SQL of an import's addresses.
Learn = Callable[[Engine, str], KeptHabits]


def place_rows(connection: Engine, *, agency: str, complexes: Complexes | None, learn: Learn = alone) -> Placing:
    """Create `place_of` (address, city -> place_id, number), `point_of` (lon, lat -> place_id) and `place_names`.

    `place_names` has place_id, key, label and kind of every place of the export; `spots` has address, city, lon, lat
    and n, the rows there.
    """
    connection.run(
        "CREATE OR REPLACE TABLE spots AS SELECT address, city, lon, lat, count(*) AS n FROM usable GROUP BY ALL"
    )
    bulk = find_bulk(connection, "spots")
    outside = bulk.outside_sql()
    inside = f"lon IS NOT NULL AND NOT {outside}"
    distinct = connection.table(
        "SELECT address, city, CAST(sum(n) AS BIGINT) AS calls, "
        f"median(lon) FILTER ({inside}) AS lon, median(lat) FILTER ({inside}) AS lat FROM spots "
        "WHERE address IS NOT NULL GROUP BY address, city UNION ALL "
        "SELECT NULL, NULL, CAST(sum(n) AS BIGINT), round(lon, 5), round(lat, 5) FROM spots "
        "WHERE address IS NULL AND lon IS NOT NULL GROUP BY 4, 5"
    )
    if all(city is None for city in distinct["city"].unique().to_pylist()):
        distinct = distinct.drop_columns(["city"])
    kept = learn(connection, "SELECT address FROM spots")
    found = resolve(distinct, agency=agency, complexes=complexes, habits=kept.habits)
    found = (
        found.append_column("lon", distinct["lon"].cast(pa.float64()))
        .append_column("lat", distinct["lat"].cast(pa.float64()))
        .append_column("calls", distinct["calls"])
    )
    connection.put("found", found)
    connection.run(
        "CREATE OR REPLACE TABLE place_of AS SELECT address, city, place_id, "
        f"{text_number_sql('address', 'city')} AS number FROM found WHERE address IS NOT NULL"
    )
    connection.run(
        "CREATE OR REPLACE TABLE point_of AS SELECT lon, lat, place_id FROM found "
        "WHERE address IS NULL AND place_id IS NOT NULL"
    )
    connection.run(
        "CREATE OR REPLACE TABLE place_names AS SELECT place_id, arg_max(key, calls) AS key, "
        "arg_max(label, calls) AS label, arg_max(kind, calls) AS kind FROM found "
        "WHERE place_id IS NOT NULL GROUP BY place_id"
    )
    refused = connection.all(
        "SELECT refused, CAST(sum(calls) AS BIGINT), arg_max(address, calls) FROM found "
        "WHERE place_id IS NULL AND address IS NOT NULL GROUP BY refused ORDER BY 2 DESC"
    )
    (unplaced,) = connection.one("SELECT CAST(coalesce(sum(calls) FILTER (place_id IS NULL), 0) AS BIGINT) FROM found")
    (nowhere, far) = connection.one(
        "SELECT CAST(coalesce(sum(n) FILTER (address IS NULL AND lon IS NULL), 0) AS BIGINT), "
        f"CAST(coalesce(sum(n) FILTER ({outside}), 0) AS BIGINT) FROM spots"
    )
    reasons = {reason: (rows, text) for reason, rows, text in refused}
    return Placing(bulk, far, int(unplaced) + int(nowhere), reasons, kept)
