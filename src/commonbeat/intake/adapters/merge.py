"""Several staged tables (files of a zip, sheets of a workbook, parts with a growing header) as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from commonbeat.intake.staging import LINE_COLUMN, Staged


def merged(parts: Sequence[tuple[str, Staged]], source: str) -> Staged:
    """One export out of parts with (nearly) the same columns, in order.

    The part with the most records says which columns belong; a part that shares less than half of them (a table of
    codes, a read-me) is left out and named in the notes. `_line` counts from 1 in each part.
    """
    main = max((staged for _, staged in parts), key=lambda staged: staged.rows)
    kept = [(name, staged) for name, staged in parts if _alike(staged.columns, main.columns)]
    notes = [
        f"{name} was left out: its columns are not those of the records ({', '.join(staged.columns[:4])}, ...)"
        for name, staged in parts
        if not _alike(staged.columns, main.columns)
    ]
    columns = list(main.columns)
    for _, staged in kept:
        columns += [name for name in staged.columns if name not in columns]
    if len(kept) > 1:
        notes.append("read as one export: " + ", ".join(f"{name} ({staged.rows:,} records)" for name, staged in kept))
    files = [
        file
        if len(kept) == 1 or (list(staged.columns) == columns and staged.first_line is None)
        else reshaped(file, columns, first_line=staged.first_line)
        for _, staged in kept
        for file in staged.parquet
    ]
    notes += [f"{name}: {note}" if len(parts) > 1 else note for name, staged in kept for note in staged.notes]
    return replace(
        main,
        source=source,
        parquet=tuple(files),
        columns=tuple(columns),
        rows=sum(staged.rows for _, staged in kept),
        rejected=tuple(record for _, staged in kept for record in staged.rejected),
        notes=tuple(notes),
        types={name: kind for _, staged in reversed(kept) for name, kind in staged.types.items()},
        first_line=main.first_line if len(kept) == 1 else None,
    )


def _alike(columns: Sequence[str], others: Sequence[str]) -> bool:
    return 2 * len(set(columns) & set(others)) >= max(len(columns), len(others))


def reshaped(file: Path, columns: Sequence[str], *, first_line: int | None = None) -> Path:
    """The same records with `_line` and the given columns in that order; a column that the file lacks is empty.

    Where the file has no `_line`, each record is a line, from `first_line` on.
    """
    out = file.with_name(f"{file.stem}-whole.parquet")
    schema = pa.schema([(LINE_COLUMN, pa.int64()), *((name, pa.string()) for name in columns)])
    with pq.ParquetFile(file) as reader, pq.ParquetWriter(out, schema, compression="snappy") as writer:
        present = set(reader.schema_arrow.names)
        for batch in reader.iter_batches(batch_size=50_000):
            if first_line is None:
                lines = batch.column(LINE_COLUMN)
            else:
                lines = pa.array(range(first_line, first_line + batch.num_rows), pa.int64())
                first_line += batch.num_rows
            arrays = [lines]
            arrays += [
                batch.column(name) if name in present else pa.nulls(batch.num_rows, pa.string()) for name in columns
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
    file.unlink()
    return out
