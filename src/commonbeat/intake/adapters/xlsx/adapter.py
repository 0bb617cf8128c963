"""Excel workbooks (XLSX), read row by row."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

import openpyxl

from commonbeat.errors import InputError
from commonbeat.intake.adapters.columns import check_width, mended_names, unique_names
from commonbeat.intake.adapters.fingerprint import sha256_of
from commonbeat.intake.adapters.merge import merged
from commonbeat.intake.adapters.table import RejectPile, TextTable
from commonbeat.intake.adapters.xlsx.inspect import WORKBOOK, formulas_in, refuse_bombs, sheet_members
from commonbeat.intake.staging import Staged
from commonbeat.progress import Progress, silent

_LOOK_ROWS: Final = 50
_MAX_ROWS: Final = 1_048_576
#: Columns read beyond the header, so that a stray value there is seen and not lost.
_MARGIN: Final = 20


def recognizes(path: Path, head: bytes) -> bool:
    """A zip with a workbook in it."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return WORKBOOK in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError):
        return False


def stage(path: Path, into: Path, *, progress: Progress = silent) -> Staged:
    """The sheet with the most records, and every other sheet with the same header; `_line` is the sheet's row.

    A formula counts with the value stored beside it. Dates become ISO text.

    Raises:
        InputError: damaged, a bomb, or no sheet with records.
        StorageError: the disk is full.
    """
    refuse_bombs(path)
    # Opened here, since openpyxl looks at a path's extension; and it warns of styles and settings it does not keep.
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            return _stage_book(path, book, into, progress)
        finally:
            book.close()


def _stage_book(path: Path, book: Any, into: Path, progress: Progress) -> Staged:
    sizes = sheet_members(path, book)
    heads = {sheet.title: _header_of(sheet) for sheet in book.worksheets}
    tables = [sheet for sheet in book.worksheets if heads[sheet.title] is not None]
    if not tables:
        raise InputError(
            "No sheet of the workbook has a header and records below it.", where=str(path), todo="Export it again."
        )
    main = max(tables, key=lambda sheet: sizes.get(sheet.title, ("", 0))[1])
    header = heads[main.title]
    parts: list[tuple[str, Staged]] = []
    left_out = [sheet.title for sheet in tables if not _same(heads[sheet.title], header)]
    for number, sheet in enumerate(sheet for sheet in tables if _same(heads[sheet.title], header)):
        found = heads[sheet.title]
        if found is not None:
            out = into / f"sheet-{number:03d}.parquet"
            notes = formulas_in(path, sizes.get(sheet.title, ("", 0))[0])
            parts.append((f'sheet "{sheet.title}"', _stage_sheet(path, sheet, *found, out, notes, progress)))
    if not any(staged.rows or staged.rejected for _, staged in parts):
        raise InputError("The workbook has a header and no records.", where=str(path), todo="Export it again.")
    whole = merged(parts, str(path))
    notes = [f'read from sheet "{main.title}"', *whole.notes]
    if left_out:
        notes.append(f"sheets with other columns were left out: {', '.join(left_out)}")
    return replace(whole, notes=tuple(notes), sha256=sha256_of(path))


def _same(one: tuple[int, tuple[Any, ...]] | None, other: tuple[int, tuple[Any, ...]] | None) -> bool:
    return one is not None and other is not None and one[1] == other[1]


def _header_of(sheet: Any) -> tuple[int, tuple[Any, ...]] | None:
    """(row number, names) of the header; titles above it, with one cell filled, are passed over."""
    if not hasattr(sheet, "iter_rows"):
        return None  # a chart sheet
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # what the file says of its own size is often wrong
    rows = [_trimmed(row) for row in islice(sheet.iter_rows(values_only=True, max_row=_LOOK_ROWS), _LOOK_ROWS)]
    filled = [sum(1 for cell in row if cell not in (None, "")) for row in rows]
    most = max(filled, default=0)
    for number, (row, count) in enumerate(zip(rows, filled, strict=True), start=1):
        if count and (count > 1 or most == 1) and 2 * count >= most:
            check_width(row, f"sheet {sheet.title}")
            return (number, row) if most else None
    return None


def _trimmed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    end = len(row)
    while end and row[end - 1] in (None, ""):
        end -= 1
    return row[:end]


def _stage_sheet(
    path: Path, sheet: Any, header_row: int, header: tuple[Any, ...], out: Path, notes: list[str], progress: Progress
) -> Staged:
    raw = [_text(cell) for cell in header]
    names = unique_names(raw)
    changed = mended_names(raw, names)
    rejected, kinds = RejectPile(str(path)), _Kinds(len(names))
    with TextTable(out, names) as table:
        lines: list[int] = []
        rows: list[tuple[str | None, ...]] = []
        total = sheet.max_row or None
        for line, cells in _rows(sheet, header_row + 1, len(names) + _MARGIN):
            texts = [_text(cell) for cell in cells]
            if any(texts[len(names) :]):
                shown = " | ".join(text or "" for text in texts)
                rejected.add(line, f"it has {len(texts)} cell(s), the header has {len(names)}", shown)
                continue
            texts += [None] * (len(names) - len(texts))
            kinds.see(cells)
            lines.append(line)
            rows.append(tuple(texts[: len(names)]))
            if len(rows) >= table.batch_rows:
                table.write(lines, list(zip(*rows, strict=True)))
                lines, rows = [], []
                progress(f"reading sheet {sheet.title}", line, total)
        if rows:
            table.write(lines, list(zip(*rows, strict=True)))
    return Staged(
        str(path), (out,), names, table.rows, tuple(rejected.records),
        (*notes, *([changed] if changed else [])), "", kinds.types(names),
    )  # fmt: skip


def _rows(sheet: Any, first: int, width: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """(row number, cells) of the rows with anything in them."""
    rows = sheet.iter_rows(values_only=True, min_row=first, max_row=_MAX_ROWS, max_col=width)
    for line, row in enumerate(rows, start=first):
        cells = _trimmed(row)
        if cells:
            yield line, cells


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


class _Kinds:
    """Which columns hold only times, or only numbers."""

    def __init__(self, width: int) -> None:
        self._seen: list[set[str]] = [set() for _ in range(width)]

    def see(self, cells: tuple[Any, ...]) -> None:
        for seen, cell in zip(self._seen, cells, strict=False):
            if cell is not None and cell != "":
                seen.add(_kind(cell))

    def types(self, names: tuple[str, ...]) -> dict[str, str]:
        return {
            name: next(iter(seen))
            for name, seen in zip(names, self._seen, strict=True)
            if len(seen) == 1 and "text" not in seen
        }


def _kind(cell: Any) -> str:
    if isinstance(cell, bool):
        return "boolean"
    if isinstance(cell, (int, float)):
        return "number"
    if isinstance(cell, datetime):
        return "timestamp"
    if isinstance(cell, date):
        return "date"
    return "time" if isinstance(cell, (time, timedelta)) else "text"
