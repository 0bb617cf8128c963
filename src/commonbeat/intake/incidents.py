"""One row an incident: further rows of the same incident (a row a unit) and repeated rows are folded into one.

An incident is known by its id, else by a hash of its row (see `rows`).
What a call says does not depend on the order of rows or columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from commonbeat.analysis.calls import CALL_COLUMNS
from commonbeat.analysis.geometry import CELL_SQL
from commonbeat.intake.engine import Engine, quote_text
from commonbeat.intake.times import utc_sql

_TEXTS: Final = ("code", "description", "disposition", "priority", "beat", "address", "city", "flag")
_FIRST: Final = (*_TEXTS, "lon", "lat")
#: From this share of incidents with several rows on, an export without a unit column is taken for a row a unit.
ROW_A_UNIT_SHARE: Final = 0.02
#: Up to so many rows, 8 bytes a row are in memory while looking for repeated incidents.
SORTED_ROWS: Final = 25_000_000


@dataclass(frozen=True)
class Folding:
    """How the rows of an export fold into incidents.

    Attributes:
        rows: usable rows.
        calls: incidents.
        repeated: incidents with several rows.
        row_a_unit: True where several rows mean several police units.
        has_ids: True when the export has an incident id column.
    """

    rows: int
    calls: int
    repeated: int
    row_a_unit: bool
    has_ids: bool


def content_sql(prefix: str = "") -> str:
    """The mapped content of a call as one text: equal text, equal call. Coordinates count to a tenth of a meter."""
    p = prefix
    times = [f"epoch_us({p}{name})" for name in ("received", "dispatched", "arrived", "cleared")]
    degrees = [f"CAST(round({p}{name} * 1e6) AS BIGINT)" for name in ("lon", "lat")]
    # concat takes NULL for empty; the unit separator keeps neighbors apart.
    return f"concat({', chr(31), '.join([*times, *(p + name for name in _TEXTS), *degrees])})"


def fold(connection: Engine, *, rows: int, has_ids: bool, has_units: bool) -> Folding:
    """Find which rows belong together; leaves the table `repeats` (hashes of incidents with several rows).

    Args:
        connection: DuckDB with the view `usable` (see `rows`).
        rows: usable rows.
        has_ids: the export has an incident id column.
        has_units: the export has a unit column.
    """
    key = "hash(incident)"
    keys = f"SELECT {key} AS key FROM usable{' LIMIT 0' if rows < SORTED_ROWS and not _repeats(connection) else ''}"
    connection.run(
        f"CREATE OR REPLACE TABLE repeats AS SELECT key, count(*) AS n FROM ({keys}) GROUP BY key HAVING count(*) > 1"
    )
    connection.run(f"CREATE OR REPLACE VIEW keyed AS SELECT *, {key} AS key FROM usable")
    repeated, extra = connection.one("SELECT count(*), coalesce(sum(n - 1), 0) FROM repeats")
    calls = rows - int(extra)
    often = repeated > ROW_A_UNIT_SHARE * max(calls, 1)
    return Folding(rows, calls, repeated, has_ids and (has_units or often), has_ids)


def _repeats(connection: Engine) -> bool:
    """Does any incident come twice? Most exports have a row an incident, and sorting says so sooner than counting."""
    keys = connection.numpy("SELECT hash(incident) AS key FROM usable")["key"]
    keys.sort()
    return bool((keys[1:] == keys[:-1]).any())


def _minutes() -> str:
    seconds = "date_diff('second', coalesce(dispatched, arrived), cleared)"
    return f"CASE WHEN {seconds} BETWEEN 0 AND 86400 THEN {seconds} / 60.0 END"


def _incidents_sql(folding: Folding) -> str:
    """One row an incident, not yet with place, kind and hash."""
    names = ", ".join(_FIRST)
    single = (
        f"SELECT incident, source, line, received, dispatched, arrived, cleared, {names}, "
        f"{'CAST(1 AS INTEGER)' if folding.row_a_unit else 'CAST(NULL AS INTEGER)'} AS units, "
        f"{_minutes()} AS officer_minutes FROM keyed"
    )
    if not folding.repeated:
        return single
    # arg_min skips missing values, so every column takes the first row (in an order of content) that has one.
    first = ", ".join(f"arg_min({name}, content) AS {name}" for name in _FIRST)
    units = (
        "CAST(CASE WHEN count(unit) > 0 THEN count(DISTINCT unit) ELSE count(*) END AS INTEGER)"
        if folding.row_a_unit
        else "CAST(NULL AS INTEGER)"
    )
    minutes = "sum" if folding.row_a_unit else "max"
    several = (
        "SELECT incident, min(source) AS source, min(line) AS line, min(received) AS received, "
        f"min(dispatched) AS dispatched, min(arrived) AS arrived, max(cleared) AS cleared, {first}, {units} AS units, "
        f"{minutes}(minutes) AS officer_minutes "
        f"FROM (SELECT *, {content_sql()} AS content, {_minutes()} AS minutes FROM keyed "
        "WHERE key IN (SELECT key FROM repeats)) GROUP BY incident"
    )
    return f"{single} WHERE key NOT IN (SELECT key FROM repeats) UNION ALL BY NAME {several}"


def ahead_sql(connection: Engine, zone: str | None, first: datetime | None, last: datetime | None) -> str:
    """The seconds that the wall time `i.received` is ahead of UTC, as SQL; NULL without a zone.

    A zone's clock changes on the hour and twice a year, so ICU is asked once an hour of the export and not once a
    call, and a call is compared with the few changes.
    """
    if zone is None or first is None or last is None:
        return "CAST(NULL AS BIGINT)"
    changes = connection.all(
        f"WITH hours AS (SELECT unnest(generate_series(date_trunc('hour', TIMESTAMP '{first}'), "
        f"date_trunc('hour', TIMESTAMP '{last}'), INTERVAL 1 HOUR)) AS wall_hour), "
        f"told AS (SELECT wall_hour, date_diff('second', {utc_sql('wall_hour', zone)}, wall_hour) AS ahead FROM hours) "
        "SELECT wall_hour, ahead FROM told QUALIFY ahead IS DISTINCT FROM lag(ahead) OVER (ORDER BY wall_hour) "
        "ORDER BY wall_hour DESC"
    )
    whens = " ".join(f"WHEN i.received >= TIMESTAMP '{since}' THEN {ahead}" for since, ahead in changes[:-1])
    return f"CAST(CASE {whens} ELSE {changes[-1][1]} END AS BIGINT)" if whens else f"CAST({changes[-1][1]} AS BIGINT)"


def calls_sql(folding: Folding, *, import_name: str, ahead: str) -> str:
    """The finished calls: exactly CALL_COLUMNS and `year`.

    Joins the tables `place_of` and `point_of` (see `placing`) and `kind_of` (see `kinds`); `ahead` is what
    `ahead_sql` gave.
    """
    content = content_sql("i.")
    number = f"CAST(md5_number({content}) & 9223372036854775807 AS BIGINT)"
    values = {
        "call_id": "i.incident",
        "import_name": quote_text(import_name),
        "version": "1",
        "content_hash": number,
        "source_line": "i.line",
        "received": "i.received",
        "received_utc": f"make_timestamp(epoch_us(i.received) - {ahead} * 1000000)",
        "dispatched": "i.dispatched",
        "arrived": "i.arrived",
        "cleared": "i.cleared",
        "day": "CAST(i.received AS DATE)",
        "month": "year(i.received) * 12 + month(i.received) - 1",
        "hour": "hour(i.received)",
        "weekday": "isodow(i.received) - 1",
        "call_type_code": "i.code",
        "call_type": "coalesce(i.description, i.code)",
        "category": "coalesce(k.category, 'other')",
        "origin": "coalesce(k.origin, 'unknown')",
        "harm": "coalesce(k.harm, 0)",
        "disposition": "i.disposition",
        "priority": "i.priority",
        "beat": "i.beat",
        "address": "i.address",
        "place_id": "coalesce(p.place_id, q.place_id)",
        "lon": "i.lon",
        "lat": "i.lat",
        "cell": CELL_SQL.replace("lat ", "i.lat ").replace("(lon ", "(i.lon "),
        "units": "i.units",
        "officer_minutes": "i.officer_minutes",
    }
    listed = ", ".join(f'CAST({values[name]} AS {kind}) AS "{name}"' for name, kind in CALL_COLUMNS.items())
    return (
        f"SELECT {listed}, CAST(year(i.received) AS INTEGER) AS year FROM ({_incidents_sql(folding)}) i "
        "LEFT JOIN kind_of k ON k.code IS NOT DISTINCT FROM i.code "
        "AND k.description IS NOT DISTINCT FROM i.description AND k.flag IS NOT DISTINCT FROM i.flag "
        "LEFT JOIN place_of p ON p.address = i.address AND p.city IS NOT DISTINCT FROM i.city "
        "LEFT JOIN point_of q ON i.address IS NULL AND q.lon = round(i.lon, 5) AND q.lat = round(i.lat, 5)"
    )
