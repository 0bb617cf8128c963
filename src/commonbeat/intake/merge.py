"""New calls meet the lake: what is known stays, a later version replaces the earlier, the earlier stays readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from commonbeat.analysis.calls import CALL_COLUMNS
from commonbeat.intake.engine import Engine, quote_text
from commonbeat.intake.lake import scan_sql
from commonbeat.intake.manifest import LakeFile, Snapshot
from commonbeat.intake.prepare import copy_by_year


@dataclass(frozen=True)
class NewFile:
    """A file written beside the lake that is to become a part of it."""

    path: Path
    kind: str
    year: int | None
    rows: int
    import_name: str | None = None


@dataclass
class Change:
    """What a writer is about to do to one agency's part of the lake.

    Attributes:
        add: files to move in.
        drop: files of the lake that are no longer a part of it.
        calls_added, calls_replaced, known: calls of the import that are new, that replace, that were there already.
    """

    add: list[NewFile] = field(default_factory=list)
    drop: list[LakeFile] = field(default_factory=list)
    calls_added: int = 0
    calls_replaced: int = 0
    known: int = 0


_NAMES = ", ".join(f'"{name}"' for name in CALL_COLUMNS)


def view_of(connection: Engine, name: str, lake: Path, files: Sequence[LakeFile]) -> None:
    """Create a view over call files of the lake, with their `filename`."""
    paths = [str(lake / file.path) for file in files]
    sql = scan_sql(paths, CALL_COLUMNS, year=True)
    if paths:
        sql = sql.replace("agency, year FROM", "agency, year, filename FROM").replace(
            "hive_partitioning = true", "hive_partitioning = true, filename = true"
        )
    else:
        sql = sql.replace(" WHERE false", ", CAST(NULL AS VARCHAR) AS filename WHERE false")
    connection.run(f"CREATE OR REPLACE VIEW {name} AS {sql}")


def merge(
    connection: Engine,
    lake: Path,
    snapshot: Snapshot,
    *,
    agency: str,
    incoming: Sequence[tuple[Path, int, int]],
    import_name: str,
    scratch: Path,
) -> Change:
    """Work out what an import changes; nothing of the lake is touched.

    A call is known when the lake has its id with the same content (live or superseded) and with as many units. Else it
    is new, or a later version.

    Args:
        connection: DuckDB.
        lake: the lake's folder.
        snapshot: its state.
        agency: whose calls.
        incoming: (path, year, rows) of the import's calls, one row an incident.
        import_name: the import.
        scratch: folder for the files that the change writes.
    """
    live, earlier = snapshot.of("calls", agency), snapshot.of("superseded", agency)
    total = sum(rows for _, _, rows in incoming)
    if not live and not earlier:
        return Change([NewFile(path, "calls", year, rows) for path, year, rows in incoming], calls_added=total)
    view_of(connection, "live", lake, live)
    view_of(connection, "earlier", lake, earlier)
    paths = "[" + ", ".join(quote_text(str(path)) for path, _, _ in incoming) + "]"
    connection.run(
        f"CREATE OR REPLACE VIEW incoming AS SELECT {_NAMES}, year FROM read_parquet({paths}, "
        "hive_partitioning = true, hive_types = {'year': INTEGER})"
    )
    connection.run(
        "CREATE OR REPLACE TABLE present AS SELECT call_id, content_hash, version, units, true AS alive FROM live "
        "WHERE call_id IN (SELECT call_id FROM incoming) UNION ALL "
        "SELECT call_id, content_hash, version, units, false FROM earlier "
        "WHERE call_id IN (SELECT call_id FROM incoming)"
    )
    connection.run(
        "CREATE OR REPLACE TABLE known AS SELECT i.call_id, i.content_hash, i.source_line FROM incoming i "
        "SEMI JOIN present p ON p.call_id = i.call_id AND p.content_hash = i.content_hash "
        "AND coalesce(p.units, 0) >= coalesce(i.units, 0)"
    )
    qualified = ", ".join(
        'CAST(coalesce(v.version, 0) + 1 AS INTEGER) AS "version"' if name == "version" else f'i."{name}"'
        for name in CALL_COLUMNS
    )
    fresh = (
        f"SELECT {qualified}, i.year FROM incoming i "
        "LEFT JOIN (SELECT call_id, max(version) AS version FROM present GROUP BY call_id) v ON v.call_id = i.call_id "
        "WHERE i.call_id NOT IN (SELECT call_id FROM known)"
    )
    change = Change()
    (change.known,) = connection.one("SELECT count(*) FROM known")
    if change.known < total:
        change.add += [
            NewFile(path, "calls", year, rows)
            for path, year, rows in copy_by_year(connection, fresh, scratch / "fresh")
        ]
    connection.run(
        "CREATE OR REPLACE TABLE replaced AS SELECT DISTINCT call_id FROM present WHERE alive "
        "AND call_id NOT IN (SELECT call_id FROM known)"
    )
    (change.calls_replaced,) = connection.one("SELECT count(*) FROM replaced")
    change.calls_added = total - change.known - change.calls_replaced
    if change.calls_replaced:
        take_out(connection, change, live, "live", "replaced", scratch)
        change.add += [
            NewFile(path, "superseded", year, rows)
            for path, year, rows in copy_by_year(
                connection,
                f"SELECT {_NAMES}, year FROM live WHERE call_id IN (SELECT call_id FROM replaced)",
                scratch / "superseded",
            )
        ]
    if change.known:
        witness = scratch / "witness.parquet"
        connection.run(f"COPY known TO {quote_text(str(witness))} (FORMAT parquet)")
        change.add.append(NewFile(witness, "witness", None, change.known, import_name))
    return change


def take_out(connection: Engine, change: Change, files: Sequence[LakeFile], view: str, ids: str, scratch: Path) -> None:
    """Plan the files of a view without the calls whose ids are in the table `ids`; other files stay as they are."""
    touched = {
        row[0]
        for row in connection.all(f"SELECT DISTINCT filename FROM {view} WHERE call_id IN (SELECT call_id FROM {ids})")
    }
    dropped = [file for file in files if any(name.endswith(file.path) for name in touched)]
    change.drop += dropped
    names = "[" + ", ".join(quote_text(name) for name in sorted(touched)) + "]"
    kept = (
        f"SELECT {_NAMES}, year FROM {view} WHERE filename IN (SELECT unnest({names})) "
        f"AND call_id NOT IN (SELECT call_id FROM {ids})"
    )
    kind = dropped[0].kind if dropped else "calls"
    change.add += [
        NewFile(path, kind, year, rows) for path, year, rows in copy_by_year(connection, kept, scratch / f"kept-{view}")
    ]
