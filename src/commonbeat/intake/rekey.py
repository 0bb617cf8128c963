"""Earlier calls move to the places they belong to, once more is known of how the agency writes its addresses.

Nothing of the lake is touched: files whose calls move are written anew beside it, and `Rekeyed.snapshot` is the lake
with these in place of the old ones, for `merge`, `undo` and the place table to work on. `Rekeyed.complete` then makes
the exchange a part of the change, so that it counts with it or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from commonbeat.analysis.calls import CALL_COLUMNS, PLACE_COLUMNS
from commonbeat.intake.engine import Engine, files_sql, quote_text
from commonbeat.intake.kept_habits import KeptHabits
from commonbeat.intake.lake import partition, scan_sql
from commonbeat.intake.manifest import LakeFile, Snapshot
from commonbeat.intake.merge import Change, NewFile
from commonbeat.intake.places import Habits, canonical, place_ids

_KINDS = ("calls", "superseded", "held")


@dataclass(frozen=True)
class Rekeyed:
    """A lake whose calls of one agency have their places by other habits.

    Attributes:
        snapshot: the lake as it would be; files that differ lie in the scratch folder.
        calls: live calls that have another place now.
        old: files of the lake that are replaced.
        new: what replaces them.
    """

    snapshot: Snapshot
    calls: int = 0
    old: tuple[LakeFile, ...] = ()
    new: tuple[LakeFile, ...] = ()

    def complete(self, lake: Path, before: Snapshot, change: Change) -> Snapshot:
        """Make the exchange a part of a change that was planned on `snapshot`; gives the state to commit it on."""
        gone = {file.path for file in change.drop}
        change.drop += self.old
        change.add += [
            NewFile(lake / file.path, file.kind, file.year, file.rows, file.import_name)
            for file in self.new
            if file.path not in gone
        ]
        return replace(self.snapshot, files=before.files)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know."""
        if not self.calls:
            return ()
        learned = "This import tells more of how the agency writes its addresses"
        return (f"{learned}: {self.calls:,} earlier calls moved to the places they belong to.",)


def rekey(
    connection: Engine, lake: Path, snapshot: Snapshot, *, agency: str, kept: KeptHabits | None, scratch: Path
) -> Rekeyed:
    """Give the calls of an agency their places by the habits `kept`, and keep these in the snapshot.

    An address that was declared a part of a complex stays so. A place keeps its id unless its key changes.

    Args:
        connection: DuckDB.
        lake: the lake's folder.
        snapshot: its state.
        agency: whose.
        kept: the habits; None when the agency has no calls left.
        scratch: an empty folder inside the lake.
    """
    becomes = snapshot.with_habits(agency, kept)
    was = snapshot.habits.get(agency)
    files = [file for kind in _KINDS for file in snapshot.of(kind, agency)]
    if kept is None or was is None or was.habits == kept.habits or not files:
        return Rekeyed(becomes)
    names = scan_sql([str(lake / file.path) for file in snapshot.of("places", agency)], PLACE_COLUMNS, year=False)
    calls = scan_sql([str(lake / file.path) for file in files], CALL_COLUMNS, year=True)
    if not find_moves(connection, calls, names, agency=agency, was=was.habits, habits=kept.habits):
        return Rekeyed(becomes)
    old: list[LakeFile] = []
    new: list[LakeFile] = []
    moved = 0
    for number, file in enumerate(files):
        target = scratch / "rekeyed" / partition(file.kind, agency, file.year) / f"{number}.parquet"
        found = move_calls(connection, lake / file.path, target)
        if found:
            old.append(file)
            new.append(replace(file, path=target.relative_to(lake).as_posix()))
            moved += found if file.kind == "calls" else 0
    for file in snapshot.of("places", agency):
        old.append(file)
        new.append(_moved_places(connection, lake, file, agency, calls, scratch))
    replaced = {file.path for file in old}
    kept_files = (*(file for file in snapshot.files if file.path not in replaced), *new)
    return Rekeyed(replace(becomes, files=kept_files), moved, tuple(old), tuple(new))


def find_moves(connection: Engine, calls: str, names: str, *, agency: str, was: Habits, habits: Habits) -> bool:
    """Create the table `moves`: address, place_id (as it is; may be NULL), becomes, key, label and kind; any at all?

    Args:
        connection: DuckDB.
        calls: SQL with address and place_id of calls.
        names: SQL with place_id and key of their places.
        agency: whose.
        was: habits by which these calls have their places.
        habits: those by which they shall have them.
    """
    pairs = connection.all(
        f"SELECT c.address, c.place_id, coalesce(p.key, '') FROM (SELECT DISTINCT address, place_id FROM ({calls}) "
        f"WHERE address IS NOT NULL) c LEFT JOIN (SELECT DISTINCT place_id, key FROM ({names})) p USING (place_id)"
    )
    texts = list(dict.fromkeys(address for address, _, _ in pairs))
    before = dict(zip(texts, canonical(texts, habits=was), strict=True))
    after = dict(zip(texts, canonical(texts, habits=habits), strict=True))
    moves: list[tuple[str, str | None, str, str, str]] = []
    for address, place, key in pairs:
        own = before[address].key
        # What follows the address's own key is the city, from a column of its own.
        city = key[len(own) :] if own and key.startswith(f"{own}, ") else ""
        if key != own + city:
            continue  # a complex
        found = after[address]
        city = "" if not found.key or found.key.endswith(city) else city
        if found.key + city != key:
            moves.append((address, place, found.key + city, found.label + city.title(), found.kind))
    ids = place_ids(agency, [move[2] for move in moves])
    rows = [(*move[:2], one if move[2] else None, *move[2:]) for move, one in zip(moves, ids, strict=True)]
    names_of = ("address", "place_id", "becomes", "key", "label", "kind")
    columns = {name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(names_of)}
    connection.put("moves", pa.table(columns))
    return bool(moves)


def move_calls(connection: Engine, source: Path, target: Path) -> int:
    """Write a file of calls with the places of `moves`; returns how many moved, and writes nothing when none did."""
    path = f"read_parquet({files_sql([source])}, hive_partitioning = false)"
    on = "m.address = c.address AND m.place_id IS NOT DISTINCT FROM c.place_id"
    (moved,) = connection.one(f"SELECT count(*) FROM {path} c SEMI JOIN moves m ON {on}")
    if moved:
        target.parent.mkdir(parents=True, exist_ok=True)
        columns = ", ".join(
            "CASE WHEN m.address IS NULL THEN c.place_id ELSE m.becomes END AS place_id"
            if name == "place_id"
            else f'c."{name}"'
            for name in CALL_COLUMNS
        )
        connection.run(
            f"COPY (SELECT {columns} FROM {path} c LEFT JOIN moves m ON {on}) TO {quote_text(str(target))} "
            "(FORMAT parquet)"
        )
    return int(moved)


def hold_back(
    connection: Engine,
    snapshot: Snapshot,
    agency: str,
    written: Sequence[tuple[Path, int, int]],
    *,
    learned: KeptHabits,
    scratch: Path,
) -> list[tuple[Path, int, int]]:
    """The calls of an import that is held, with their places by the habits that the lake keeps.

    A held import teaches nothing before it is approved. The table `place_names` gets the names of these places.
    """
    kept = snapshot.habits.get(agency)
    if kept is None or kept.habits == learned.habits:
        return list(written)
    calls = f"SELECT address, place_id FROM read_parquet({files_sql([path for path, _, _ in written])})"
    find_moves(connection, calls, "SELECT * FROM place_names", agency=agency, was=learned.habits, habits=kept.habits)
    connection.run(
        "INSERT INTO place_names (place_id, key, label, kind) SELECT becomes, min(key), min(label), min(kind) "
        "FROM moves WHERE becomes NOT IN (SELECT place_id FROM place_names) GROUP BY becomes"
    )
    found: list[tuple[Path, int, int]] = []
    for number, (path, year, rows) in enumerate(written):
        target = scratch / "held-back" / f"year={year}" / f"{number}.parquet"
        found.append((target if move_calls(connection, path, target) else path, year, rows))
    return found


def _moved_places(connection: Engine, lake: Path, file: LakeFile, agency: str, calls: str, scratch: Path) -> LakeFile:
    """The place table's names after the move: places nobody names any more go, new ones come."""
    target = scratch / "rekeyed" / partition("places", agency) / "places.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    told = f"read_parquet({files_sql([lake / file.path])}, hive_partitioning = false)"
    left = (
        f"SELECT place_id FROM ({calls}) c ANTI JOIN moves m "
        "ON m.address = c.address AND m.place_id IS NOT DISTINCT FROM c.place_id WHERE c.place_id IS NOT NULL"
    )
    columns = ", ".join(f'"{name}"' for name in PLACE_COLUMNS)
    fresh = ", ".join(
        name if name in ("place_id", "key", "label", "kind") else f"CAST(NULL AS {kind}) AS {name}"
        for name, kind in PLACE_COLUMNS.items()
    )
    connection.run(
        f"COPY (SELECT {columns} FROM {told} WHERE place_id NOT IN "
        f"(SELECT place_id FROM moves WHERE place_id IS NOT NULL AND place_id NOT IN ({left}) "
        "AND place_id NOT IN (SELECT becomes FROM moves WHERE becomes IS NOT NULL)) "
        f"UNION ALL SELECT {fresh} FROM (SELECT becomes AS place_id, min(key) AS key, min(label) AS label, "
        f"min(kind) AS kind FROM moves WHERE becomes IS NOT NULL GROUP BY becomes) "
        f"WHERE place_id NOT IN (SELECT place_id FROM {told})) TO {quote_text(str(target))} (FORMAT parquet)"
    )
    (rows,) = connection.one(f"SELECT count(*) FROM read_parquet({files_sql([target])}, hive_partitioning = false)")
    return replace(file, path=target.relative_to(lake).as_posix(), rows=int(rows))
