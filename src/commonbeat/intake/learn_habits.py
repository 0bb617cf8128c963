"""Learn an agency's habits of writing from the addresses that its imports show, oldest import first."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyarrow as pa

from commonbeat.analysis.calls import CALL_COLUMNS
from commonbeat.intake.engine import Engine, files_sql
from commonbeat.intake.kept_habits import SETTLED, KeptHabits
from commonbeat.intake.lake import scan_sql
from commonbeat.intake.manifest import Snapshot
from commonbeat.intake.places import habits_of

#: Addresses that are looked at; the habits are shares of them.
_SAMPLE: Final = 4_000


def learn(
    connection: Engine,
    lake: Path,
    snapshot: Snapshot,
    agency: str,
    *,
    import_name: str,
    own: str,
) -> KeptHabits:
    """The habits of an agency once an import is in: the settled ones, else those that all its addresses show.

    Args:
        connection: DuckDB.
        lake: the lake's folder.
        snapshot: its state before the import.
        agency: whose.
        import_name: the import.
        own: SQL of the import's addresses, a column `address`.
    """
    kept = snapshot.habits.get(agency)
    if kept is not None and kept.settled:
        return kept
    names = _live_imports(snapshot, agency)
    seen = _seen_sql(lake, snapshot, agency, names)
    return _learned(connection, f"{seen} UNION ALL SELECT address, {len(names)} FROM ({own})", [*names, import_name])


def learn_without(
    connection: Engine, lake: Path, snapshot: Snapshot, agency: str, *, import_name: str
) -> KeptHabits | None:
    """The habits of an agency once an import is undone; None when no call of the agency is left.

    What the import did not teach stays as it is; else the imports that remain teach it, as if it had never been.
    """
    kept = snapshot.habits.get(agency)
    if kept is not None and import_name not in kept.imports:
        return kept
    names = [name for name in _live_imports(snapshot, agency) if name != import_name]
    found = _learned(connection, _seen_sql(lake, snapshot, agency, names), names)
    return found if found.imports else None


def alone(connection: Engine, own: str) -> KeptHabits:
    """The habits that an export shows by itself, where there is no lake."""
    return _learned(connection, f"SELECT address, 0 AS turn FROM ({own})", [""])


def _live_imports(snapshot: Snapshot, agency: str) -> list[str]:
    return [record.name for record in snapshot.imports if record.agency == agency and record.state == "live"]


def _seen_sql(lake: Path, snapshot: Snapshot, agency: str, names: list[str]) -> str:
    """SQL of the addresses that imports showed, with the import's turn: by its calls, or by calls it brought again."""
    turns = {name: turn for turn, name in enumerate(names)}
    files = [str(lake / file.path) for kind in ("calls", "superseded") for file in snapshot.of(kind, agency)]
    listed = ", ".join("('" + name.replace("'", "''") + f"', {turn})" for name, turn in turns.items())
    if not files or not turns:
        return "SELECT CAST(NULL AS VARCHAR) AS address, 0 AS turn WHERE false"
    calls = scan_sql(files, CALL_COLUMNS, year=True)
    shown = f"SELECT c.address, t.turn FROM ({calls}) c JOIN (VALUES {listed}) t(name, turn) ON t.name = c.import_name"
    for file in snapshot.of("witness", agency):
        if file.import_name in turns:
            again = f"read_parquet({files_sql([lake / file.path])}, hive_partitioning = false)"
            shown += (
                f" UNION ALL SELECT c.address, {turns[file.import_name]} FROM ({calls}) c "
                f"SEMI JOIN {again} w ON w.call_id = c.call_id AND w.content_hash = c.content_hash"
            )
    return shown


def _learned(connection: Engine, seen: str, names: list[str]) -> KeptHabits:
    """Go through the imports until they have shown enough addresses; all of them where they do not."""
    connection.run(
        "CREATE OR REPLACE TABLE shown_addresses AS SELECT address, min(turn) AS turn "
        f"FROM ({seen}) WHERE address IS NOT NULL GROUP BY address"
    )
    last, addresses = len(names) - 1, 0
    for turn, number in connection.all("SELECT turn, count(*) FROM shown_addresses GROUP BY turn ORDER BY turn"):
        addresses += number
        if addresses >= SETTLED:
            last = int(turn)
            break
    # In alphabetical order, so that the same addresses always give the same habits.
    found = connection.table(f"SELECT address FROM shown_addresses WHERE turn <= {last} ORDER BY address")["address"]
    connection.run("DROP TABLE shown_addresses")
    step = max(1, len(found) // _SAMPLE)
    habits = habits_of(found.take(pa.array(list(range(0, len(found), step)), pa.int64())).to_pylist())
    return KeptHabits(habits, addresses, tuple(names[: last + 1]))
