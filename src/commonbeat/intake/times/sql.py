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

_COMPACT: Final = ("%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d %H%M%S", "%Y%m%d %H%M", "%Y%m%d %H:%M:%S", "%Y%m%d %H:%M")

#: For each format: (shape of the cell, date pattern) as most exports write it, then as it is after tidying up.
#: A two-digit year has its own shape: DuckDB's %Y would take "19" for the year 19.
_QUICK: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "m/d/y": ((r"^\d{1,2}/\d{1,2}/\d{4}( |$)", "%m/%d/%Y"),),
    "d/m/y": ((r"^\d{1,2}/\d{1,2}/\d{4}( |$)", "%d/%m/%Y"),),
    "d mon y": (
        (r"^\d{1,2}-[A-Za-z]{3}-\d{4}( |$)", "%d-%b-%Y"),
        (r"^\d{1,2}-[A-Za-z]{3}-\d{2}( |$)", "%d-%b-%y"),
    ),
    "mon d y": (),
    "y mon d": ((r"^\d{4} [A-Za-z]{3} \d{1,2}( |$)", "%Y %b %d"),),
}
_TIDIED: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "m/d/y": ((r"^\d+/\d+/\d{4}( |$)", "%m/%d/%Y"), (r"^\d+/\d+/\d{2}( |$)", "%m/%d/%y")),
    "d/m/y": ((r"^\d+/\d+/\d{4}( |$)", "%d/%m/%Y"), (r"^\d+/\d+/\d{2}( |$)", "%d/%m/%y")),
    "d mon y": (
        (r"^\d+ [A-Z]{3} \d{4}( |$)", "%d %b %Y"),
        (r"^\d+ [A-Z]{3} \d{2}( |$)", "%d %b %y"),
        (r"^\d+ [A-Z]{4,9} \d{4}( |$)", "%d %B %Y"),
        (r"^\d+ [A-Z]{4,9} \d{2}( |$)", "%d %B %y"),
    ),
    "mon d y": ((r"^[A-Z]{3} \d+ \d{4}( |$)", "%b %d %Y"), (r"^[A-Z]{4,9} \d+ \d{4}( |$)", "%B %d %Y")),
    "y mon d": ((r"^\d{4} [A-Z]{3} \d+( |$)", "%Y %b %d"), (r"^\d{4} [A-Z]{4,9} \d+( |$)", "%Y %B %d")),
}
_CLOCK_24: Final = r"([01]?\d|2[0-3]):\d{1,2}(:\d{1,2}(\.\d{1,9})?)?"
_ISO_DATE: Final = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"


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


def _tidy(value: str) -> str:
    """Upper case, commas and double blanks out, at most six digits of fraction, one blank before AM and PM."""
    tidy = f"regexp_replace(upper({value}), '[,\\s]+', ' ', 'g')"
    tidy = f"regexp_replace({tidy}, '\\s*([AP])\\.?M\\.?$', ' \\1M')"
    return f"regexp_replace({tidy}, '(\\.\\d{{6}})\\d+', '\\1')"


def _shaped(value: str, date: str) -> str:
    """Read `value`, whose date is written as `date`, by the pattern that its time of day calls for.

    A pattern that does not fit costs DuckDB ten times one that does, so the shape is looked at first.
    """

    def read(clock: str) -> str:
        return f"try_strptime({value}, '{date}{clock}')"

    return (
        f"CASE WHEN NOT contains({value}, ':') THEN {read('')} "
        f"WHEN right({value}, 1) IN ('M', 'm') THEN CASE "
        f"WHEN regexp_matches({value}, ':\\d+:\\d+\\.') THEN {read(' %I:%M:%S.%f %p')} "
        f"WHEN regexp_matches({value}, ':\\d+:') THEN {read(' %I:%M:%S %p')} ELSE {read(' %I:%M %p')} END "
        f"WHEN regexp_matches({value}, ':\\d+:\\d+\\.') THEN {read(' %H:%M:%S.%f')} "
        f"WHEN regexp_matches({value}, ':\\d+:') THEN {read(' %H:%M:%S')} ELSE {read(' %H:%M')} END"
    )


def _cases(value: str, shapes: tuple[tuple[str, str], ...]) -> str:
    whens = " ".join(f"WHEN regexp_matches({value}, '{shape}') THEN {_shaped(value, date)}" for shape, date in shapes)
    return f"CASE {whens} END"


def _dated(name: str, value: str) -> str:
    """A date in one of the written-out formats: the usual spelling first, else tidied up and tried again."""
    tidy = _tidy(value)
    if name in ("m/d/y", "d/m/y"):
        tidy = f"regexp_replace({tidy}, '^(\\d{{1,2}})-(\\d{{1,2}})-', '\\1/\\2/')"
        tidy = f"regexp_replace({tidy}, '^(\\d{{1,2}})\\.(\\d{{1,2}})\\.', '\\1/\\2/')"
    else:
        tidy = f"regexp_replace({tidy}, '^(\\d{{1,2}})[-/ ]([A-Z]+)\\.?[-/ ]', '\\1 \\2 ')"
        tidy = f"regexp_replace({tidy}, '([A-Z])\\. ', '\\1 ')"
    again = f"list_transform([{tidy}], lambda tidied: {_cases('tidied', _TIDIED[name])})[1]"
    return f"coalesce({_cases(value, _QUICK[name])}, {again})" if _QUICK[name] else again


def _iso(value: str, zone: str | None) -> str:
    aware = ""
    if zone is not None:
        glued = f"regexp_replace(upper({value}), '\\s*(UTC|GMT)$', 'Z')"
        glued = f"replace(regexp_replace({glued}, '\\s+([-+Z])', '\\1'), '/', '-')"
        shape = rf"{_ISO_DATE}[Tt\s]\s*{_CLOCK_24}\s*([Zz]|[Uu][Tt][Cc]|[Gg][Mm][Tt]|[-+]\d{{2}}(:?\d{{2}})?)"
        aware = (
            f"WHEN regexp_full_match({value}, '{shape}') "
            f"THEN timezone({_text(zone)}, TRY_CAST({glued} AS TIMESTAMPTZ)) "
        )
    half = rf"{_ISO_DATE}[Tt\s]\s*\d{{1,2}}:\d{{1,2}}(:\d{{1,2}}(\.\d{{1,9}})?)?\s*[AaPp]\.?[Mm]\.?"
    tidy = f"regexp_replace(replace({_tidy(value)}, '/', '-'), '^([-\\d]+)T\\s*', '\\1 ')"
    # The spelling of nearly every export, recognized without a regular expression.
    usual = f"{value} LIKE '____-__-__ __:__:__' AND right({value}, 1) BETWEEN '0' AND '9' AND {value}[12:13] < '24'"
    return (
        f"CASE WHEN {usual} THEN TRY_CAST({value} AS TIMESTAMP) "
        f"WHEN regexp_full_match({value}, '{_ISO_DATE}([Tt\\s]\\s*{_CLOCK_24})?') "
        f"THEN TRY_CAST({value} AS TIMESTAMP) {aware}"
        f"WHEN regexp_full_match({value}, '{half}') "
        f"THEN list_transform([{tidy}], lambda tidied: {_shaped('tidied', '%Y-%m-%d')})[1] END"
    )


def _number(value: str) -> str:
    return f"CASE WHEN ltrim({value}, '0123456789.') = '' THEN TRY_CAST({value} AS DOUBLE) END"


def _instant(seconds: str, zone: str | None) -> str:
    if zone is None:
        return "CAST(NULL AS TIMESTAMP)"
    micro = f"CAST(floor(({seconds}) * 1e6 + 0.5) AS BIGINT)"
    utc = f"timezone('UTC', make_timestamp({micro}))"
    return f"CASE WHEN ({seconds}) BETWEEN 0 AND 32503679999 THEN timezone({_text(zone)}, {utc}) END"


def _usual(name: str, cell: str, zone: str | None) -> str | None:
    """The spellings that nearly every export uses, of a cell as it is; NULL for any other; None if there is none.

    `try_strptime` is as strict as the slow reader, but costs ten times as much where its pattern does not fit. So a
    cheap look at the shape comes first: the length, then LIKE, no regular expression, no trimming (which alone costs
    more than the reading).
    """

    def read(pattern: str) -> str:
        return f"try_strptime({cell}, '{pattern}')"

    if name == "iso":
        solid = f"CASE WHEN contains({cell}, 'T') THEN {read('%Y-%m-%dT%H:%M:%S')} ELSE {read('%Y-%m-%d %H:%M:%S')} END"
        # By the length of the fraction: %g takes three digits, %f six; %n takes nine, cut to six as a cast does.
        parts = ""
        for sizes, fraction in (("= 23", "%g"), ("= 26", "%f"), ("BETWEEN 21 AND 29", "%n")):
            blank, mark = (read(f"%Y-%m-%d{gap}%H:%M:%S.{fraction}") for gap in " T")
            either = f"CASE WHEN contains({cell}, 'T') THEN {mark} ELSE {blank} END"
            parts += f"WHEN strlen({cell}) {sizes} AND contains({cell}, '.') THEN TRY_CAST({either} AS TIMESTAMP) "
        aware = ""
        if zone is not None:
            whole, parted = read("%Y-%m-%dT%H:%M:%SZ"), read("%Y-%m-%dT%H:%M:%S.%gZ")
            instant = f"CAST(CASE WHEN strlen({cell}) = 20 THEN {whole} ELSE {parted} END AS TIMESTAMP)"
            shape = f"{cell} LIKE '____-__-__T__:__:__Z' OR {cell} LIKE '____-__-__T__:__:__.___Z'"
            aware = f"WHEN suffix({cell}, 'Z') THEN CASE WHEN {shape} THEN "
            aware += f"timezone({_text(zone)}, timezone('UTC', {instant})) END "
        return (
            f"CASE WHEN {cell} NOT LIKE '____-__-%' OR {cell} < '0' THEN NULL WHEN strlen({cell}) = 19 THEN {solid} "
            f"WHEN strlen({cell}) = 10 THEN {read('%Y-%m-%d')} "
            f"{aware}{parts}END"
        )
    if name in ("m/d/y", "d/m/y"):
        date = "%m/%d/%Y" if name == "m/d/y" else "%d/%m/%Y"
        shapes = (
            (f"suffix({cell}, 'M')", ((":__:__ _M", " %I:%M:%S %p"), (":__ _M", " %I:%M %p"))),
            (f"contains({cell}, ':')", ((":__:__", " %H:%M:%S"), (":__", " %H:%M"))),
        )
        cases = ""
        for test, clocks in shapes:
            whens = " ".join(f"WHEN {cell} LIKE '%/%/____ %{tail}' THEN {read(date + clock)}" for tail, clock in clocks)
            cases += f"WHEN {test} THEN CASE {whens} END "
        # Two blanks could make a year of "19  ".
        return (
            f"CASE WHEN contains({cell}, '  ') OR strlen({cell}) > 24 THEN NULL {cases}"
            f"WHEN {cell} LIKE '%/%/____' THEN {read(date)} END"
        )
    return None


def _one(name: str, value: str, zone: str | None) -> str:
    if "%" in name:
        return f"try_strptime({value}, {_text(name)})"
    if name == "iso":
        return _iso(value, zone)
    if name in _QUICK:
        return _dated(name, value)
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
    parts: list[str] = []
    for name in split_format(field.format):
        usual = _usual(name, column_expr, zone)
        parts += [] if usual is None else [usual]
        # Inside a CASE, trimming is done for the values that are left only; else DuckDB does it for all beforehand.
        parts.append(f"CASE WHEN {column_expr} IS NOT NULL THEN CAST({_one(name, value, zone)} AS TIMESTAMP) END")
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
            alone = rf"regexp_full_match({value}, '\d{{1,2}}:.*')"
            tidy = f"'1900-01-01 ' || {_tidy(value)}"
            again = f"list_transform([{tidy}], lambda tidied: {_shaped('tidied', '%Y-%m-%d')})[1]"
            dated = f"coalesce({_one('iso', value, 'UTC')}, {_one('m/d/y', value, None)})"
            plain = f"TRY_CAST('1900-01-01 ' || {value} AS TIMESTAMP)"
            parts.append(
                f"CASE WHEN regexp_full_match({value}, '{_CLOCK_24}') THEN {plain} - {midnight} "
                f"WHEN {alone} THEN {again} - {midnight} ELSE {dated} - date_trunc('day', {dated}) END"
            )
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
