"""Files that must be refused, or read with a warning: what arrives when an export went wrong on its way."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

_HEADER: Final = b"Incident ID,Received,Call Type,Address,Longitude,Latitude\n"
_ROW: Final = b"AF24-%08d,2024-03-05 14:48:36,DISTURBANCE,412 N 4th Ave,-99.550000,41.980000\n"
_SHEET: Final = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)


@dataclass(frozen=True)
class BrokenFile:
    """One file and what is wrong with it.

    Attributes:
        path: where it is.
        fault: "empty", "header only", "binary junk", "truncated zip", "zip bomb", "XLSX bomb", "one long line",
            "cut in a quote" or "CR line ends".
        usable_rows: rows that can still be read; None when the whole file must be refused.
    """

    path: Path
    fault: str
    usable_rows: int | None


def write_broken(
    folder: Path, *, seed: int = 1, long_line: int = 20_000_000, bomb: int = 200_000_000
) -> list[BrokenFile]:
    """Write one file for each fault of whole files.

    Args:
        folder: made when it is not there.
        seed: of the junk.
        long_line: bytes of the file that is one line (1_000_000_000 for the trial of issue and docs).
        bomb: bytes that the archives unpack to; they are about a thousandth of that on disk.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = _HEADER + b"".join(_ROW % number for number in range(1, 6))
    junk = np.random.default_rng(seed).bytes(200_000)
    plain = {
        "empty.csv": (b"", "empty", None),
        "header-only.csv": (_HEADER, "header only", 0),
        "junk.csv": (b"\x00\xff\xfe" + junk, "binary junk", None),
        "cut.csv": (rows + b'AF24-00000006,2024-03-05 15:00:00,"DISTURB', "cut in a quote", 5),
        "carriage-returns.csv": (rows.replace(b"\n", b"\r"), "CR line ends", 5),
    }
    found = []
    for name, (content, fault, usable) in plain.items():
        (folder / name).write_bytes(content)
        found.append(BrokenFile(folder / name, fault, usable))

    whole = folder / "truncated.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("calls.csv", rows + junk)
    whole.write_bytes(whole.read_bytes()[:-100_000])
    found.append(BrokenFile(whole, "truncated zip", None))
    _bomb(folder / "bomb.zip", "calls.csv", _HEADER, _ROW % 1, bomb)
    found.append(BrokenFile(folder / "bomb.zip", "zip bomb", None))
    _bomb(folder / "bomb.xlsx", "xl/worksheets/sheet1.xml", _SHEET, b"<row><c><v>1</v></c></row>", bomb)
    found.append(BrokenFile(folder / "bomb.xlsx", "XLSX bomb", None))

    line = folder / "one-line.csv"
    with line.open("wb") as stream:
        piece = b"x" * 1_000_000
        for start in range(0, long_line, len(piece)):
            stream.write(piece[: long_line - start])
    found.append(BrokenFile(line, "one long line", None))
    return found


def _bomb(path: Path, member: str, head: bytes, piece: bytes, size: int) -> None:
    """An archive that unpacks to `size` bytes of one repeated piece."""
    block = piece * (1_000_000 // len(piece))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        if member.startswith("xl/"):
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(member, "w", force_zip64=True) as stream:
            stream.write(head)
            for _ in range(size // len(block)):
                stream.write(block)
