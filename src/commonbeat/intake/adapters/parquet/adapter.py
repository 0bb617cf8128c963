"""Apache Parquet, read by DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from commonbeat.errors import InputError
from commonbeat.intake.adapters.columns import check_width, mended_names, unique_names
from commonbeat.intake.adapters.fingerprint import sha256_of
from commonbeat.intake.adapters.sql import literal_path, quoted_name, quoted_text
from commonbeat.intake.staging import LINE_COLUMN, Staged
from commonbeat.progress import Progress, silent


def recognizes(path: Path, head: bytes) -> bool:  # noqa: ARG001
    """The signature at the start."""
    return head.startswith(b"PAR1")


def stage(path: Path, into: Path, *, progress: Progress = silent) -> Staged:
    """Every column as text (times in ISO, lists and structs as JSON); `_line` is the row, from 1.

    Raises:
        InputError: damaged or cut short, or without rows.
        StorageError: the disk is full.
    """
    try:
        with pq.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            "The Parquet file is damaged or cut short.", where=str(path), todo="Download or copy it again."
        ) from error
    if rows == 0:
        raise InputError("The file has columns and no records.", where=str(path), todo="Export it again.")
    check_width(schema.names, str(path))
    names, out = unique_names(schema.names), into / "records.parquet"
    progress("reading records", 0, rows)
    with duckdb.connect(config={"memory_limit": "512MB", "temp_directory": str(into / "spill")}) as connection:
        connection.execute("SET threads = 2")
        connection.execute("SET TimeZone = 'UTC'")
        source = f"read_parquet({quoted_text(literal_path(path))}, file_row_number = true)"
        shown = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
        columns = ", ".join(
            f"{_as_text(quoted_name(column), kind)} AS {quoted_name(name)}"
            for column, name, kind in zip(shown, names, schema.types, strict=False)
        )
        copied = connection.execute(
            f"COPY (SELECT file_row_number + 1 AS {LINE_COLUMN}, {columns} FROM {source}) "
            f"TO {quoted_text(str(out))} (FORMAT parquet, COMPRESSION snappy)"
        ).fetchone()
    held = int(copied[0]) if copied else 0
    if held != rows:  # the footer and the row groups disagree: some records would be lost without a word
        raise InputError(
            f"The Parquet file is damaged: it says {rows:,} records and holds {held:,}.",
            where=str(path),
            todo="Download or copy it again.",
        )
    progress("reading records", rows, rows)
    notes = ["a Parquet file has no lines: `_line` is the row"]
    changed = mended_names(schema.names, names)
    if changed:
        notes.append(changed)
    bytes_columns = [name for name, kind in zip(names, schema.types, strict=True) if _is_bytes(kind)]
    if bytes_columns:
        notes.append(f"columns of bytes are shown in hexadecimal: {', '.join(bytes_columns)}")
    types = {name: said for name, kind in zip(names, schema.types, strict=True) if (said := _said(kind))}
    return Staged(str(path), (out,), names, rows, (), tuple(notes), sha256_of(path), types)


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _as_text(column: str, kind: pa.DataType) -> str:
    if _is_bytes(kind):
        return f"hex({column})"
    if pa.types.is_nested(kind):
        return f"CAST(to_json({column}) AS VARCHAR)"
    return f"nullif(CAST({column} AS VARCHAR), '')"


def _said(kind: pa.DataType) -> str | None:
    """The source's own type, in the words of `Staged.types`."""
    if pa.types.is_timestamp(kind):
        return "timestamp"
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_time(kind):
        return "time"
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "number"
    return None
