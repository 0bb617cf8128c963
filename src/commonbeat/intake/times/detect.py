"""Which time format a column is in, from its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from commonbeat.intake.times.formats import (
    INSTANT_FORMATS,
    carries_offset,
    day_month,
    read_clock,
    read_moment,
)

_TEXTUAL: Final = ("iso", "m/d/y", "d/m/y", "d mon y", "mon d y", "y mon d")
_NUMERIC: Final = ("compact", "unix s", "unix ms", "excel serial")
#: A format that reads fewer values than this share is noise.
_NOISE: Final = 0.002


@dataclass(frozen=True)
class DetectedTimes:
    """What the values of one column say about time.

    Attributes:
        format: formats that read the column, most frequent first, joined by "; "; None when it holds no times.
        share: part of the non-empty values that these formats read (0 to 1).
        clock_share: part of the read values that hold a time of day other than midnight.
        has_offset: True when values are instants (offset, Z or unix time), so that the zone matters.
        ambiguous: True when month/day and day/month both fit every value.
        note: why month/day or day/month, when that had to be decided.
    """

    format: str | None
    share: float
    clock_share: float = 0.0
    has_offset: bool = False
    ambiguous: bool = False
    note: str | None = None


def _order_of_day(pairs: list[tuple[int, int]]) -> tuple[tuple[str, ...], bool, str | None]:
    """Formats for values like 2/12/2019, whether they are a guess, and why."""
    first = sum(a > 12 for a, _ in pairs)
    second = sum(b > 12 for _, b in pairs)
    if first and second:
        return ("m/d/y",), True, f"{first} dates can only be day/month and {second} only month/day"
    if second:
        return ("m/d/y",), False, f"dates read as month/day/year: {second} have a second number over 12"
    if first:
        return ("d/m/y",), False, f"dates read as day/month/year: {first} have a first number over 12"
    firsts, seconds = {a for a, _ in pairs}, {b for _, b in pairs}
    if len(firsts) == 1 and len(seconds) >= 3:
        return ("m/d/y",), False, "dates read as month/day/year: the first number never changes, the second does"
    if len(seconds) == 1 and len(firsts) >= 3:
        return ("d/m/y",), False, "dates read as day/month/year: the second number never changes, the first does"
    return ("m/d/y",), True, "no date has a number over 12, so month/day and day/month both fit"


def detect_times(values: Sequence[str | None]) -> DetectedTimes:
    """Find the formats of a column of moments or dates.

    Args:
        values: cells as text, None for empty. A few thousand spread over the file are enough, but for month/day
            against day/month, which wants the whole column when none of the sample is over 12.
    """
    cells = [value.strip() for value in values if value is not None and value.strip()]
    if not cells:
        return DetectedTimes(None, 0.0)
    pairs = [pair for cell in cells if (pair := day_month(cell)) is not None]
    order, ambiguous, note = _order_of_day(pairs) if pairs else ((), False, None)
    tried = [name for name in _TEXTUAL if name not in ("m/d/y", "d/m/y") or name in order]
    left, found, read = cells, [], 0
    clocks = 0
    for names in (tried, _NUMERIC):
        counted = []
        for name in names:
            moments = [moment for cell in left if (moment := read_moment(cell, name, "UTC")) is not None]
            sane = [moment for moment in moments if 1970 <= moment.year <= 2100 or name in _TEXTUAL]
            if name in INSTANT_FORMATS:
                sane = [moment for moment in sane if 1990 <= moment.year <= 2040]
            if name in ("compact", "excel serial"):
                sane = [moment for moment in sane if 1985 <= moment.year <= 2040]
            counted.append((len(sane), name, sum(m.hour + m.minute + m.second > 0 for m in sane)))
        for count, name, clock in sorted(counted, reverse=True):
            if count > _NOISE * len(cells) and (names is tried or count >= 0.98 * len(left)):
                found.append((count, name))
                read += count
                clocks += clock
                if names is not tried:
                    break
        left = [cell for cell in left if all(read_moment(cell, name, "UTC") is None for _, name in found)]
        if len(left) <= _NOISE * len(cells):
            break
    if not found:
        return DetectedTimes(None, 0.0)
    found.sort(reverse=True)
    names_found = [name for _, name in found]
    mixed = any(name in ("m/d/y", "d/m/y") for name in names_found)
    return DetectedTimes(
        format="; ".join(names_found),
        share=min(1.0, read / len(cells)),
        clock_share=clocks / max(1, read),
        has_offset=any(name in INSTANT_FORMATS for name in names_found) or any(carries_offset(c) for c in cells),
        ambiguous=ambiguous and mixed,
        note=note if mixed else None,
    )


def detect_clock(values: Sequence[str | None]) -> DetectedTimes:
    """Find the format of a column of times of day; "hhmmss" and "seconds since midnight" are told apart by what
    cannot be an hour, a minute or a second."""
    cells = [value.strip() for value in values if value is not None and value.strip()]
    if not cells:
        return DetectedTimes(None, 0.0)
    best: tuple[float, str] = (0.0, "")
    for name in ("h:m", "hhmm", "hhmmss", "seconds since midnight"):
        share = sum(read_clock(cell, name) is not None for cell in cells) / len(cells)
        if share > best[0] + 0.005:
            best = (share, name)
    if best[0] < 0.5:
        return DetectedTimes(None, best[0])
    nonzero = sum(bool(read_clock(cell, best[1])) for cell in cells) / len(cells)
    return DetectedTimes(best[1], best[0], clock_share=nonzero)
