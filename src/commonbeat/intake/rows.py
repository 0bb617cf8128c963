"""Staged text rows become typed rows: one row of the export each, in the words of the call lake.

The view `rows` has: source (number of the file), line, incident, received, raw_time, dispatched, arrived, cleared,
code, description, flag (who started it, as exported), disposition, priority, beat, address, city, lon, lat, unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa

from commonbeat.intake.engine import Engine, quote_text
from commonbeat.intake.mapping.fields import Mapping
from commonbeat.intake.mapping.values_sql import (
    lonlat_sql,
    number_sql,
    quoted,
    received_sql,
    stage_sql,
)
from commonbeat.intake.places import lonlat_from_plane, parts_sql
from commonbeat.intake.staging import LINE_COLUMN, Staged


@dataclass(frozen=True)
class YearSpan:
    """Usable rows of one year: how many, from when to when, and on which lines they stand."""

    year: int
    rows: int
    first: datetime
    last: datetime
    first_line: int
    last_line: int


@dataclass(frozen=True)
class Spans:
    """When the rows of an export are: by year, and how many have no usable time."""

    years: tuple[YearSpan, ...]
    unusable: int

    @property
    def rows(self) -> int:
        """Usable rows."""
        return sum(span.rows for span in self.years)

    @property
    def first(self) -> datetime | None:
        """Earliest usable time."""
        return min((span.first for span in self.years), default=None)

    @property
    def last(self) -> datetime | None:
        """Latest usable time."""
        return max((span.last for span in self.years), default=None)

    @property
    def in_order(self) -> bool:
        """Do the years stand apart in the file, as in nearly every export? Then each is read by itself."""
        return sum(span.last_line - span.first_line + 1 for span in self.years) <= 1.2 * self.rows


@dataclass(frozen=True)
class Export:
    """One file, staged and mapped."""

    staged: Staged
    mapping: Mapping


#: Single formats that DuckDB reads ten times faster than a list of them; tried first where the mapping allows.
_QUICK: Final[dict[str, tuple[str, ...]]] = {
    family: tuple(date + clock for clock in (" %H:%M:%S", " %I:%M:%S %p", " %H:%M", " %I:%M %p", ""))
    for family, date in (("m/d/y", "%m/%d/%Y"), ("d/m/y", "%d/%m/%Y"))
} | {"iso": tuple("%Y-%m-%d" + clock for clock in (" %H:%M:%S", "T%H:%M:%S", " %H:%M:%S.%f", "T%H:%M:%S.%f"))}


_TEXTS: Final = (
    *("incident_id", "call_type", "call_type_desc", "disposition", "priority"),
    *("beat", "self_initiated", "address", "city", "unit"),
)


def _text(mapping: Mapping, name: str, tidy: frozenset[str] = frozenset()) -> str:
    field = mapping.get(name)
    if field is None:
        return "CAST(NULL AS VARCHAR)"
    column = field.columns[0]
    return quoted(column) if column in tidy else _trimmed(quoted(column))


def _trimmed(value: str) -> str:
    """Without blanks at both ends, NULL when nothing is left; most cells have none, and looking is cheaper."""
    return f"CASE WHEN {_untidy(value)} THEN nullif(trim({value}), '') ELSE {value} END"


def _untidy(value: str) -> str:
    return f"{value} LIKE ' %' OR {value} LIKE '% ' OR {value} = ''"


def _look(connection: Engine, export: Export) -> tuple[frozenset[str], bool]:
    """The text columns of which no cell has a blank at its ends, and whether every row has an incident id.

    One look saves the trimming in every later pass, and reading all columns of the row for what stands for an id.
    """
    found = [export.mapping.get(name) for name in _TEXTS]
    columns = list(dict.fromkeys(field.columns[0] for field in found if field is not None))
    given = export.mapping.get("incident_id")
    names = [quoted(column) for column in columns]
    asked = [f"coalesce(bool_or({_untidy(name)}), false)" for name in names]
    asked.append(f"count({quoted(given.columns[0]) if given else 'NULL'}) = count(*)")
    *untidy, always = connection.one(f"SELECT {', '.join(asked)} FROM {export.staged.scan_sql()}")
    tidy = frozenset(column for column, blank in zip(columns, untidy, strict=True) if not blank)
    return tidy, bool(always) and given is not None and given.columns[0] in tidy


def _quickly(connection: Engine, export: Export, name: str, careful: str) -> str:
    """The careful expression of a time, behind a quick one for the format that most of its values have."""
    field = export.mapping.get(name)
    family = (field.format or "iso").split(";")[0].strip() if field else ""
    if field is None or family not in _QUICK:
        return careful
    value = quoted(field.columns[0])
    counts = ", ".join(f"count(try_strptime({value}, '{form}'))" for form in _QUICK[family])
    found = connection.one(
        f"SELECT {counts}, count(*) FROM (SELECT {value} FROM {export.staged.scan_sql()} "
        f"WHERE {value} IS NOT NULL LIMIT 1000)"
    )
    best = max(range(len(found) - 1), key=lambda index: found[index])
    if found[best] * 2 <= found[-1]:
        return careful
    quick = f"try_strptime({value}, '{_QUICK[family][best]}')"
    # A year below 1000 is a two-digit year that %Y took literally: that is for the careful one.
    return f"CASE WHEN year({quick}) >= 1000 THEN {quick} ELSE {careful} END"


def _fingerprint(columns: Sequence[str]) -> str:
    """What stands for an incident id where the export has none: "#" and a hash of every cell of the row.

    Every cell, because two calls may differ in nothing but a remark; in the order of the columns' names, because a
    re-export may shuffle columns.
    """
    cells = ", chr(31), ".join(f"trim({quoted(column)})" for column in sorted(columns))
    return f"'#' || substr(md5(concat({cells})), 1, 20)"


def address_sql(mapping: Mapping, tidy: frozenset[str] = frozenset()) -> str:
    """The address as one text, intersections as "A & B", from one column or several; `tidy` ones need no trimming."""
    whole, parts, cross = mapping.get("address"), mapping.get("address_parts"), mapping.get("cross_street")
    if whole is not None:
        base = _text(mapping, "address", tidy)
    elif parts is not None:
        return parts_sql(parts.columns, cross.columns if cross else ())
    else:
        return "CAST(NULL AS VARCHAR)"
    if cross is None:
        return base
    second = parts_sql(cross.columns)
    # A cross street makes an intersection only where there is no house number and no second street yet.
    corner = f"{second} IS NOT NULL AND NOT regexp_matches({base}, '^\\d+\\s|[&/@]| AND ')"
    return f"CASE WHEN {corner} THEN {base} || ' & ' || {second} ELSE {base} END"


def _plane(connection: Engine, export: Export, number: int) -> tuple[str, str, str]:
    """Longitude, latitude and the join that brings them, for coordinates on a projected plane."""
    x, y = export.mapping.get("x"), export.mapping.get("y")
    if x is None or y is None or x.format is None:
        return "CAST(NULL AS DOUBLE)", "CAST(NULL AS DOUBLE)", ""
    east, north = number_sql(quoted(x.columns[0])), number_sql(quoted(y.columns[0]))
    points = connection.table(
        f"SELECT DISTINCT {east} AS x, {north} AS y FROM {export.staged.scan_sql()} "
        f"WHERE {east} IS NOT NULL AND {north} IS NOT NULL"
    )
    lon, lat = lonlat_from_plane(points["x"].to_numpy(), points["y"].to_numpy(), x.format)
    table = points.append_column("lon", pa.array(lon)).append_column("lat", pa.array(lat))
    connection.put(f"plane_{number}", table)
    usable = "isfinite(p.lon) AND isfinite(p.lat)"
    join = f"LEFT JOIN plane_{number} p ON p.x = {east} AND p.y = {north}"
    return f"CASE WHEN {usable} THEN p.lon END", f"CASE WHEN {usable} THEN p.lat END", join


def _select(connection: Engine, export: Export, number: int, zone: str | None) -> str:
    mapping = export.mapping
    degrees = lonlat_sql(mapping)
    lon, lat, join = (*degrees, "") if degrees else _plane(connection, export, number)
    raw = next(f for f in (mapping.get("received"), mapping.get("received_date")) if f is not None)
    tidy, always = _look(connection, export)
    incident = _text(mapping, "incident_id", tidy)
    columns = {
        "source": f"CAST({number} AS INTEGER)",
        "line": LINE_COLUMN,
        "incident": incident if always else f"coalesce({incident}, {_fingerprint(export.staged.columns)})",
        "received": _quickly(connection, export, "received", received_sql(mapping, zone=zone)),
        "raw_time": _trimmed(quoted(raw.columns[0])),
        **{
            name: _quickly(connection, export, name, stage_sql(mapping, name, zone=zone) or "CAST(NULL AS TIMESTAMP)")
            for name in ("dispatched", "arrived", "cleared")
        },
        "code": _text(mapping, "call_type", tidy),
        "description": _text(mapping, "call_type_desc", tidy),
        "disposition": _text(mapping, "disposition", tidy),
        "priority": _text(mapping, "priority", tidy),
        "beat": _text(mapping, "beat", tidy),
        "flag": _text(mapping, "self_initiated", tidy),
        "address": address_sql(mapping, tidy),
        "city": _text(mapping, "city", tidy),
        "lon": lon,
        "lat": lat,
        "unit": _text(mapping, "unit", tidy),
    }
    listed = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
    return f"SELECT {listed} FROM {export.staged.scan_sql()} {join}"


def create_rows(connection: Engine, exports: Sequence[Export], *, zone: str | None, plausible: str) -> Spans:
    """Create the view `rows` over all exports, and `usable`: those with a time a call can have.

    Args:
        connection: DuckDB.
        exports: the files with their mappings; each mapping has `received` or `received_date`.
        zone: IANA zone of the wall times.
        plausible: condition over `received` (`times.plausible_sql`).
    """
    union = " UNION ALL ".join(_select(connection, export, number, zone) for number, export in enumerate(exports))
    connection.run(f"CREATE OR REPLACE VIEW rows AS {union}")
    # One pass finds the rows without a usable time; where there are none, later passes need not read times at all.
    years = connection.all(
        f"SELECT year(received), ({plausible}) IS TRUE AS usable, count(*), min(received), max(received), min(line), "
        "max(line) FROM rows GROUP BY ALL ORDER BY 1, 2"
    )
    spans = tuple(YearSpan(*found[:1], *found[2:]) for found in years if found[1])
    unusable = sum(found[2] for found in years if not found[1])
    condition = f" WHERE {plausible}" if unusable else ""
    connection.run(f"CREATE OR REPLACE VIEW usable AS SELECT * FROM rows{condition}")
    return Spans(spans, unusable)


def reason_sql(plausible: str, *, zone_known: bool = True) -> str:
    """Why a row of `rows` cannot be used, as text; NULL for a usable row."""
    offset = "no time: it carries an offset from UTC, and the time zone is not known (--zone)"
    zoned = "regexp_matches(raw_time, '\\d\\s*(Z|[+-]\\d{2}:?\\d{2})$')"
    return (
        f"CASE WHEN received IS NULL AND raw_time IS NULL THEN {quote_text('no time: the cell is empty')} "
        f"WHEN received IS NULL AND {str(not zone_known).lower()} AND {zoned} THEN {quote_text(offset)} "
        f"WHEN received IS NULL THEN {quote_text('no time: the value cannot be read as one')} "
        f"WHEN NOT {plausible} THEN {quote_text('impossible time: before 1970 or in the future')} END"
    )
