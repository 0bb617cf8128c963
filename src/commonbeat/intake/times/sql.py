"""DuckDB expressions that read times: the same answers as `formats.read_moment`, at the speed of the database.

Every expression gives local wall time as TIMESTAMP, or NULL where a value does not fit. DuckDB's own cast is not
enough: it drops a UTC offset ("14:48-06:00" becomes 14:48) and the half of the day ("2:48 PM" becomes 2:48), so
values with either take a second way.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import available_timezones

from commonbeat.errors import InputError
from commonbeat.intake.times.formats import CLOCK_FORMATS, MOMENT_FORMATS, split_format

if TYPE_CHECKING:  # the mapping package imports this module
    from commonbeat.intake.mapping.fields import Field

# The first list holds what nearly every export uses; only values it cannot read are normalised and tried again.
_CLOCKS_24: Final = (" %H:%M:%S", " %H:%M", " %H:%M:%S.%f")
_CLOCKS_12: Final = (" %I:%M:%S %p", " %I:%M %p", " %I:%M:%S.%f %p")
_CLOCKS: Final = (*_CLOCKS_12, *_CLOCKS_24, "")
_DATES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    # %y before %Y: DuckDB's %Y takes "19" for the year 19, while %y refuses four digits.
    "m/d/y": (("%m/%d/%Y",), ("%m/%d/%y", "%m/%d/%Y", "%m-%d-%y", "%m-%d-%Y", "%m.%d.%y", "%m.%d.%Y")),
    "d/m/y": (("%d/%m/%Y",), ("%d/%m/%y", "%d/%m/%Y", "%d-%m-%y", "%d-%m-%Y", "%d.%m.%y", "%d.%m.%Y")),
    "d mon y": ((), tuple(f"%d {b} {y}" for b in ("%b", "%B") for y in ("%y", "%Y"))),
    "mon d y": ((), ("%b %d %Y", "%B %d %Y")),
    "y mon d": ((), ("%Y %b %d", "%Y %B %d")),
}
_COMPACT: Final = ("%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d %H%M%S", "%Y%m%d %H%M", "%Y%m%d %H:%M:%S", "%Y%m%d %H:%M")


def _list(formats: tuple[str, ...]) -> str:
    return "[" + ", ".join(f"'{item}'" for item in formats) + "]"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _checked(zone: str | None) -> str | None:
    if zone is not None and zone not in available_timezones():
        raise InputError(
            f"There is no time zone named {zone!r}.", todo="Use an IANA name, such as America/Los_Angeles."
        )
    return zone


def _tidy(value: str, *, months: bool) -> str:
    """Commas and double blanks out, at most six digits of fraction, one blank before AM and PM."""
    tidy = f"regexp_replace(upper({value}), '[,\\s]+', ' ', 'g')"
    tidy = f"regexp_replace({tidy}, '\\s*\\b?([AP])\\.?M\\.?$', ' \\1M')"
    tidy = f"regexp_replace({tidy}, '(\\.\\d{{6}})\\d+', '\\1')"
    if months:
        tidy = f"regexp_replace({tidy}, '^(\\d{{1,2}})[-/ ]([A-Z]+)\\.?[-/ ]', '\\1 \\2 ')"
        tidy = f"regexp_replace({tidy}, '([A-Z])\\. ', '\\1 ')"
    return tidy


def _iso(value: str, zone: str | None) -> str:
    tail = f"ltrim(substr({value}, 9), '-/T 0123456789:.')"
    offset = r"\d\s*(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?)$"
    aware = "NULL"
    if zone is not None:
        glued = f"regexp_replace(replace(upper({value}), 'GMT', 'UTC'), '\\s+([-+Z])', '\\1')"
        glued = f"regexp_replace({glued}, '\\s*UTC$', 'Z')"
        aware = f"timezone({_text(zone)}, TRY_CAST(replace({glued}, '/', '-') AS TIMESTAMPTZ))"
    halves = tuple("%Y-%m-%d" + clock for clock in _CLOCKS_12)
    return (
        f"CASE WHEN substr({value}, 5, 1) NOT IN ('-', '/') THEN NULL "
        f"WHEN {tail} = '' AND instr(substr({value}, 11), '-') = 0 THEN TRY_CAST({value} AS TIMESTAMP) "
        f"WHEN regexp_matches(substr({value}, 9), {_text(offset)}, 'i') AND contains({value}, ':') THEN {aware} "
        f"ELSE try_strptime(replace({_tidy(value, months=False)}, '/', '-'), {_list(halves)}) END"
    )


def _number(value: str) -> str:
    return f"CASE WHEN ltrim({value}, '0123456789.') = '' THEN TRY_CAST({value} AS DOUBLE) END"


def _instant(seconds: str, zone: str | None) -> str:
    if zone is None:
        return "CAST(NULL AS TIMESTAMP)"
    micro = f"CAST(floor(({seconds}) * 1e6 + 0.5) AS BIGINT)"
    utc = f"timezone('UTC', make_timestamp({micro}))"
    return f"CASE WHEN ({seconds}) BETWEEN 0 AND 32503679999 THEN timezone({_text(zone)}, {utc}) END"


def _one(name: str, value: str, zone: str | None) -> str:
    if "%" in name:
        return f"try_strptime({value}, {_text(name)})"
    if name == "iso":
        return _iso(value, zone)
    if name in _DATES:
        first, rest = _DATES[name]
        quick = tuple(date + clock for date in first for clock in _CLOCKS)
        slow = tuple(date + clock for date in rest for clock in _CLOCKS)
        again = f"try_strptime({_tidy(value, months='mon' in name)}, {_list(slow)})"
        if not quick:
            return again
        # A year below 100 is a two-digit year that %Y took literally.
        taken = f"try_strptime({value}, {_list(quick)})"
        return f"CASE WHEN year({taken}) >= 1000 THEN {taken} ELSE {again} END"
    if name == "compact":
        solid = f"ltrim({value}, '0123456789') = ''"
        dates = f"CASE WHEN length({value}) = 8 THEN try_strptime({value}, '%Y%m%d') END"
        return (
            f"CASE WHEN {solid} AND length({value}) NOT IN (8, 12, 14) THEN NULL "
            f"ELSE coalesce({dates}, try_strptime(replace(upper({value}), 'T', ' '), {_list(_COMPACT)})) END"
        )
    number = _number(value)
    if name == "unix s":
        return _instant(number, zone)
    if name == "unix ms":
        return _instant(f"({number}) / 1000", zone)
    if name == "excel serial":
        moment = f"TIMESTAMP '1899-12-30' + to_milliseconds(CAST(floor(({number}) * 86400000 + 0.5) AS BIGINT))"
        return f"CASE WHEN ({number}) >= 25569 AND ({number}) < 109574 THEN {moment} END"
    raise InputError(
        f"There is no time format named {name!r}.",
        todo=f"Use one of {', '.join(MOMENT_FORMATS)}, or a pattern such as %m/%d/%Y %H:%M.",
    )


def time_sql(field: Field, column_expr: str, *, zone: str | None = None) -> str:
    """An expression that reads a moment (or a date, at midnight) as local wall time.

    Args:
        field: `received`, `received_date`, `dispatched`, `arrived` or `cleared`, with its format ("iso" when None).
        column_expr: SQL of the text column, quoted as needed: `'"CALL_ENTRY_DATE"'`.
        zone: the agency's IANA zone. Values with an offset, and unix times, are converted to it; without a zone
            they are NULL. Values without an offset are wall time already.

    Returns:
        SQL of type TIMESTAMP; NULL where no format fits.

    Raises:
        InputError: an unknown format or zone.
    """
    zone = _checked(zone)
    value = f"trim({column_expr})"
    parts = [f"CAST({_one(name, value, zone)} AS TIMESTAMP)" for name in split_format(field.format)]
    return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"


def clock_sql(field: Field, column_expr: str) -> str:
    """An expression that reads a time of day, as INTERVAL since midnight; NULL where no format fits.

    Args:
        field: `received_time`, or another time that holds only a time of day; its format is one of CLOCK_FORMATS.
        column_expr: SQL of the text column.
    """
    value = f"trim({column_expr})"
    midnight = "TIMESTAMP '1900-01-01'"
    parts: list[str] = []
    for name in split_format(field.format or "h:m"):
        if name == "h:m":
            plain = f"try_strptime('1900-01-01 ' || {value}, ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M'])"
            halves = _list(tuple("%Y-%m-%d" + clock for clock in _CLOCKS))
            again = f"try_strptime('1900-01-01 ' || {_tidy(value, months=False)}, {halves})"
            dated = f"coalesce({_one('iso', value, 'UTC')}, {_one('m/d/y', value, None)})"
            parts += [f"{plain} - {midnight}", f"{again} - {midnight}", f"{dated} - date_trunc('day', {dated})"]
            continue
        digits = f"CASE WHEN regexp_full_match({value}, '\\d{{1,6}}(\\.0*)?') THEN split_part({value}, '.', 1) END"
        if name == "seconds since midnight":
            seconds = f"CAST({digits} AS BIGINT)"
            parts.append(f"CASE WHEN {seconds} < 86400 THEN to_seconds({seconds}) END")
        elif name in ("hhmmss", "hhmm"):
            size, pattern = (6, "%H%M%S") if name == "hhmmss" else (4, "%H%M")
            padded = f"CASE WHEN length({digits}) <= {size} THEN lpad({digits}, {size}, '0') END"
            parts.append(f"try_strptime({padded}, '{pattern}') - {midnight}")
        elif "%" in name:
            parts.append(f"try_strptime({value}, {_text(name)}) - {midnight}")
        else:
            raise InputError(
                f"There is no format of a time of day named {name!r}.", todo=f"Use one of {', '.join(CLOCK_FORMATS)}."
            )
    return f"coalesce({', '.join(parts)})"


def utc_sql(wall_expr: str, zone: str) -> str:
    """The instant in UTC (TIMESTAMP) of a wall time in `zone`.

    In the hour that a spring change skips, the clock is read as if it had not been set forward (02:30 is 03:30
    daylight time); in the hour that an autumn change repeats, the second pass (standard time) is meant. Both are
    ICU's rules; an export without offsets does not say more.
    """
    return f"timezone('UTC', timezone({_text(_checked(zone) or 'UTC')}, {wall_expr}))"


def plausible_sql(time_expr: str, *, now: datetime) -> str:
    """Is this a time that a dispatch export can hold: after 1 January 1970 (where empty unix times end up), and at
    most a day after `now`, the wall time at which the export is loaded? BOOLEAN; NULL for NULL."""
    return (
        f"(({time_expr}) >= TIMESTAMP '1970-01-02' AND ({time_expr}) <= TIMESTAMP '{now:%Y-%m-%d %H:%M:%S}' + "
        "INTERVAL 1 DAY)"
    )
