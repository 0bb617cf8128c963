"""The call lake: the door for everyone who reads calls and places.

Layout (docs/call-lake.md):

    lake/
      calls/agency=…/year=…/*.parquet        live calls: exactly CALL_COLUMNS
      superseded/agency=…/year=…/*.parquet   earlier versions of incidents, the same columns
      places/agency=…/*.parquet              one row a place: PLACE_COLUMNS
      held/agency=…/year=…/*.parquet         calls that wait for a second person
      quarantine/NAME.csv                    rejected rows of an import
      witness/…                              what an import brought and the lake had already
      snapshots/                             the manifest
      work/                                  the writer's scratch; swept by the next writer

Read through the manifest, never by listing the folders: `open_lake(path).calls()`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import ibis

from commonbeat.analysis.calls import CALL_COLUMNS, PLACE_COLUMNS
from commonbeat.errors import InputError
from commonbeat.intake.import_log import ImportRecord
from commonbeat.intake.manifest import LakeFile, Snapshot, read_snapshot


def partition(kind: str, agency: str, year: int | None = None) -> str:
    """Folder of a partition inside the lake, as DuckDB and Spark both read it back."""
    folder = f"{kind}/agency={quote(agency, safe=' ()+,-._')}".replace(" ", "%20")
    return folder if year is None else f"{folder}/year={year}"


def scan_sql(paths: list[str], columns: dict[str, str], *, year: bool) -> str:
    """SQL of a scan over partitioned Parquet files; an empty table of the same columns when there is none."""
    names = [f'"{name}"' for name in columns]
    kinds = {**columns, "agency": "VARCHAR", **({"year": "INTEGER"} if year else {})}
    if not paths:
        nothing = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in kinds.items())
        return f"SELECT {nothing} WHERE false"
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    hive = "{'agency': VARCHAR" + (", 'year': INTEGER}" if year else "}")
    more = ", agency, year" if year else ", agency"
    return (
        f"SELECT {', '.join(names)}{more} FROM read_parquet([{listed}], hive_partitioning = true, hive_types = {hive})"
    )


@dataclass(frozen=True)
class Lake:
    """A call lake as it was when it was opened; a load that ends later does not disturb it.

    Attributes:
        path: its folder.
        snapshot: which files it is made of.
        connection: the DuckDB connection of Ibis that its tables live on.
    """

    path: Path
    snapshot: Snapshot
    connection: Any

    def agencies(self) -> tuple[str, ...]:
        """Names of the agencies with live calls, in alphabetical order."""
        return tuple(sorted({file.agency for file in self.snapshot.of("calls")}))

    def files(self, kind: str = "calls", agency: str | None = None) -> list[str]:
        """Absolute paths of the live files, for another engine (Spark: `read.option("basePath", lake / "calls")`)."""
        return [str((self.path / file.path).resolve()) for file in self.snapshot.of(kind, agency)]

    def _known(self, agency: str | None) -> None:
        if agency is not None and agency not in self.agencies():
            raise InputError(
                f"The lake has no calls of an agency named {agency!r}.",
                where=str(self.path),
                todo=f"It has: {', '.join(self.agencies()) or 'none'}.",
            )

    def _calls(self, kind: str, agency: str | None) -> ibis.Table:
        self._known(agency)
        return self._table(scan_sql(self.files(kind, agency), CALL_COLUMNS, year=True))

    def _table(self, sql: str) -> ibis.Table:
        name = f"lake_{uuid.uuid4().hex}"
        self.connection.raw_sql(f"CREATE TEMP VIEW {name} AS {sql}")
        return self.connection.table(name)

    def calls(self, agency: str | None = None) -> ibis.Table:
        """The live calls: one row an incident; CALL_COLUMNS and `agency`, `year`.

        Raises:
            InputError: the lake has no such agency.
        """
        return self._calls("calls", agency)

    def superseded(self, agency: str | None = None) -> ibis.Table:
        """The earlier versions of incidents that were replaced, with the same columns."""
        return self._calls("superseded", agency)

    def places(self, agency: str | None = None) -> ibis.Table:
        """The places with at least one live call: PLACE_COLUMNS and `agency`."""
        self._known(agency)
        sql = scan_sql(self.files("places", agency), PLACE_COLUMNS, year=False)
        return self._table(f"SELECT * FROM ({sql}) WHERE calls > 0")

    def imports(self) -> tuple[ImportRecord, ...]:
        """Every import, oldest first, undone and held ones included."""
        return self.snapshot.imports


def open_lake(path: str | Path, *, connection: Any = None) -> Lake:
    """Open a call lake for reading.

    Args:
        path: the lake's folder.
        connection: an Ibis DuckDB connection to put the tables on; a new one in memory when None.

    Raises:
        InputError: there is no lake there, it is empty, or a file of it is gone.
    """
    folder = Path(path)
    snapshot = read_snapshot(folder)
    if snapshot.number == 0:
        raise InputError(
            "There is no call lake here.",
            where=str(folder),
            todo="Load an export first: commonbeat intake load FILE --agency NAME --lake DIR.",
        )
    lost: list[LakeFile] = [file for file in snapshot.files if not (folder / file.path).is_file()]
    if lost:
        raise InputError(
            f"{len(lost)} files of the lake are gone.",
            where=str(folder / lost[0].path),
            todo="Restore them from a backup, or load the exports into a new lake.",
        )
    if not snapshot.of("calls"):
        waiting = [record.name for record in snapshot.imports if record.state == "held"]
        raise InputError(
            "The call lake has no calls.",
            where=str(folder),
            todo=f"Approve {waiting[0]!r}, or load an export." if waiting else "Load an export first.",
        )
    return Lake(folder, snapshot, connection if connection is not None else ibis.duckdb.connect())
