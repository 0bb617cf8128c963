"""A staged export: any file a department hands over, as plain text columns with line numbers.

Every adapter turns its file into the same shape, so that nothing after it knows what the file was: Parquet files of
text columns in the file's order, with `_line`, the line (or row, for files without lines) where the record begins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

LINE_COLUMN: Final = "_line"


@dataclass(frozen=True)
class RejectedRecord:
    """A record that could not be read at all (as against one that was read and has no usable time)."""

    line: int
    reason: str
    text: str  # the beginning of the raw record, at most 2,000 characters


@dataclass(frozen=True)
class Staged:
    """What an adapter leaves behind.

    Attributes:
        source: the file (or portal) as the person named it.
        parquet: the staged Parquet files, in order; all columns VARCHAR but `_line` BIGINT. An empty cell is NULL.
            Read them through `scan_sql`: where every record is one line, `_line` is not stored but counted.
        columns: the export's own column names in order, without `_line`; made unique ("X", "X (2)") and never empty.
        rows: records staged.
        rejected: records that could not be read.
        notes: what the reader had to mend or wants to say ("decoded as Windows-1252", "CR line ends", "cell B7 is a
            formula; its stored value was used").
        sha256: of the source's bytes, hex.
    """

    source: str
    parquet: tuple[Path, ...]
    columns: tuple[str, ...]
    rows: int
    rejected: tuple[RejectedRecord, ...] = ()
    notes: tuple[str, ...] = ()
    sha256: str = ""
    types: dict[str, str] = field(default_factory=dict)  # source's own type where it has one: "timestamp", "number"
    first_line: int | None = None  # line of the first record of a single file without `_line`: then one a record

    def scan_sql(self) -> str:
        """DuckDB relation over the staged records, `_line` included."""
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in self.parquet)
        if self.first_line is None:
            return f"read_parquet([{listed}])"
        return (
            f"(SELECT file_row_number + {self.first_line} AS {LINE_COLUMN}, * EXCLUDE (file_row_number) "
            f"FROM read_parquet([{listed}], file_row_number = true))"
        )
