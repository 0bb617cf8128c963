"""What the tests of the readers share: stage bytes, and read the staged table back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from commonbeat.intake.adapters import stage
from commonbeat.intake.staging import LINE_COLUMN, Staged


def staged_from(folder: Path, content: bytes, name: str = "export.csv") -> Staged:
    """Write a file with that content and stage it."""
    source = folder / name
    source.write_bytes(content)
    return stage(source, folder / f"staged-{len(list(folder.iterdir()))}")


def table_of(staged: Staged) -> tuple[list[int], list[tuple[str | None, ...]]]:
    """(lines, rows) in file order; also checks what every staged export promises."""
    lines: list[int] = []
    rows: list[tuple[str | None, ...]] = []
    assert staged.first_line is None or len(staged.parquet) == 1
    for file in staged.parquet:
        records = replace(staged, parquet=(file,)).scan_sql()
        result = duckdb.sql(f"SELECT * FROM {records}")
        assert sorted(result.columns) == sorted([LINE_COLUMN, *staged.columns])
        kinds = {name: str(kind) for name, kind in zip(result.columns, result.types, strict=True)}
        assert kinds.pop(LINE_COLUMN) == "BIGINT"
        assert set(kinds.values()) <= {"VARCHAR"}
        columns = ", ".join('"' + name.replace('"', '""') + '"' for name in (LINE_COLUMN, *staged.columns))
        for line, *cells in duckdb.sql(f"SELECT {columns} FROM {records}").fetchall():
            lines.append(line)
            rows.append(tuple(cells))
    assert len(rows) == staged.rows
    assert not any(cell == "" for row in rows for cell in row)
    return lines, rows
