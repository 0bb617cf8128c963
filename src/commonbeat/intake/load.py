"""Load exports into the call lake: all of it, or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from commonbeat.errors import InputError, UsageError
from commonbeat.intake.commit import commit, lake_writer, plan_places
from commonbeat.intake.engine import engine
from commonbeat.intake.history import changed_places
from commonbeat.intake.import_log import ImportRecord
from commonbeat.intake.lake import Lake, open_lake
from commonbeat.intake.learn_habits import learn
from commonbeat.intake.lock import person
from commonbeat.intake.manifest import Snapshot
from commonbeat.intake.mapping import Mapping
from commonbeat.intake.mapping.answers import Prompt
from commonbeat.intake.merge import Change, NewFile, merge
from commonbeat.intake.prepare import Prepared, Tables, prepare, require_answers, stage_exports, write_calls
from commonbeat.intake.rekey import Rekeyed, hold_back, rekey
from commonbeat.progress import Progress, silent


@dataclass(frozen=True)
class LoadResult:
    """What a load did.

    Attributes:
        record: the import, as the lake keeps it.
        lake: the lake's folder.
        calls: incidents in the files.
        first, last: earliest and latest received time.
        reasons: why rows were rejected -> how many.
        notes: what a person should know.
    """

    record: ImportRecord
    lake: Path
    calls: int
    first: datetime | None
    last: datetime | None
    reasons: dict[str, int]
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The shape of `commonbeat intake load --json` (docs/json.md)."""
        record = self.record
        quarantine = str(self.lake / record.quarantine) if record.quarantine else None
        return {
            "name": record.name,
            "agency": record.agency,
            "lake": str(self.lake),
            "rows_read": record.rows_read,
            "calls_added": record.calls_added,
            "calls_replaced": record.calls_replaced,
            "duplicates": record.duplicates,
            "unit_rows": record.unit_rows,
            "rejected": record.rejected,
            "rejected_reasons": self.reasons,
            "quarantine": quarantine,
            "held": record.state == "held",
            "held_because": list(record.held_because),
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "zone": record.zone,
            "notes": list(self.notes),
        }


def check_name(what: str, name: str) -> str:
    """A name of an agency or an import that can be a part of a path and of a line of text."""
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > 80 or not tidy.isprintable() or tidy in (".", ".."):
        raise UsageError(f"{name!r} cannot be the name of {what}.", todo="Use 1 to 80 printable characters.")
    if what == "an import" and any(sign in tidy for sign in '/\\:*?"<>|'):
        raise UsageError(f"{name!r} cannot be the name of {what}.", todo='Leave out / \\ : * ? " < > and |.')
    return tidy


def _free_name(snapshot: Snapshot, wanted: str | None, now: datetime) -> str:
    if wanted is not None:
        name = check_name("an import", wanted)
        if snapshot.find(name) is not None:
            raise UsageError(f"There is an import named {name!r} already.", todo="Choose another --name.")
        return name
    number = 1
    while snapshot.find(f"{now:%Y-%m-%d}-{number}") is not None:
        number += 1
    return f"{now:%Y-%m-%d}-{number}"


def load(
    files: Sequence[str | Path],
    *,
    agency: str,
    lake: str | Path,
    mapping: Mapping | Path | None = None,
    zone: str | None = None,
    tables: Tables | None = None,
    name: str | None = None,
    by: str | None = None,
    wait: bool = False,
    hold: bool = True,
    answer: Prompt | None = None,
    progress: Progress = silent,
) -> LoadResult:
    """Load the exports of one agency as one import.

    The import is atomic: killed at any moment it leaves the lake as it was. Calls known already add nothing; a later
    version of an incident replaces the earlier, which stays readable; rejected rows go to a quarantine file. An import
    that changes more than 5 % of the history of a place is held until a second person approves it.

    Args:
        files: exports, or portals ("opendata:...").
        agency: the agency's name; partition of the lake and part of every place id.
        lake: the lake's folder; it is made when missing.
        mapping: which column is what, or a `mapping.toml`; found for each file when None.
        zone: IANA zone of the wall times; found from the mapping or the coordinates when None.
        tables: complexes, code table and harm table of the agency.
        name: of the import; the day and a number when None.
        by: who loads; the account's name when None.
        wait: wait for another writer instead of raising.
        hold: False loads without asking a second person (for a lake that is made anew from nothing).
        answer: puts open questions to a person; None raises them.
        progress: told how far it is.

    Raises:
        QuestionError: a column is not sure enough; it lists what to answer.
        InputError: a file cannot be used, or no row of it has a usable time.
        BusyError: someone else is writing.
        StorageError: the disk is full; the lake is as it was.
    """
    agency, folder, now = check_name("an agency", agency), Path(lake), datetime.now()  # noqa: DTZ005
    for_person = " ".join((by or person()).split())
    with lake_writer(folder, f"loading {agency}", wait=wait, progress=progress) as (snapshot, scratch):
        import_name = _free_name(snapshot, name, now)
        exports = stage_exports(files, scratch / "staged", mapping=mapping, answer=answer, progress=progress)
        require_answers(exports, zone)
        aside = folder / "quarantine" / f"{import_name}.csv"
        with engine(scratch / "engine") as connection:
            prepared = prepare(
                connection,
                exports,
                agency=agency,
                zone=zone,
                now=now,
                tables=tables or Tables(),
                quarantine=aside,
                learn=lambda db, own: learn(db, folder, snapshot, agency, import_name=import_name, own=own),
                progress=progress,
            )
            if not prepared.folding.calls:
                raise _nothing_usable(prepared, exports[0].staged.source)
            progress("writing calls", 0, prepared.folding.calls)
            written = write_calls(connection, prepared, scratch / "calls", import_name=import_name)
            progress("writing calls", prepared.folding.calls, prepared.folding.calls)
            habits = prepared.placing.habits
            moved = rekey(connection, folder, snapshot, agency=agency, kept=habits, scratch=scratch)
            change = merge(
                connection,
                folder,
                moved.snapshot,
                agency=agency,
                incoming=written,
                import_name=import_name,
                scratch=scratch,
            )
            because = changed_places(connection, change) if hold and snapshot.of("calls", agency) else []
            if because:
                moved = Rekeyed(snapshot)
                written = hold_back(connection, snapshot, agency, written, learned=habits, scratch=scratch)
                change = Change(
                    [NewFile(path, "held", year, rows, import_name) for path, year, rows in written],
                    calls_added=change.calls_added,
                    calls_replaced=change.calls_replaced,
                    known=change.known,
                )
            progress("summing up places", 0, 2)
            plan_places(connection, folder, moved.snapshot, change, agency=agency, scratch=scratch, named="place_names")
            base = moved.complete(folder, snapshot, change)
        record = ImportRecord(
            name=import_name,
            agency=agency,
            sources=tuple(export.staged.source for export in exports),
            sha256=tuple(export.staged.sha256 for export in exports),
            loaded_at=now.astimezone().isoformat(timespec="seconds"),
            by=for_person,
            state="held" if because else "live",
            rows_read=prepared.rows_read,
            calls_added=change.calls_added,
            calls_replaced=change.calls_replaced,
            duplicates=prepared.duplicates + change.known,
            unit_rows=prepared.duplicates if prepared.folding.row_a_unit else 0,
            rejected=prepared.rejected.rows,
            quarantine=aside.relative_to(folder).as_posix() if prepared.rejected.rows else None,
            zone=prepared.zone,
            held_because=tuple(because),
            rekeyed=moved.calls,
        )
        commit(folder, base, change, record, note=f"load {import_name}")
        progress("summing up places", 2, 2)
    return LoadResult(
        record,
        folder,
        prepared.folding.calls,
        prepared.first,
        prepared.last,
        prepared.rejected.reasons,
        (*prepared.notes, *moved.notes),
    )


def _nothing_usable(prepared: Prepared, source: str) -> InputError:
    reasons = "; ".join(f"{reason} ({rows:,} rows)" for reason, rows in prepared.rejected.reasons.items())
    return InputError(
        f"No row can become a call: {reasons}.",
        where=source,
        todo="Look at the mapping with `commonbeat intake check`; the lake is as it was.",
    )


@contextmanager
def temporary_lake(
    files: Sequence[str | Path],
    *,
    agency: str = "Agency",
    mapping: Mapping | Path | None = None,
    zone: str | None = None,
    tables: Tables | None = None,
    answer: Prompt | None = None,
    progress: Progress = silent,
) -> Iterator[Lake]:
    """A lake of these exports that goes away at the end: `commonbeat select FILE...` works on one.

    Raises:
        QuestionError, InputError, StorageError: as `load`.
    """
    with tempfile.TemporaryDirectory(prefix="commonbeat-") as folder:
        load(
            files,
            agency=agency,
            lake=folder,
            mapping=mapping,
            zone=zone,
            tables=tables,
            answer=answer,
            progress=progress,
        )
        yield open_lake(folder)
