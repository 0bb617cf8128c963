"""Records with names of their own (JSON objects), as one table whose columns are found on the way."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from commonbeat.intake.adapters.columns import check_width, unique_names
from commonbeat.intake.adapters.merge import reshaped
from commonbeat.intake.adapters.table import BATCH_CELLS, RejectPile, TextTable
from commonbeat.intake.staging import Staged

_BATCH_TEXT = 32 * 1024 * 1024


class Number(str):
    """A JSON number, kept as it is written: no digit is lost and no huge number is computed."""

    __slots__ = ()


def flat(record: dict[str, Any]) -> dict[str, str | None]:
    """Nested objects become columns "outer.inner"; a list becomes its JSON text; null becomes None.

    Raises:
        RecursionError: nested deeper than Python's stack.
    """
    out: dict[str, str | None] = {}
    _flatten(record, "", out)
    return out


def _flatten(value: dict[str, Any], prefix: str, out: dict[str, str | None]) -> None:
    for key, item in value.items():
        if isinstance(item, dict) and item:
            _flatten(item, f"{prefix}{key}.", out)
        else:
            out[prefix + key] = _clean(_text(item))


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return _json(value)


def _json(value: Any) -> str:
    """JSON text again, with numbers as they were written."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(key)}: {_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r") + '"'


def _clean(text: str | None) -> str | None:
    """Text that UTF-8 can hold: halves of surrogate pairs become "?", NUL characters go."""
    if text is None or (text.isascii() and "\x00" not in text):
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def stage_records(
    records: Iterable[tuple[int, dict[str, str | None]]], source: str, into: Path, rejected: RejectPile
) -> Staged:
    """Stage flat records; the columns are all names seen, in the order first seen.

    A record with a new name starts a new part file; in the end all parts are given the same columns.

    Args:
        records: (line or ordinal, cells by name), in order.
        source: the file, for errors.
        into: folder for the part files.
        rejected: the records that could not be read.
    """
    keys: dict[str, None] = {}
    parts: list[tuple[Path, int, int]] = []  # file, columns, rows
    batch: list[tuple[int, dict[str, str | None]]] = []
    table: TextTable | None = None
    size = 0

    def flush() -> None:
        nonlocal table, size
        if not batch:
            return
        if table is None or len(table.columns) < len(keys):
            close()
            table = TextTable(into / f"records-{len(parts):05d}.parquet", unique_names(keys))
            table.__enter__()
        table.write([line for line, _ in batch], [[cells.get(key) for _, cells in batch] for key in keys])
        batch.clear()
        size = 0

    def close() -> None:
        nonlocal table
        if table is not None:
            done, table = table, None
            done.__exit__(None, None, None)
            parts.append((done.path, len(done.columns), done.rows))

    try:
        for line, cells in records:
            if not cells.keys() <= keys.keys():
                keys |= dict.fromkeys(cells)
                check_width(tuple(keys), f"{source}, record {line}")
            batch.append((line, cells))
            size += 64 + sum(len(text) for text in cells.values() if text)
            if len(batch) * len(keys) >= BATCH_CELLS or size > _BATCH_TEXT:
                flush()
        flush()
        close()
    except BaseException as error:
        if table is not None:
            table.__exit__(type(error), error, None)
        raise
    columns = unique_names(keys)
    files = tuple(file if width == len(columns) else reshaped(file, columns) for file, width, _ in parts)
    return Staged(source, files, columns, sum(rows for _, _, rows in parts), tuple(rejected.records))
