"""The careful path: Python's csv reader over mended text, for every file that is not written by the book.

A record that cannot be read never takes its neighbors along: its first line is set aside with the reason, and
reading goes on with the next line.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

from commonbeat.intake.adapters.delimited.dialect import Dialect
from commonbeat.intake.adapters.delimited.lines import STANDS_FOR_BREAK, TextLines
from commonbeat.intake.adapters.limits import MAX_LINE_BYTES, MAX_RECORD_LINES
from commonbeat.intake.adapters.table import RejectPile, TextTable

_BATCH_TEXT: Final = 16 * 1024 * 1024
_RUNAWAYS_BEFORE_SHORT: Final = 20
_SHORT_RECORD_LINES: Final = 50


class _RunawayError(Exception):
    """A quotation mark was opened and does not close within reason."""


class CarefulReader:
    """Reads records from lines of text; `notes` says what it mended."""

    def __init__(self, lines: TextLines, dialect: Dialect, width: int, rejected: RejectPile) -> None:
        csv.field_size_limit(MAX_LINE_BYTES + 2)
        self._source, self._width, self._rejected = iter(lines), width, rejected
        self._lines = lines
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._base = 1  # the number of the first line in `_taken`
        self._mark, self._full, self._runaways = 0, False, 0
        self._short = self._long = self._stray = self._blank = 0
        self._first_short = self._first_stray = 0
        self._options: dict[str, Any] = {
            "delimiter": dialect.delimiter,
            "quotechar": dialect.quote or '"',
            "quoting": csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
            "doublequote": dialect.escape is None,
            "escapechar": dialect.escape,
            "skipinitialspace": dialect.space_after,
        }

    def skip(self, lines: int) -> None:
        """Pass over lines that are no records (titles, the header)."""
        for _ in zip(range(lines), self._feed(), strict=False):
            pass
        self._clear()

    def read_into(self, table: TextTable) -> None:
        """All records, in batches."""
        while True:
            starts, rows = self._batch(table.batch_rows)
            if rows is None:
                starts, rows, ended = self._one_by_one(len(self._again))
            else:
                ended = not self._taken
                self._clear()
            if rows:
                cells: Sequence[Sequence[str]] = list(zip(*rows, strict=True))
                if self._lines.substituted:
                    stands_for = self._lines.stands_for
                    cells = [[text.replace(STANDS_FOR_BREAK, stands_for) for text in column] for column in cells]
                table.write(starts, cells)
            if ended:
                return

    def _clear(self) -> None:
        self._base += len(self._taken)
        self._taken.clear()

    def _put_back(self, keep: int = 0) -> None:
        """Lines beyond the first `keep` are read again."""
        self._again.extendleft(reversed(self._taken[keep:]))
        self._base += keep
        self._taken.clear()

    def _feed(self) -> Iterator[str]:
        """Lines, each remembered in `_taken`; `_mark` says how many of them belong to finished records."""
        limit = MAX_RECORD_LINES if self._runaways < _RUNAWAYS_BEFORE_SHORT else _SHORT_RECORD_LINES
        taken, again, source = self._taken, self._again, self._source
        number = text = self._mark = 0
        self._full = False
        while (line := again.popleft() if again else next(source, None)) is not None:
            taken.append(line)
            number += 1
            text += len(line)
            if text > _BATCH_TEXT:
                self._full = True
            if number - self._mark > limit or (text > 2 * _BATCH_TEXT and number - self._mark > 1):
                raise _RunawayError
            yield line

    def _batch(self, size: int) -> tuple[list[int], list[list[str]] | None]:
        """A batch when all in it is well; (.., None) and the lines put back when something is not."""
        first = start = self._base
        rows: list[list[str]] = []
        starts: list[int] = []
        width, blank = self._width, 0
        reader = csv.reader(self._feed(), strict=True, **self._options)
        try:
            for row in reader:
                if len(row) == width:
                    rows.append(row)
                    starts.append(start)
                elif row:
                    self._put_back()
                    return [], None
                else:
                    blank += 1
                self._mark = reader.line_num
                start = first + self._mark
                if len(rows) >= size or self._full:
                    break
        except (_RunawayError, csv.Error):
            self._put_back()
            return [], None
        self._blank += blank
        return starts, rows

    def _one_by_one(self, lines: int) -> tuple[list[int], list[list[str]], bool]:
        """Go record by record until `lines` lines are used up."""
        starts: list[int] = []
        rows: list[list[str]] = []
        until = self._base + lines
        while self._base < until:
            start = self._base
            try:
                row = next(csv.reader(self._feed(), strict=True, **self._options), None)
            except (_RunawayError, csv.Error) as error:
                row = self._mended(error, start)
                if row is None:
                    continue
            if row is None:
                return starts, rows, True
            row = self._fitted(row, start)
            if row is not None:
                starts.append(start)
                rows.append(row)
            self._clear()
        return starts, rows, False

    def _mended(self, error: Exception, start: int) -> list[str] | None:
        """The record read leniently where only a stray quotation mark stands in it; else set its first line aside."""
        if isinstance(error, _RunawayError):
            self._runaways += 1
            return self._set_aside(start, "a quotation mark is opened and never closed")
        if "unexpected end" in str(error):
            return self._set_aside(start, "a quotation mark is opened and never closed")
        lenient = list(csv.reader(self._taken, strict=False, **self._options))
        if len(lenient) == 1 and len(lenient[0]) == self._width:
            self._stray += 1
            self._first_stray = self._first_stray or start
            return lenient[0]
        return self._set_aside(start, "a quotation mark stands inside a cell where none can")

    def _set_aside(self, start: int, reason: str) -> list[str] | None:
        self._rejected.add(start, reason, self._restored(self._taken[0]))
        self._put_back(keep=1)
        return None

    def _restored(self, text: str) -> str:
        return text.replace(STANDS_FOR_BREAK, self._lines.stands_for)

    def _fitted(self, row: list[str], start: int) -> list[str] | None:
        """The row with as many cells as the header, or None when it was set aside or is blank."""
        width = self._width
        if len(row) == width:
            return row
        if not row:
            self._blank += 1
            return None
        if len(self._taken) > 1:
            return self._set_aside(
                start, f"a quotation mark runs over lines and leaves {len(row)} cell(s), the header has {width}"
            )
        if len(row) > width and not any(row[width:]):
            self._long += 1
            return row[:width]
        if len(row) < width and len(row) >= 2 and 2 * len(row) >= width:
            self._short += 1
            self._first_short = self._first_short or start
            return [cell for cell, _ in zip_longest(row, range(width), fillvalue="")]
        return self._set_aside(start, f"it has {len(row)} cell(s), the header has {width}")

    @property
    def notes(self) -> list[str]:
        """What was mended, in plain words."""
        notes = []
        if self._short:
            notes.append(
                f"{self._short:,} short record(s) were filled with empty cells, the first is line {self._first_short}"
            )
        if self._long:
            notes.append(f"{self._long:,} record(s) end in surplus empty cells, which were left out")
        if self._stray:
            notes.append(
                f"{self._stray:,} record(s) have a stray quotation mark, the first is line {self._first_stray}"
            )
        if self._blank:
            notes.append(f"{self._blank:,} blank line(s) were skipped")
        return notes
