"""The quarantine: every row of an export that could not become a call, with where it stood and why."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from commonbeat.intake.engine import Engine
from commonbeat.intake.mapping.values_sql import quoted
from commonbeat.intake.rows import Export, reason_sql
from commonbeat.intake.staging import LINE_COLUMN
from commonbeat.spreadsheet import write_rows

#: As in HEADER.
_Row = tuple[str, int, str, str]

HEADER = ("source", "line", "reason", "text")


@dataclass(frozen=True)
class Rejected:
    """Rows that could not become calls.

    Attributes:
        rows: how many.
        reasons: reason -> rows, most frequent first.
        examples: up to five: (source, line, reason, text).
    """

    rows: int
    reasons: dict[str, int]
    examples: tuple[tuple[str, int, str, str], ...]


def _as_text(cells: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(["" if cell is None else cell for cell in cells])
    return line.getvalue()


def _unusable(connection: Engine, exports: Sequence[Export], reason: str, plausible: str) -> Iterator[_Row]:
    for number, export in enumerate(exports):
        for record in export.staged.rejected:
            yield export.staged.source, record.line, record.reason, record.text
        columns = ", ".join(f"s.{quoted(column)}" for column in export.staged.columns)
        found = connection.batches(
            f"SELECT r.line, r.reason, {columns} FROM (SELECT line, {reason} AS reason FROM rows "
            f"WHERE source = {number} AND ({plausible}) IS NOT TRUE) r "
            f"JOIN {export.staged.scan_sql()} s ON s.{LINE_COLUMN} = r.line ORDER BY r.line"
        )
        for batch in found:
            for line, reason, *cells in batch:
                yield export.staged.source, line, reason, _as_text(cells)


def set_aside(
    connection: Engine,
    exports: Sequence[Export],
    plausible: str,
    path: Path | None,
    *,
    unusable: int,
    zone_known: bool = True,
) -> Rejected:
    """Count the rows that cannot become calls, and write them to a CSV.

    Args:
        connection: DuckDB with the view `rows`.
        exports: the files, in the order of `rows.source`.
        plausible: condition over `received` (`times.plausible_sql`).
        unusable: rows without a usable time (see `rows.Spans`).
        zone_known: is the time zone of the wall times known?
        path: the file to write; it is not made when no row is rejected. None only counts.
    """
    reasons: Counter[str] = Counter()
    examples: list[_Row] = []

    def told() -> Iterator[_Row]:
        for found in _unusable(connection, exports, reason_sql(plausible, zone_known=zone_known), plausible):
            reasons[found[2]] += 1
            if len(examples) < 5:
                examples.append(found)
            yield found

    if unusable or any(export.staged.rejected for export in exports):
        if path is None:
            for _ in told():
                pass
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as out:
                write_rows(out, HEADER, told())
                out.flush()
                os.fsync(out.fileno())
    return Rejected(sum(reasons.values()), dict(reasons.most_common()), tuple(examples))
