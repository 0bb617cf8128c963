"""DuckDB expressions that read the other values of a call from text: times, coordinates, points, flags.

These are what the loader puts into its one pass over the staged rows; everything that varies between agencies is
settled here, from the mapping.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from commonbeat.errors import InputError
from commonbeat.intake.mapping.fields import Field, Mapping
from commonbeat.intake.times.formats import CLOCK_FORMATS, split_format
from commonbeat.intake.times.sql import clock_sql, time_sql

_NUMBER: Final = r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"

#: What a flag column says for "an officer started this call" and for "someone called"; compared in lower case.
STARTED_BY_OFFICER: Final = (
    *("y", "yes", "true", "t", "1", "1.0", "x", "si", "sí"),
    *("officer", "officer initiated", "officer-initiated", "self", "self initiated", "self-initiated", "selfinit"),
    *("onview", "on view", "on-view", "onv", "ov", "field", "field initiated", "police", "proactive", "unit", "mobile"),
    *("field event", "fi", "traffic stop", "in progress - officer", "officer generated", "dispatched - officer"),
)
STARTED_BY_COMMUNITY: Final = (
    *("n", "no", "false", "f", "0", "0.0"),
    *("911", "e911", "e-911", "w911", "phone", "telephone", "telephone other, not 911", "non-emergency", "citizen"),
    *(
        "public",
        "community",
        "caller",
        "walk-in",
        "walk in",
        "walkin",
        "text",
        "text message",
        "alarm",
        "cell",
        "wireless",
    ),
    *(
        "call",
        "10-digit",
        "seven digit",
        "7-digit",
        "7 digit",
        "admin line",
        "in person",
        "in person complaint",
        "online",
    ),
    *("9-1-1", "e911 phone", "landline", "voip", "wph1", "wph2", "alarm call (not police alarm)", "reactive"),
)


def quoted(column: str) -> str:
    """A column name as an SQL identifier."""
    return '"' + column.replace('"', '""') + '"'


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)


def number_sql(column_expr: str) -> str:
    """A number written as text, with thousands commas or without, as DOUBLE; NULL for what is none or not finite."""
    value = f"trim({column_expr})"
    plain = f"TRY_CAST({value} AS DOUBLE)"
    commas = f"CASE WHEN regexp_full_match({value}, '[-+]?\\d{{1,3}}(,\\d{{3}})+(\\.\\d+)?') "
    commas += f"THEN TRY_CAST(replace({value}, ',', '') AS DOUBLE) END"
    number = f"coalesce({plain}, {commas})"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def point_sql(field: Field, column_expr: str) -> tuple[str, str]:
    """Longitude and latitude out of one column with both.

    Reads "POINT (-121.2 37.9)", "SRID=4326;POINT(...)", GeoJSON, "(37.9, -121.2)", "37.9,-121.2", an address with
    "(37.9, -121.2)" on its last line, and "{'latitude': '37.9', 'longitude': '-121.2'}". A bare pair is latitude first
    unless the field's format says "lon lat".

    Returns:
        two expressions of type DOUBLE, NULL where there is no point.
    """
    value = f"({column_expr})"
    pair = rf"({_NUMBER})\s*[,;\s]\s*({_NUMBER})\s*[\])]*\s*$"
    x_first = rf"(?i)(?:point\s*z?\s*\(|coordinates\D{{0,6}}\[)\s*({_NUMBER})[,\s]+({_NUMBER})"
    named = r"(?i){}\D{{0,6}}?([-+]?\d+(?:\.\d+)?)"
    bare = (1, 2) if field.format == "lon lat" else (2, 1)

    def side(name: str, group: int, bare_group: int) -> str:
        marked = f"regexp_extract({value}, '{x_first}', {group})"
        word = f"regexp_extract({value}, '{named.format(name)}', 1)"
        last = f"regexp_extract({value}, '{pair}', {bare_group})"
        return (
            f"CASE WHEN regexp_matches({value}, '(?i)point|coordinates') THEN TRY_CAST({marked} AS DOUBLE) "
            f"WHEN regexp_matches({value}, '(?i)latitude') THEN TRY_CAST({word} AS DOUBLE) "
            f"ELSE TRY_CAST({last} AS DOUBLE) END"
        )

    return side("longitude", 1, bare[0]), side("latitude", 2, bare[1])


def lonlat_sql(mapping: Mapping, column: Callable[[str], str] = quoted) -> tuple[str, str] | None:
    """Longitude and latitude in degrees as two DOUBLE expressions, from `lon` and `lat` or from `point`.

    A pair that is no place on earth, or 0/0, gives NULL twice. Projected x and y are not degrees and need pyproj:
    read them with `number_sql`. None when the mapping has no degrees.
    """
    lon, lat, point = mapping.get("lon"), mapping.get("lat"), mapping.get("point")
    if lon is not None and lat is not None:
        scale = {"millionths": " / 1e6"}
        pair = (
            f"({number_sql(column(lon.columns[0]))}){scale.get(lon.format or '', '')}",
            f"({number_sql(column(lat.columns[0]))}){scale.get(lat.format or '', '')}",
        )
    elif point is not None:
        pair = point_sql(point, column(point.columns[0]))
    else:
        return None
    x, y = pair
    usable = f"({x}) BETWEEN -180 AND 180 AND ({y}) BETWEEN -90 AND 90 AND NOT (({x}) = 0 AND ({y}) = 0)"
    return f"CASE WHEN {usable} THEN {x} END", f"CASE WHEN {usable} THEN {y} END"


def _is_clock(field: Field) -> bool:
    return all(name in CLOCK_FORMATS for name in split_format(field.format))


def received_sql(mapping: Mapping, column: Callable[[str], str] = quoted, *, zone: str | None = None) -> str:
    """When the call came in, as local wall time (TIMESTAMP), from one column or from date and time apart.

    With a date and a time apart, the time of day of the date column is dropped, and a row whose time cannot be read
    is NULL: midnight would be a wrong time, not a missing one.

    Raises:
        InputError: the mapping has no received time.
    """
    zone = zone or mapping.zone
    one, date, clock = (mapping.get(name) for name in ("received", "received_date", "received_time"))
    if one is not None:
        return time_sql(one, column(one.columns[0]), zone=zone)
    if date is None:
        raise InputError("No column says when the call came in.", todo="Name it in mapping.toml.")
    day = time_sql(date, column(date.columns[0]), zone=zone)
    if clock is None:
        return day
    return f"date_trunc('day', {day}) + {clock_sql(clock, column(clock.columns[0]))}"


def stage_sql(
    mapping: Mapping, name: str, column: Callable[[str], str] = quoted, *, zone: str | None = None
) -> str | None:
    """`dispatched`, `arrived` or `cleared` as local wall time, or None when the export does not have it.

    A column with a time of day only is on the day of `received`, or on the next day when that would be earlier.
    """
    field = mapping.get(name)
    if field is None:
        return None
    expr = column(field.columns[0])
    if field.format is None or not _is_clock(field):
        return time_sql(field, expr, zone=zone or mapping.zone)
    received = received_sql(mapping, column, zone=zone)
    moment = f"date_trunc('day', {received}) + {clock_sql(field, expr)}"
    # Half an hour of grace: clocks of two systems differ, and minutes are cut off.
    return f"CASE WHEN {moment} < {received} - INTERVAL 30 MINUTE THEN {moment} + INTERVAL 1 DAY ELSE {moment} END"


def officer_started_sql(column_expr: str) -> str:
    """A flag or source column as BOOLEAN: TRUE when an officer started the call, FALSE when someone called, NULL when
    the value is not known."""
    value = f"lower(trim({column_expr}))"
    return (
        f"CASE WHEN {value} IN ({_listed(STARTED_BY_OFFICER)}) THEN TRUE "
        f"WHEN {value} IN ({_listed(STARTED_BY_COMMUNITY)}) THEN FALSE "
        f"WHEN regexp_matches({value}, 'officer|self.?init|on.?view|proactive') THEN "
        f"NOT regexp_matches({value}, '^(no|not|non)\\b') "
        f"WHEN regexp_matches({value}, '911|phone|citizen|caller|walk.?in') THEN FALSE END"
    )
