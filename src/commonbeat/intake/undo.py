"""Take an import back, or let a held one in: by name, whatever came after it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from commonbeat.analysis.calls import CALL_COLUMNS
from commonbeat.errors import UsageError
from commonbeat.intake.commit import commit, lake_writer, plan_places
from commonbeat.intake.engine import Engine, engine, files_sql, quote_text
from commonbeat.intake.import_log import ImportRecord
from commonbeat.intake.learn_habits import learn, learn_without
from commonbeat.intake.manifest import LakeFile, Snapshot, read_snapshot
from commonbeat.intake.merge import Change, NewFile, merge, take_out, view_of
from commonbeat.intake.prepare import copy_by_year
from commonbeat.intake.rekey import Rekeyed, rekey
from commonbeat.progress import Progress, silent


def _wanted(snapshot: Snapshot, name: str, states: tuple[str, ...]) -> ImportRecord:
    record = snapshot.find(name)
    if record is None:
        known = ", ".join(r.name for r in snapshot.imports if r.state in states)
        raise UsageError(f"There is no import named {name!r}.", todo=f"There are: {known or 'none'}.")
    if record.state not in states:
        raise UsageError(f"The import {name!r} is {record.state}.", todo="See `commonbeat intake log`.")
    return record


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def undo(name: str, *, lake: str | Path, wait: bool = False, progress: Progress = silent) -> ImportRecord:
    """Take an import back as if it had never been: what it added goes, what it replaced comes back.

    Later imports keep theirs. A call that a later import brought again, unchanged, stays, as that import's. Where the
    import taught the lake how the agency writes its addresses, the imports that remain teach it, and their calls move
    to the places they belong to. The undoing is atomic, like a load; the quarantine file and the import's record stay.

    Raises:
        UsageError: there is no such import, or it is undone already.
        BusyError: someone else is writing.
    """
    folder = Path(lake)
    with lake_writer(folder, f"undoing {name}", wait=wait, progress=progress) as (snapshot, scratch):
        record = _wanted(snapshot, name, ("live", "held"))
        own = tuple(file for file in snapshot.files if file.import_name == name)
        change, moved = Change(drop=list(own)), Rekeyed(snapshot)
        if record.state == "live":
            with engine(scratch / "engine") as connection:
                progress("taking calls back", 0, 2)
                agency = record.agency
                kept = learn_without(connection, folder, snapshot, agency, import_name=name)
                moved = rekey(connection, folder, snapshot, agency=agency, kept=kept, scratch=scratch)
                _plan(connection, folder, moved.snapshot, change, record, scratch)
                plan_places(connection, folder, moved.snapshot, change, agency=agency, scratch=scratch)
        base = moved.complete(folder, snapshot, change)
        ended = record.with_state("undone", ended_at=_now(), rekeyed=moved.calls)
        commit(folder, base, change, ended, note=f"undo {name}")
        progress("taking calls back", 2, 2)
    return ended


def _plan(
    connection: Engine, lake: Path, snapshot: Snapshot, change: Change, record: ImportRecord, scratch: Path
) -> None:
    agency, quoted = record.agency, quote_text(record.name)
    live, earlier = snapshot.of("calls", agency), snapshot.of("superseded", agency)
    view_of(connection, "live", lake, live)
    view_of(connection, "earlier", lake, earlier)
    connection.run(
        f"CREATE OR REPLACE TABLE touched AS SELECT DISTINCT call_id FROM (SELECT call_id FROM live "
        f"WHERE import_name = {quoted} UNION ALL SELECT call_id FROM earlier WHERE import_name = {quoted})"
    )
    order = {r.name: number for number, r in enumerate(snapshot.imports) if r.state == "live" and r.name != record.name}
    seen = [file for file in snapshot.of("witness", agency) if file.import_name in order]
    told = [
        f"SELECT call_id, content_hash, source_line, {order[str(file.import_name)]} AS turn, "
        f"{quote_text(str(file.import_name))} AS witness "
        f"FROM read_parquet({files_sql([lake / file.path])}, hive_partitioning = false)"
        for file in seen
    ]
    nobody = (
        "SELECT NULL::VARCHAR AS call_id, NULL::BIGINT AS content_hash, NULL::BIGINT AS source_line, 0 AS turn, "
        "NULL::VARCHAR AS witness WHERE false"
    )
    connection.run(
        f"CREATE OR REPLACE TABLE witnesses AS SELECT call_id, content_hash, "
        "arg_min(source_line, turn) AS source_line, "
        f"arg_min(witness, turn) AS witness FROM ({' UNION ALL '.join(told) if told else nobody}) "
        "WHERE call_id IN (SELECT call_id FROM touched) GROUP BY call_id, content_hash"
    )
    columns = ", ".join(
        {
            "import_name": f"CASE WHEN a.import_name = {quoted} THEN w.witness ELSE a.import_name END AS import_name",
            "source_line": f"CASE WHEN a.import_name = {quoted} THEN w.source_line "
            "ELSE a.source_line END AS source_line",
        }.get(name, f'a."{name}"')
        for name in CALL_COLUMNS
    )
    connection.run(
        f"CREATE OR REPLACE TABLE remaining AS SELECT {columns}, a.year, "
        "row_number() OVER (PARTITION BY a.call_id ORDER BY a.version DESC) AS place_in_line FROM ("
        "SELECT * FROM live WHERE call_id IN (SELECT call_id FROM touched) UNION ALL "
        "SELECT * FROM earlier WHERE call_id IN (SELECT call_id FROM touched)) a "
        "LEFT JOIN witnesses w ON w.call_id = a.call_id AND w.content_hash = a.content_hash "
        f"WHERE a.import_name <> {quoted} OR w.witness IS NOT NULL"
    )
    take_out(connection, change, live, "live", "touched", scratch)
    take_out(connection, change, earlier, "earlier", "touched", scratch)
    names = ", ".join(f'"{name}"' for name in CALL_COLUMNS)
    for kind, condition in (("calls", "place_in_line = 1"), ("superseded", "place_in_line > 1")):
        back = f"SELECT {names}, year FROM remaining WHERE {condition}"
        change.add += [
            NewFile(path, kind, year, rows)
            for path, year, rows in copy_by_year(connection, back, scratch / f"back-{kind}")
        ]


def _held(snapshot: Snapshot, record: ImportRecord) -> list[LakeFile]:
    return [file for file in snapshot.of("held", record.agency) if file.import_name == record.name]


def approve(name: str, *, by: str, lake: str | Path, wait: bool = False, progress: Progress = silent) -> ImportRecord:
    """Let a held import in. The person must be another than the one who loaded it.

    Raises:
        UsageError: there is no such held import, or the same person asks.
        BusyError: someone else is writing.
    """
    folder, second = Path(lake), " ".join(by.split())
    with lake_writer(folder, f"approving {name}", wait=wait, progress=progress) as (snapshot, scratch):
        record = _wanted(snapshot, name, ("held",))
        if not second or second.casefold() == record.by.casefold():
            raise UsageError(
                f"{record.by} loaded the import {name!r} and cannot approve it.",
                todo="Ask a second person: commonbeat intake approve NAME --by PERSON.",
            )
        with engine(scratch / "engine") as connection:
            progress("letting calls in", 0, 2)
            own = f"SELECT address FROM read_parquet({files_sql([folder / f.path for f in _held(snapshot, record)])})"
            kept = learn(connection, folder, snapshot, record.agency, import_name=name, own=own)
            moved = rekey(connection, folder, snapshot, agency=record.agency, kept=kept, scratch=scratch)
            held = _held(moved.snapshot, record)
            incoming = []
            for number, file in enumerate(held):
                copy = scratch / "held" / f"year={file.year}" / f"{number}.parquet"
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes((folder / file.path).read_bytes())
                incoming.append((copy, int(file.year or 0), file.rows))
            change = merge(
                connection,
                folder,
                moved.snapshot,
                agency=record.agency,
                incoming=incoming,
                import_name=name,
                scratch=scratch,
            )
            change.drop += held
            plan_places(connection, folder, moved.snapshot, change, agency=record.agency, scratch=scratch)
            base = moved.complete(folder, snapshot, change)
        extra = record.rows_read - record.rejected - sum(rows for _, _, rows in incoming)
        live = record.with_state(
            "live",
            approved_by=second,
            ended_at=_now(),
            calls_added=change.calls_added,
            calls_replaced=change.calls_replaced,
            duplicates=extra + change.known,
            rekeyed=moved.calls,
        )
        commit(folder, base, change, live, note=f"approve {name} by {second}")
        progress("letting calls in", 2, 2)
    return live


def log(lake: str | Path) -> tuple[ImportRecord, ...]:
    """Every import of a lake, oldest first; also of one that has no live calls."""
    return read_snapshot(Path(lake)).imports
