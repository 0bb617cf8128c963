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

#: Of so many rows only one in ten may be unlike the others for their texts to be worth a table.
_LOOKED_AT: Final = 100_000
_SELDOM: Final = 10_000
#: The place of `i`, which has address, city, lon and lat: by its address, else by its point (see `placing`).
PLACE_ID: Final = "coalesce(p.place_id, q.place_id)"
PLACE_JOINS: Final = (
    "LEFT JOIN place_of p ON p.address = i.address AND p.city IS NOT DISTINCT FROM i.city "
    "LEFT JOIN point_of q ON i.address IS NULL AND q.lon = round(i.lon, 5) AND q.lat = round(i.lat, 5)"
)


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


def _content_sql() -> str:
    """The mapped content of a row as one text, to put the rows of an incident in an order that is always the same."""
    times = [f"epoch_us({name})" for name in ("received", "dispatched", "arrived", "cleared")]
    degrees = [f"CAST(round({name} * 1e6) AS BIGINT)" for name in ("lon", "lat")]
    # concat takes NULL for empty; the unit separator keeps neighbors apart.
    return f"concat({', chr(31), '.join([*times, *_TEXTS, *degrees])})"


#: Odd numbers without a pattern (decimals of square roots), so that changes of two times do not cancel out.
_MULTIPLIERS: Final = (4142135623730950489, 7320508075688772935, 2360679774997896965, 6457513110645905905)
_PLACE_MULTIPLIERS: Final = (3166247903553998491, 6055512754639892931)


def text_number_sql(*texts: str) -> str:
    """A number of one or several texts, the same on every machine and in every version: half of their MD5."""
    return f"md5_number_lower(concat({', chr(31), '.join(texts)}))"


def content_number_sql() -> str:
    """A number of the content of the call `i`: equal content, equal number.

    It says whether two versions of one incident differ. Times and coordinates are multiplied and added, modulo 2^63,
    where a change of any one of them always shows; texts are read by their MD5. As an MD5 takes longer than all the
    rest, joins (`k`, `p`, `r`) bring those of texts that come again and again.
    """
    times = ("received", "dispatched", "arrived", "cleared")
    numbers = [f"coalesce(epoch_us(i.{name}), -1)" for name in times]
    numbers += [f"coalesce(CAST(round(i.{name} * 1e6) AS BIGINT), -1)" for name in ("lon", "lat")]
    kind = f"coalesce(k.number, {text_number_sql('i.code', 'i.description', 'i.flag')})"
    place = f"coalesce(p.number, {text_number_sql('i.address', 'i.city')})"
    rest = f"coalesce(r.number, {text_number_sql('i.disposition', 'i.priority', 'i.beat')})"
    parts = [
        f"{number} * {factor}::HUGEINT"
        for number, factor in zip(numbers, (*_MULTIPLIERS, *_PLACE_MULTIPLIERS), strict=True)
    ]
    parts += [f"{kind} * 3::HUGEINT", f"{place} * 5::HUGEINT", f"{rest} * 7::HUGEINT"]
    return f"CAST(({' + '.join(parts)}) & 9223372036854775807 AS BIGINT)"


def _create_rest(connection: Engine) -> None:
    """Create `rest_of` (disposition, priority, beat -> number); empty where these hardly ever come again."""
    texts = "disposition, priority, beat"
    (distinct,) = connection.one(
        f"SELECT count(*) FROM (SELECT DISTINCT {texts} FROM (FROM usable LIMIT {_LOOKED_AT}))"
    )
    limit = " LIMIT 0" if distinct > _SELDOM else ""
    connection.run(
        f"CREATE OR REPLACE TABLE rest_of AS SELECT *, {text_number_sql(*texts.split(', '))} AS number "
        f"FROM (SELECT DISTINCT {texts} FROM usable{limit})"
    )


def fold(connection: Engine, *, rows: int, has_ids: bool, has_units: bool) -> Folding:
    """Find which rows belong together; leaves the table `repeats` (hashes of incidents with several rows) and
    `rest_of` (see `_create_rest`).

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
    _create_rest(connection)
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
        f"FROM (SELECT *, {_content_sql()} AS content, {_minutes()} AS minutes FROM keyed "
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

    Joins the tables `place_of` and `point_of` (see `placing`), `kind_of` (see `kinds`) and `rest_of`; `ahead` is what
    `ahead_sql` gave.
    """
    values = {
        "call_id": "i.incident",
        "import_name": quote_text(import_name),
        "version": "1",
        "content_hash": content_number_sql(),
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
        "place_id": PLACE_ID,
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
        "LEFT JOIN rest_of r ON r.disposition IS NOT DISTINCT FROM i.disposition "
        "AND r.priority IS NOT DISTINCT FROM i.priority AND r.beat IS NOT DISTINCT FROM i.beat "
        f"{PLACE_JOINS}"
    )
