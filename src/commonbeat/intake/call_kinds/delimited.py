"""Small tables that an agency writes by hand or exports: CSV with whatever header names it uses."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from commonbeat.errors import InputError

_LARGEST = 20_000_000


def read_table(
    path: str | Path, names: Mapping[str, Sequence[str]], *, needed: Sequence[str], todo: str
) -> list[dict[str, str]]:
    """Read a small delimited file; columns are found by any of their `names`, in any case and punctuation.

    Comment lines (#), empty lines, a byte order mark, unnamed columns and any of the delimiters , ; tab | are taken.
    A column that is not there gives empty strings.

    Raises:
        InputError: the file cannot be read, is empty, is not text, or lacks a needed column.
    """
    place = str(path)
    lines = [line for line in _text(Path(path), todo).splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise InputError("The file is empty.", where=place, todo=todo)
    delimiter = max(",;\t|", key=lines[0].count)
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error as error:
        raise InputError(f"The file is not a readable table: {error}.", where=place, todo=todo) from None
    header = [_plain(name) for name in rows[0]]
    columns = {}
    for field, accepted in names.items():
        found = [header.index(_plain(name)) for name in accepted if _plain(name) in header]
        if found:
            columns[field] = found[0]
        elif field in needed:
            raise InputError(f"The file has no column for {field}.", where=place, todo=todo)
    return [
        {field: row[columns[field]].strip() if columns.get(field, len(row)) < len(row) else "" for field in names}
        for row in rows[1:]
    ]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.lower())


def _text(path: Path, todo: str) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError("The file is too large for a table of codes.", where=str(path), todo=todo)
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"The file cannot be read: {error.strerror}.", where=str(path), todo=todo) from None
    if b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("The file is not text.", where=str(path), todo=todo)
    for encoding in ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return raw.decode(encoding).replace("\ufeff", "")
        except UnicodeDecodeError:
            continue
    raise InputError("The file is not text.", where=str(path), todo=todo)
