"""The DuckDB that intake works with: bounded memory, its scratch beside the lake, plain errors."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from commonbeat.errors import InputError, StorageError
from commonbeat.intake.manifest import storage_errors

MEMORY: Final = "2GB"
_FULL: Final = ("no space left", "disk quota", "file too large", "failed to write", "could not write", "read-only")


def quote_text(value: str) -> str:
    """A string as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def files_sql(paths: list[str] | tuple[str, ...] | list[Path] | tuple[Path, ...]) -> str:
    """Paths as an SQL list."""
    return "[" + ", ".join(quote_text(str(path)) for path in paths) + "]"


class Engine:
    """A DuckDB connection whose every call ends what it began."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def run(self, sql: str) -> None:
        """Run a statement."""
        self._connection.execute(sql).fetchall()

    def all(self, sql: str) -> list[Any]:
        """All rows of a query."""
        return list(self._connection.execute(sql).fetchall())

    def one(self, sql: str) -> tuple[Any, ...]:
        """The first row of a query."""
        return tuple(self._connection.execute(sql).fetchall()[0])

    def table(self, sql: str) -> pa.Table:
        """A query as an Arrow table."""
        return self._connection.sql(sql).to_arrow_table()

    def numpy(self, sql: str) -> dict[str, Any]:
        """A query as NumPy arrays by column."""
        found = self._connection.execute(sql).fetchnumpy()
        return dict(found)

    def put(self, name: str, table: pa.Table) -> None:
        """Create (or replace) a table from an Arrow table."""
        self._connection.register("arrow_in", table)
        try:
            self.run(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM arrow_in')
        finally:
            self._connection.unregister("arrow_in")

    def batches(self, sql: str, rows: int = 10_000) -> Iterator[list[Any]]:
        """The rows of a query, some at a time, on a cursor of its own."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(sql)
            while batch := cursor.fetchmany(rows):
                yield batch
        finally:
            cursor.close()


@contextlib.contextmanager
def engine(scratch: Path) -> Iterator[Engine]:
    """A DuckDB connection whose tables spill into `scratch`.

    Raises:
        StorageError: the disk is full or cannot be written.
        InputError: the work does not fit in memory even with the disk's help.
    """
    with storage_errors(scratch):
        scratch.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect()
        try:
            memory = os.environ.get("COMMONBEAT_MEMORY", MEMORY)
            connection.execute(f"SET memory_limit = {quote_text(memory)}")
            connection.execute(f"SET temp_directory = {quote_text(str(scratch / 'spill'))}")
            connection.execute("SET preserve_insertion_order = false")
            connection.execute("SET enable_progress_bar = false")
            yield Engine(connection)
        except duckdb.InterruptException as error:
            raise KeyboardInterrupt from error
        except duckdb.OutOfMemoryException as error:
            raise InputError(
                "There is not enough memory for this export.",
                todo="Load it in parts, or allow more with COMMONBEAT_MEMORY=4GB.",
            ) from error
        except (duckdb.IOException, duckdb.FatalException) as error:
            if any(word in str(error).lower() for word in _FULL):
                raise StorageError(
                    "The disk is full or cannot be written.",
                    where=str(scratch.parent),
                    todo="Make room or choose another folder, then run it again; the lake is as it was.",
                ) from error
            raise
        except duckdb.Error as error:
            raise InputError(
                f"The database could not do its work: {str(error).splitlines()[0]}",
                todo="The lake is as it was. If the export looks right, please report this.",
            ) from error
        finally:
            with contextlib.suppress(duckdb.Error):
                connection.close()
