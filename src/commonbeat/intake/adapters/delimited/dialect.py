"""Which character separates cells, which one quotes them, and in which line the header stands."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

DELIMITERS: Final = (",", ";", "\t", "|", "^", "~", "\x1f", "\x01")
DELIMITER_NAMES: Final = {
    ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", "^": "caret", "~": "tilde",
    "\x1f": "unit separator", "\x01": "control-A",
}  # fmt: skip
_SAMPLE_ROWS: Final = 2_000
_HINT: Final = re.compile(r"^\ufeff?\"?sep=(.)\"?\r?\n?$", re.IGNORECASE)
_DATA_CELL: Final = re.compile(
    r"^[-+]?\d[\d,]*(\.\d+)?$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?$|^\d{1,2}:\d{2}(:\d{2})?"
)
_TIME_CELL: Final = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?$|^\d{1,2}:\d{2}(:\d{2})?")


@dataclass(frozen=True)
class Dialect:
    """How a delimited file is written.

    Attributes:
        delimiter: one character; "," also for a file of one column.
        quote: the quotation mark, or None when none is used.
        escape: backslash when quotation marks inside quotes are written so, else None (they are doubled).
        line_end: "\\n" (also for CR LF), "\\r", or "" when both end lines.
        skip_records: records before the header (titles, comments, blank lines).
        skip_lines: physical lines before the header.
        header: the names as written; empty when the file has no header line.
        header_lines: physical lines of the header (0 when there is none).
        space_after: cells may have a blank before their quotation mark.
    """

    delimiter: str
    quote: str | None
    escape: str | None
    line_end: str
    skip_lines: int
    header: tuple[str, ...]
    header_lines: int
    space_after: bool = False
    preamble: tuple[str, ...] = ()


def rows_of(
    sample: str, delimiter: str, quote: str | None, escape: str | None, space_after: bool = False
) -> list[tuple[int, list[str]]]:
    """Parse a sample: (number of physical lines up to its end, cells) a record; an unfinished last one is kept."""
    reader = csv.reader(
        io.StringIO(sample, newline=""),
        delimiter=delimiter,
        quotechar=quote or '"',
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        doublequote=escape is None,
        escapechar=escape,
        skipinitialspace=space_after,
    )
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            rows.append((reader.line_num, cells))
            if len(rows) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    return rows


def detect(sample: str, line_end: str, *, complete: bool) -> Dialect:
    """The dialect of a file from the beginning of its text.

    Args:
        sample: the first part of the text, without byte order marks.
        line_end: as in `Dialect`.
        complete: the sample is the whole file; else its last record may be cut and is not judged.
    """
    if line_end == "\r":
        sample = sample.replace("\n", " ").replace("\r", "\n")
    elif line_end == "\n":
        sample = sample.replace("\r\n", "\n").replace("\r", " ")
    hint = _HINT.match(sample.split("\n", 1)[0])
    candidates = (hint.group(1),) if hint else DELIMITERS
    best: tuple[float, int, str, str | None] | None = None
    for delimiter in candidates:
        for quote in ('"', "'"):
            mark = _quote_used(sample, delimiter, quote)
            if quote == "'" and mark is None:
                continue
            rows = rows_of(sample, delimiter, mark, None)
            if not complete and len(rows) > 1 and len(rows) < _SAMPLE_ROWS:
                rows = rows[:-1]
            widths = Counter(len(cells) for _, cells in rows if cells)
            if not widths:
                continue
            width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
            if width < 2:
                continue
            first = next(len(cells) for _, cells in rows if cells)
            score = count / widths.total() + (0.5 if first == width else 0.0)
            key = (round(score, 2), width, delimiter, mark)
            if best is None or key[:2] > best[:2]:
                best = key
    delimiter, quote_mark = (best[2], best[3]) if best else (candidates[0], _quote_used(sample, candidates[0], '"'))
    escape = "\\" if quote_mark and _backslash_escapes(sample, delimiter, quote_mark) else None
    space_after = bool(quote_mark) and sample.count(f"{delimiter} {quote_mark}") > 2 * sample.count(
        f"{delimiter}{quote_mark}"
    )
    rows = rows_of(sample, delimiter, quote_mark, escape, space_after)
    return _with_header(sample, rows, Dialect(delimiter, quote_mark, escape, line_end, 0, (), 0, space_after))


def _quote_used(sample: str, delimiter: str, quote: str) -> str | None:
    """The mark, when some cell begins and ends with it."""
    cell_edge = re.escape(delimiter)
    opened = re.search(f"(?:^|{cell_edge}) ?{quote}", sample, re.MULTILINE)
    closed = re.search(f"{quote}(?:$|{cell_edge})", sample, re.MULTILINE)
    if quote == '"':
        return quote if opened or quote not in sample else None
    return quote if opened and closed and '"' not in sample else None


def _backslash_escapes(sample: str, delimiter: str, quote: str) -> bool:
    """True when marks inside quotes are written \\" rather than doubled."""
    inside = len(re.findall(rf"\\{quote}(?![{re.escape(delimiter)}\r\n]|$)", sample))
    doubled = len(re.findall(rf"[^{re.escape(delimiter)}\n]{quote}{quote}", sample))
    return inside > 0 and inside > doubled


def _with_header(sample: str, rows: list[tuple[int, list[str]]], found: Dialect) -> Dialect:
    widths = Counter(len(cells) for _, cells in rows if cells)
    usual = max(widths, key=lambda width: (widths[width] * (width > 1), width), default=0)
    lines = sample.split("\n", 200)
    previous, preamble = 0, list[str]()
    for index, (end, cells) in enumerate(rows):
        filled = [cell for cell in cells if cell.strip()]
        above = (
            not filled
            or (cells[0].lstrip().startswith("#") and len(cells) != usual)
            or (usual > 1 and len(cells) == 1)
            or (usual > 2 and len(filled) == 1 and bool(cells[0].strip()) and _fuller_below(rows, index))
            or (index == 0 and _HINT.match(lines[0]) is not None)
        )
        if above and index < 50:
            if filled:
                preamble.append(" ".join(filled)[:80])
            previous = end
            continue
        data = [cell for cell in filled if _DATA_CELL.match(cell.strip())]
        headless = (
            len(filled) > 1 and len(data) >= 0.4 * len(filled) and any(_TIME_CELL.match(cell.strip()) for cell in data)
        )
        header = () if headless else tuple(cells)
        return Dialect(
            found.delimiter, found.quote, found.escape, found.line_end, previous, header,
            0 if headless else end - previous, found.space_after, tuple(preamble),
        )  # fmt: skip
    # Nothing below the first lines looks like a table: then the first line with text is the header.
    start = next((index for index, (_, cells) in enumerate(rows) if any(cell.strip() for cell in cells)), None)
    if start is None:
        return found
    before = rows[start - 1][0] if start else 0
    return Dialect(
        found.delimiter, found.quote, found.escape, found.line_end, before, tuple(rows[start][1]),
        rows[start][0] - before, found.space_after,
    )  # fmt: skip


def _fuller_below(rows: list[tuple[int, list[str]]], index: int) -> bool:
    below = [sum(1 for cell in cells if cell.strip()) for _, cells in rows[index + 1 : index + 4]]
    return bool(below) and min(below) > 1
