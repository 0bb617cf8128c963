"""Write records of text to staged Parquet, in batches, with memory bounded by the batch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from commonbeat.errors import InputError
from commonbeat.intake.adapters.limits import MAX_REJECTED, MAX_REJECTED_TEXT
from commonbeat.intake.staging import LINE_COLUMN, RejectedRecord

#: Cells a batch may hold; a wide table gets shorter batches.
BATCH_CELLS = 200_000
_GROUP_ROWS = 120_000
_GROUP_BYTES = 64 * 1024 * 1024


class TextTable:
    """One staged Parquet file: `_line` BIGINT, then the export's columns as text; an empty cell is NULL.

    Use it as a context manager; when the block fails, the half-written file is removed.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.path, self.columns, self.rows = path, tuple(columns), 0
        self.batch_rows = max(100, BATCH_CELLS // max(1, len(self.columns)))
        self._batches: list[pa.RecordBatch] = []
        self._held = 0
        self._schema = pa.schema([(LINE_COLUMN, pa.int64()), *((name, pa.string()) for name in self.columns)])
        self._writer = pq.ParquetWriter(path, self._schema, compression="snappy", use_dictionary=True)

    def write(self, lines: Sequence[int], cells: Sequence[Sequence[str | None]]) -> None:
        """Append records given as columns: `lines` and, per column, as many texts (None or "" for empty)."""
        if not lines:
            return
        arrays = [pa.array(lines, pa.int64()), *map(_without_empty, cells)]
        self._batches.append(pa.record_batch(arrays, schema=self._schema))
        self.rows += len(lines)
        self._held += len(lines)
        if self._held >= _GROUP_ROWS or sum(batch.nbytes for batch in self._batches) >= _GROUP_BYTES:
            self._flush()

    def _flush(self) -> None:
        """Write what is held as one row group: readers like few and large ones."""
        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches, self._schema))
            self._batches.clear()
            self._held = 0

    def __enter__(self) -> TextTable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        whole = False
        try:
            if kind is None:
                self._flush()
            self._writer.close()
            whole = kind is None
        except (OSError, pa.ArrowException):  # on a full disk the footer fails too: the block's own error says more
            if kind is None:
                raise
        finally:
            if not whole:
                self.path.unlink(missing_ok=True)


def _without_empty(column: Sequence[str | None]) -> pa.Array:
    texts = pa.array(column, pa.string())
    return pc.if_else(pc.equal(texts, ""), None, texts) if "" in column else texts


class RejectPile:
    """The records that could not be read."""

    def __init__(self, source: str) -> None:
        self._source, self.records = source, list[RejectedRecord]()

    def add(self, line: int, reason: str, text: str) -> None:
        """Keep one; raise InputError when there are so many that the file must be something else."""
        if len(self.records) >= MAX_REJECTED:
            raise InputError(
                f"More than {MAX_REJECTED:,} records cannot be read; the first: line {self.records[0].line}, "
                f"{self.records[0].reason}.",
                where=self._source,
                todo="Check the delimiter and the quotes of the export.",
            )
        self.records.append(RejectedRecord(line, reason, text[:MAX_REJECTED_TEXT].rstrip("\r\n")))
