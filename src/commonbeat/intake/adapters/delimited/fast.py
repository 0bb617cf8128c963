"""The fast path: DuckDB's own parallel reader, told the dialect, and believed only when the lines add up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from commonbeat.errors import InputError, StorageError
from commonbeat.intake.adapters.delimited.dialect import Dialect
from commonbeat.intake.adapters.delimited.scan import Scan
from commonbeat.intake.adapters.sql import literal_path, quoted_name, quoted_text
from commonbeat.intake.adapters.trouble import plain_errors
from commonbeat.intake.staging import LINE_COLUMN
from commonbeat.progress import Progress, silent

#: Staged text is read a few times and thrown away: what makes a file small to keep is not worth its time.
_PARQUET: Final = "FORMAT parquet, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 4096, WRITE_BLOOM_FILTER false"

#: Bytes DuckDB reads at once, and bytes of a line; of a line with far too many cells it keeps many times as much, so
#: these bound memory. A longer line goes to the careful reader.
_BUFFER: Final = 4 * 1024 * 1024
_LONGEST: Final = 1024 * 1024


@dataclass(frozen=True)
class Fast:
    """How many records the fast path staged, and, where it did not store `_line`, the line of the first."""

    rows: int
    first_line: int | None


def promises(sample: str, dialect: Dialect) -> bool:
    """Does the beginning of a file look as if DuckDB reads it exactly as it is written?"""
    return (
        dialect.line_end == "\n"
        and sample.count("\r") == sample.count("\r\n")
        and dialect.quote in ('"', None)
        and dialect.escape is None
        and not dialect.space_after
        and dialect.header_lines < 2
        and (len(dialect.header) > 1)
    )


def _suits(scan: Scan, *, pairs: bool) -> bool:
    """Is that so to the end?"""
    return (
        scan.utf8
        and scan.lone_returns == 0
        and scan.pairs == (scan.newlines if pairs else 0)
        and scan.nuls == 0
        and not scan.long_line
    )


def stage_fast(
    path: Path,
    out: Path,
    names: Sequence[str],
    dialect: Dialect,
    scanned: Callable[[], Scan],
    *,
    pairs: bool,
    progress: Progress = silent,
) -> Fast | None:
    """Stage with DuckDB; None when the careful reader must do it.

    `scanned` gives the facts of the whole file once they are known, `pairs` says whether CR LF ends lines.

    A record's line is its ordinal plus the header: that need not be stored, so that both cores can write. Where quotes
    hold line breaks, the breaks in the values above are added. Either way the total must equal the lines in the file,
    which also catches blank lines and lost records.
    """
    where = dialect.skip_lines + dialect.header_lines
    with duckdb.connect(config={"memory_limit": "512MB", "temp_directory": str(out.parent / "spill")}) as connection:
        connection.execute("SET threads = 2")
        source = _relation(path, names, dialect, pairs=pairs)
        try:
            with plain_errors(str(path), out.parent), _told(connection, progress):
                rows = _copy(connection, out, f"SELECT * FROM {source}")
                scan = scanned()
                if not _suits(scan, pairs=pairs):
                    _give_up(out)
                    return None
                if rows + where == scan.lines:
                    return Fast(rows, where + 1)
                if not scan.quotes or dialect.quote is None or rows + where > scan.lines:
                    _give_up(out)
                    return None
                breaks = " + ".join(
                    f"coalesce(length({quoted_name(name)}) - length(replace({quoted_name(name)}, chr(10), '')), 0)"
                    for name in names
                )
                rows = _copy(
                    connection,
                    out,
                    f"SELECT row_number() OVER () + {where} + CAST(sum(_breaks) OVER (ROWS BETWEEN UNBOUNDED PRECEDING "
                    f"AND CURRENT ROW) AS BIGINT) - _breaks AS {LINE_COLUMN}, * EXCLUDE (_breaks) "
                    f"FROM (SELECT *, {breaks} AS _breaks FROM {source})",
                )
                found = connection.execute(
                    f"SELECT max({LINE_COLUMN}), arg_max({breaks}, {LINE_COLUMN}) FROM read_parquet(?)",
                    [literal_path(out)],
                ).fetchone()
        except StorageError:
            _give_up(out)
            raise
        except InputError:  # what DuckDB cannot read, the careful reader reads, or says why not and in which line
            _give_up(out)
            return None
    if found is not None and found[0] is not None and found[0] + found[1] == scan.lines:
        return Fast(rows, None)
    _give_up(out)
    return None


@contextmanager
def _told(connection: duckdb.DuckDBPyConnection, progress: Progress) -> Iterator[None]:
    """Report DuckDB's own percentage while it works."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            progress("reading records", max(0, int(connection.query_progress())), 100)

    watcher = threading.Thread(target=watch, daemon=True)
    if progress is not silent:
        progress("reading records", 0, 100)
        watcher.start()
    try:
        yield
    finally:
        done.set()
        if watcher.ident is not None:
            watcher.join()


def _give_up(out: Path) -> None:
    out.unlink(missing_ok=True)


def _copy(connection: duckdb.DuckDBPyConnection, out: Path, query: str) -> int:
    row = connection.execute(f"COPY ({query}) TO {quoted_text(str(out))} ({_PARQUET})").fetchone()
    return int(row[0]) if row else 0


def _relation(path: Path, names: Sequence[str], dialect: Dialect, *, pairs: bool) -> str:
    columns = ", ".join(f"{quoted_text(name)}: 'VARCHAR'" for name in names)
    mark = quoted_text(dialect.quote or "")
    header = "true" if dialect.header_lines else "false"
    line_end = r"\r\n" if pairs else r"\n"
    return (
        f"read_csv({quoted_text(literal_path(path))}, auto_detect = false, columns = {{{columns}}}, "
        f"delim = {quoted_text(dialect.delimiter)}, quote = {mark}, escape = {mark}, header = {header}, "
        f"skip = {dialect.skip_lines}, "
        f"new_line = '{line_end}', nullstr = '', strict_mode = true, compression = 'none', "
        f"buffer_size = {_BUFFER}, max_line_size = {_LONGEST})"
    )
