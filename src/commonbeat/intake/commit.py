"""A planned change becomes the lake: files in place and on the disk first, the manifest last."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from commonbeat.analysis.calls import CALL_COLUMNS, PLACE_COLUMNS
from commonbeat.intake.engine import Engine, quote_text
from commonbeat.intake.import_log import ImportRecord
from commonbeat.intake.incidents import PLACE_ID, PLACE_JOINS
from commonbeat.intake.lake import partition, scan_sql
from commonbeat.intake.lock import writing
from commonbeat.intake.manifest import LakeFile, Snapshot, read_snapshot, storage_errors, sync, write_snapshot
from commonbeat.intake.merge import Change, NewFile
from commonbeat.intake.place_table import create_places
from commonbeat.progress import Progress, silent

_KINDS: Final = ("calls", "superseded", "places", "held", "witness", "quarantine")


@contextmanager
def lake_writer(lake: Path, what: str, *, wait: bool, progress: Progress = silent) -> Iterator[tuple[Snapshot, Path]]:
    """Hold a lake for writing; gives its state and an empty scratch folder on the same disk.

    What a killed writer left behind is swept first.

    Raises:
        BusyError: someone else is writing.
        StorageError: the folder cannot be written.
    """
    with storage_errors(lake):
        lake.mkdir(parents=True, exist_ok=True)
        with writing(lake, what, wait=wait, progress=progress):
            snapshot = read_snapshot(lake)
            sweep(lake, snapshot)
            scratch = lake / "work" / uuid.uuid4().hex
            scratch.mkdir(parents=True)
            try:
                yield snapshot, scratch
            finally:
                shutil.rmtree(scratch, ignore_errors=True)


def _number(path: Path) -> int:
    return int(path.stem) if path.stem.isdigit() else -1


def sweep(lake: Path, snapshot: Snapshot) -> None:
    """Remove what no snapshot names. The snapshot before the current one keeps its files, for readers at work."""
    shutil.rmtree(lake / "work", ignore_errors=True)
    kept = {file.path for file in snapshot.files} | {r.quarantine for r in snapshot.imports if r.quarantine}
    folder = lake / "snapshots"
    for path in folder.glob("*.json") if folder.is_dir() else ():
        if _number(path) == snapshot.number - 1:
            with open_or_none(path) as text:
                kept |= {word for word in (text or "").split('"') if word.endswith(".parquet")}
        elif _number(path) > snapshot.number or _number(path) < snapshot.number - 20:
            path.unlink(missing_ok=True)
    for kind in _KINDS:
        base = lake / kind
        for path in sorted(base.rglob("*"), reverse=True) if base.is_dir() else ():
            if path.is_file() and path.relative_to(lake).as_posix() not in kept:
                path.unlink(missing_ok=True)
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()


@contextmanager
def open_or_none(path: Path) -> Iterator[str | None]:
    """The text of a file, or None where it cannot be read."""
    try:
        text: str | None = path.read_text(encoding="utf-8")
    except OSError:
        text = None
    yield text


def _placed(lake: Path, agency: str, new: NewFile, number: int) -> LakeFile:
    """Move a file to where it belongs, with its content and its name on the disk."""
    folder = partition(new.kind, agency, new.year)
    target = lake / folder / f"{number:06d}-{uuid.uuid4().hex[:12]}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    sync(new.path)
    os.replace(new.path, target)  # noqa: PTH105
    for parent in (target.parent, target.parent.parent, target.parent.parent.parent):
        if parent != lake.parent and parent.is_relative_to(lake):
            sync(parent)
    return LakeFile(target.relative_to(lake).as_posix(), new.kind, agency, new.year, new.rows, new.import_name)


def commit(
    lake: Path,
    snapshot: Snapshot,
    change: Change,
    record: ImportRecord,
    *,
    note: str,
) -> Snapshot:
    """Make a change count. Until the last line it can be killed without a trace."""
    with storage_errors(lake):
        added = [_placed(lake, record.agency, new, snapshot.number + 1) for new in change.add if new.rows]
        gone = {file.path for file in change.drop}
        files = (*(file for file in snapshot.files if file.path not in gone), *added)
        return write_snapshot(lake, replace(snapshot, files=files, note=note).changed(record))


def plan_places(
    connection: Engine,
    lake: Path,
    snapshot: Snapshot,
    change: Change,
    *,
    agency: str,
    scratch: Path,
    named: str | None = None,
) -> None:
    """Add the agency's new place table to a change.

    Args:
        connection: DuckDB.
        lake: the lake's folder.
        snapshot: its state.
        change: what is about to happen to the calls.
        agency: whose.
        scratch: folder for the file.
        named: table with place_id, key, label, kind of the places an import brought (see `placing`, whose other tables
            must be there too); None for an undo.
    """
    gone = {file.path for file in change.drop}
    live = [str(lake / file.path) for file in snapshot.of("calls", agency) if file.path not in gone]
    new = [str(file.path) for file in change.add if file.kind == "calls" and file.rows]
    columns = ", ".join(f'"{name}"' for name in CALL_COLUMNS)
    kept = f"SELECT {columns} FROM ({scan_sql(live, CALL_COLUMNS, year=True)})"
    if new:
        listed = "[" + ", ".join(quote_text(path) for path in new) + "]"
        kept = (
            f"{kept} UNION ALL SELECT {columns} FROM read_parquet({listed})"
            if live
            else (f"SELECT {columns} FROM read_parquet({listed})")
        )
    connection.run(f"CREATE OR REPLACE VIEW agency_calls AS {kept}")
    before = snapshot.of("places", agency)
    told = scan_sql([str(lake / file.path) for file in before], PLACE_COLUMNS, year=False)
    sources = [f"SELECT place_id, key, label, kind, 1 AS age FROM ({told})"] if before else []
    if named is not None:
        sources.append(f"SELECT place_id, key, label, kind, 0 AS age FROM {named}")
    if sources:
        connection.run(
            "CREATE OR REPLACE TABLE known_places AS SELECT place_id, arg_max(key, age) AS key, "
            f"arg_max(label, age) AS label, arg_max(kind, age) AS kind FROM ({' UNION ALL '.join(sources)}) "
            "GROUP BY place_id"
        )
    else:
        connection.run(
            "CREATE OR REPLACE TABLE known_places (place_id VARCHAR, key VARCHAR, label VARCHAR, kind VARCHAR)"
        )
    counted = None
    if named is not None and new and not live:
        (rows,) = connection.one("SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM spots")
        if rows == sum(file.rows for file in change.add if file.kind == "calls"):
            # Every row became a call: what was counted before the calls were written holds for them.
            counted = f"SELECT {PLACE_ID} AS place_id, i.address, i.lon, i.lat, i.n FROM spots i {PLACE_JOINS}"
    create_places(connection, "agency_calls", known="known_places", spots=counted)
    path = scratch / "places.parquet"
    (rows,) = connection.one(f"COPY places_out TO {quote_text(str(path))} (FORMAT parquet)")
    change.drop += before
    change.add.append(NewFile(path, "places", None, int(rows)))
