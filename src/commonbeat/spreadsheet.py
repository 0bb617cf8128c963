"""Cells that a spreadsheet would run as a formula are made plain text in every CSV and XLSX that goes out.

Source: OWASP, "CSV Injection": a cell that begins with = + - @, a tab or a carriage return can be taken for a formula.
Numbers ("-5.2", "+1e3") are left alone: they cannot do harm and people calculate with them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Final, TextIO

_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")


def neutral(cell: object) -> object:
    """The cell as it may go out: text that would be a formula gets an apostrophe in front; all else is unchanged."""
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\x00", "")
    start = text.lstrip(" \u00a0\ufeff")
    if start.startswith(_DANGEROUS) and not _NUMBER.match(start):
        return "'" + text
    return text


def write_rows(out: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a CSV with every cell neutralized; returns the number of rows written, without the header."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([neutral(cell) for cell in header])
    written = 0
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
        written += 1
    return written
