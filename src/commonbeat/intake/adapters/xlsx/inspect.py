"""Look at the parts of a workbook before any of it is read."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Any, Final

from commonbeat.errors import InputError
from commonbeat.intake.adapters.limits import (
    HEAD_BYTES,
    MAX_ARCHIVE_MEMBERS,
    MAX_SHARED_TEXT_BYTES,
    WORKBOOK_FLOOR,
    WORKBOOK_RATIO,
)

WORKBOOK: Final = "xl/workbook.xml"
_SHARED: Final = "xl/sharedStrings.xml"
_FORMULA: Final = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f[ >/]')


def refuse_bombs(path: Path) -> None:
    """Raise InputError for a workbook that would fill the memory, or whose XML defines entities.

    A part never inflates past its declared size (the zip reader stops there and fails its checksum), so that the
    declared sizes can be trusted as a bound.
    """
    size = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_ARCHIVE_MEMBERS:
                raise _refused(path, f"it has {len(parts):,} parts")
            if any(part.flag_bits & 0x1 for part in parts):
                raise _refused(path, "it is protected by a password")
            total = sum(part.file_size for part in parts)
            if total > max(WORKBOOK_FLOOR, WORKBOOK_RATIO * size):
                raise _refused(path, f"it would unpack to {total / 1024**2:,.0f} MB from {size:,} bytes")
            shared = sum(part.file_size for part in parts if part.filename.lower() == _SHARED.lower())
            if shared > MAX_SHARED_TEXT_BYTES:
                raise _refused(path, f"its table of texts has {shared / 1024**2:,.0f} MB, more than memory should hold")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    with archive.open(part) as file:
                        head = file.read(HEAD_BYTES).replace(b"\x00", b"").lower()
                    if b"<!doctype" in head or b"<!entity" in head:
                        raise _refused(path, f"its part {part.filename} defines XML entities, which no workbook needs")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise InputError(
            f"The workbook is damaged or cut short ({error}).", where=str(path), todo="Download or copy it again."
        ) from error


def _refused(path: Path, reason: str) -> InputError:
    return InputError(
        f"The workbook is not opened, because {reason}.",
        where=str(path),
        todo="Save the sheet as CSV and hand that over.",
    )


def sheet_members(path: Path, book: Any) -> dict[str, tuple[str, int]]:
    """Sheet title -> (its part in the archive, that part's size in bytes)."""
    with zipfile.ZipFile(path) as archive:
        sizes = {part.filename: part.file_size for part in archive.infolist()}
    found: dict[str, tuple[str, int]] = {}
    for sheet in book.worksheets:
        member = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
        found[sheet.title] = (member, sizes.get(member, 0))
    return found


def formulas_in(path: Path, member: str) -> list[str]:
    """A note on the formula cells of a sheet, from its raw XML; an empty list when there are none."""
    if not member:
        return []
    count, first, rest = 0, "", b""
    with zipfile.ZipFile(path) as archive, archive.open(member) as file:
        while chunk := file.read(1024 * 1024):
            block = rest + chunk
            cut = block.rfind(b"<c ")
            cut = cut if cut > 0 else len(block)
            block, rest = block[:cut], block[cut:]
            if b"<f" in block:
                cells = _FORMULA.findall(block)
                count += len(cells)
                first = first or (cells[0].decode() if cells else "")
    cells = _FORMULA.findall(rest)
    count, first = count + len(cells), first or (cells[0].decode() if cells else "")
    if not count:
        return []
    if count == 1:
        return [f"cell {first} is a formula; its stored value was used"]
    return [f"{count:,} cells are formulas, the first is {first}; their stored values were used"]
