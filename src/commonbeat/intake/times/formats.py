"""The time formats that exports use, each with a name a person can write, and a slow exact reader in Python.

The reader here is the reference: `times.sql` must give the same answers, only faster (a property test holds it).
A column may hold several formats; then its format is a list, "iso; m/d/y", and each value is read by the first
that fits.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

#: Formats of a moment or a date, with an example each.
MOMENT_FORMATS: Final[dict[str, str]] = {
    "iso": "2019-02-12 14:48:36, 2019-02-12T14:48:36.000Z, 2019/02/12 2:48:36 PM, 2019-02-12",
    "m/d/y": "2/12/2019 2:48:36 PM, 02-12-19 14:48",
    "d/m/y": "12/2/2019 14:48:36",
    "d mon y": "12-FEB-2019 14:48, 12 February 2019",
    "mon d y": "Feb 12, 2019 2:48 PM",
    "y mon d": "2019 Feb 12 02:48:36 PM",
    "compact": "20190212144836, 20190212 1448, 20190212",
    "unix s": "1549982916",
    "unix ms": "1549982916000",
    "excel serial": "43508.61708",
}

#: Formats of a time of day.
CLOCK_FORMATS: Final[dict[str, str]] = {
    "h:m": "14:48:36, 14:48, 2:48 PM, 1899-12-30 14:48:36",
    "hhmmss": "144836",
    "hhmm": "1448",
    "seconds since midnight": "53316",
}

#: Formats whose values are instants: reading them as wall time needs the agency's zone.
INSTANT_FORMATS: Final = frozenset({"unix s", "unix ms"})

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("JAN", "JANUARY"),
            ("FEB", "FEBRUARY"),
            ("MAR", "MARCH"),
            ("APR", "APRIL"),
            ("MAY",),
            ("JUN", "JUNE"),
            ("JUL", "JULY"),
            ("AUG", "AUGUST"),
            ("SEP", "SEPTEMBER"),
            ("OCT", "OCTOBER"),
            ("NOV", "NOVEMBER"),
            ("DEC", "DECEMBER"),
        ),
        start=1,
    )
    for name in names
}

_CLOCK: Final = r"(?P<H>\d{1,2}):(?P<M>\d{1,2})(?::(?P<S>\d{1,2})(?:\.(?P<f>\d{1,9}))?)?(?:\s*(?P<p>[AaPp])\.?[Mm]\.?)?"
_MONTH: Final = r"(?P<b>[A-Za-z]{3,9})\.?"
_YEAR: Final = r"(?P<Y>\d{4}|\d{2})"
_TAIL: Final = rf"(?:,?\s+{_CLOCK})?$"

_ISO = re.compile(
    r"(?P<Y>\d{4})(?P<cut>[-/])(?P<m>\d{1,2})(?P=cut)(?P<d>\d{1,2})"
    rf"(?:[T\s]\s*{_CLOCK}\s*(?P<z>Z|UTC|GMT|[+-]\d{{2}}(?::?\d{{2}})?)?)?$",
    re.IGNORECASE,
)
_MDY = re.compile(rf"(?P<m>\d{{1,2}})([/.-])(?P<d>\d{{1,2}})\2{_YEAR}{_TAIL}")
_DMY = re.compile(rf"(?P<d>\d{{1,2}})([/.-])(?P<m>\d{{1,2}})\2{_YEAR}{_TAIL}")
_D_MON_Y = re.compile(rf"(?P<d>\d{{1,2}})(?:-|/|\s+){_MONTH}(?:-|/|,?\s+){_YEAR}{_TAIL}")
_MON_D_Y = re.compile(rf"{_MONTH}\s+(?P<d>\d{{1,2}}),?\s+(?P<Y>\d{{4}}){_TAIL}")
_Y_MON_D = re.compile(rf"(?P<Y>\d{{4}})\s+{_MONTH}\s+(?P<d>\d{{1,2}}){_TAIL}")
_COMPACT = re.compile(r"(?P<Y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[T\s]?(?P<H>\d{2}):?(?P<M>\d{2})(?::?(?P<S>\d{2}))?)?$")
_NUMBER = re.compile(r"\d+(?:\.\d*)?$")
_HM = re.compile(rf"{_CLOCK}$")
_PATTERNS: Final[dict[str, re.Pattern[str]]] = {
    "iso": _ISO,
    "m/d/y": _MDY,
    "d/m/y": _DMY,
    "d mon y": _D_MON_Y,
    "mon d y": _MON_D_Y,
    "y mon d": _Y_MON_D,
    "compact": _COMPACT,
}


def split_format(text: str | None) -> tuple[str, ...]:
    """The formats named in a field's format: "iso; m/d/y" gives ("iso", "m/d/y"); None gives ("iso",)."""
    return tuple(part.strip() for part in (text or "iso").split(";") if part.strip())


def _year(text: str) -> int:
    number = int(text)
    # POSIX: two-digit years 69-99 are 1969-1999, 00-68 are 2000-2068; DuckDB's %y does the same.
    return number if len(text) == 4 else number + (1900 if number >= 69 else 2000)


def _clock_of(found: dict[str, str | None]) -> timedelta | None:
    if found.get("H") is None:
        return timedelta()
    hour, minute, second = int(found["H"] or 0), int(found.get("M") or 0), int(found.get("S") or 0)
    half = (found.get("p") or "").upper()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "P" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    micro = int((found.get("f") or "0")[:6].ljust(6, "0"))
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro)


def _from_parts(found: dict[str, str | None]) -> datetime | None:
    clock = _clock_of(found)
    month = MONTHS.get((found.get("b") or "").upper()) if found.get("b") else int(found["m"] or 0)
    if clock is None or month is None:
        return None
    try:
        return datetime(_year(found["Y"] or ""), month, int(found["d"] or 0)) + clock  # noqa: DTZ001 - wall time
    except ValueError:
        return None


def _offset(text: str) -> timezone:
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return timezone(-span if text[0] == "-" else span)


def _wall(instant: datetime, zone: str | None) -> datetime | None:
    return None if zone is None else instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _of_seconds(seconds: float, zone: str | None) -> datetime | None:
    if not 0 <= seconds < 32_503_680_000:
        return None
    return _wall(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=math.floor(seconds * 1e6 + 0.5)), zone)


def read_moment(text: str, format_name: str, zone: str | None = None) -> datetime | None:
    """Read one value as local wall time, or None when it does not fit the format.

    Args:
        text: the cell.
        format_name: one of MOMENT_FORMATS.
        zone: IANA zone of the agency; needed for values that carry an offset and for unix times, which are None
            without it rather than an hour (or eight) wrong.
    """
    text = text.strip()
    pattern = _PATTERNS.get(format_name)
    if pattern is not None:
        match = pattern.match(text)
        if match is None:
            return None
        found = match.groupdict()
        moment = _from_parts(found)
        offset = found.get("z")
        if moment is None or not offset:
            return moment
        return _wall(moment.replace(tzinfo=_offset(offset)), zone)
    if not _NUMBER.match(text):
        return None
    number = float(text)
    if format_name == "unix s":
        return _of_seconds(number, zone)
    if format_name == "unix ms":
        return _of_seconds(number / 1000, zone)
    # 25569 is 1970-01-01 and 109574 is 2200-01-01 in the 1900 date system.
    if format_name == "excel serial" and 25569 <= number < 109574:
        return datetime(1899, 12, 30) + timedelta(milliseconds=math.floor(number * 86_400_000 + 0.5))  # noqa: DTZ001
    return None


def read_clock(text: str, format_name: str) -> timedelta | None:
    """Read one value as a time of day, or None when it does not fit the format (one of CLOCK_FORMATS)."""
    text = text.strip()
    if format_name == "h:m":
        match = _HM.match(text)
        if match is not None:
            return _clock_of(match.groupdict())
        for name in ("iso", "m/d/y"):
            moment = read_moment(text, name, "UTC")
            if moment is not None:
                return moment - datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001
        return None
    if not re.match(r"\d{1,6}(?:\.0*)?$", text):
        return None
    digits = text.split(".")[0]
    if format_name == "seconds since midnight":
        return timedelta(seconds=int(digits)) if int(digits) < 86_400 else None
    size = {"hhmmss": 6, "hhmm": 4}.get(format_name)
    if size is None or len(digits) > size:
        return None
    digits = digits.rjust(size, "0")
    return _clock_of({"H": digits[:2], "M": digits[2:4], "S": digits[4:6] or "0"})


def carries_offset(text: str) -> bool:
    """Does this value say its own offset from UTC?"""
    match = _ISO.match(text.strip())
    return bool(match and match.group("z"))


def day_month(text: str) -> tuple[int, int] | None:
    """First and second number of a value like 2/12/2019, or None when it is not one."""
    match = _MDY.match(text.strip())
    return (int(match.group("m")), int(match.group("d"))) if match else None
