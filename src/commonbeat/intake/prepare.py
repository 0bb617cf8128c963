"""From files to finished calls: stage, map, read, place, tell kinds apart, fold; the part that check and load share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from commonbeat.analysis.calls import CALL_COLUMNS
from commonbeat.errors import InputError, QuestionError
from commonbeat.intake.adapters import stage
from commonbeat.intake.call_kinds import CodeTable, HarmTable
from commonbeat.intake.engine import Engine, quote_text
from commonbeat.intake.incidents import Folding, ahead_sql, calls_sql, fold
from commonbeat.intake.kinds import UnknownType, create_kinds
from commonbeat.intake.learn_habits import alone
from commonbeat.intake.mapping import Mapping, ask, find_mapping, read_mapping, with_formats
from commonbeat.intake.mapping.answers import Prompt
from commonbeat.intake.places import Complexes
from commonbeat.intake.placing import Learn, Placing, place_rows
from commonbeat.intake.quarantine import Rejected, set_aside
from commonbeat.intake.rows import Export, Spans, create_rows
from commonbeat.intake.times import plausible_sql
from commonbeat.progress import Progress, silent

#: Of the questions that a mapping may ask, only this one may be answered otherwise: told, or from the coordinates.
_ZONE: Final = ("zone",)
#: Most columns of a call either repeat a few values or never repeat: a long dictionary is work for nothing.
PARQUET: Final = "FORMAT parquet, DICTIONARY_SIZE_LIMIT 4096"


@dataclass(frozen=True)
class Tables:
    """What an agency gives beside its exports; None where it gives nothing."""

    complexes: Complexes | None = None
    code_table: CodeTable | None = None
    harm_table: HarmTable | None = None


@dataclass(frozen=True)
class Prepared:
    """An export, read and understood, with its calls ready to be written from `calls_sql`.

    Attributes:
        rows_read: rows of the files, unreadable ones included.
        rejected: rows that cannot become calls.
        folding: how rows fold into incidents.
        placing: where they are.
        unknown_types: call types nothing is known of.
        spans: when the rows are.
        zone: IANA zone used; None when nobody knows.
        notes: what a person should know.
        ahead: SQL of the seconds that a call's wall time is ahead of UTC.
    """

    rows_read: int
    rejected: Rejected
    folding: Folding
    placing: Placing
    unknown_types: tuple[UnknownType, ...]
    spans: Spans
    zone: str | None
    notes: tuple[str, ...]
    ahead: str

    @property
    def first(self) -> datetime | None:
        """Earliest received time; None without calls."""
        return self.spans.first

    @property
    def last(self) -> datetime | None:
        """Latest received time; None without calls."""
        return self.spans.last

    @property
    def duplicates(self) -> int:
        """Rows beyond the first of each incident."""
        return self.folding.rows - self.folding.calls


def stage_exports(
    files: Sequence[str | Path],
    into: Path,
    *,
    mapping: Mapping | Path | None = None,
    answer: Prompt | None = None,
    progress: Progress = silent,
) -> list[Export]:
    """Stage each file and find (or take) its mapping; `mapping` may be a `mapping.toml`, `answer` asks a person.

    Raises:
        InputError: a file cannot be used.
    """
    if not files:
        raise InputError("No file is named.", todo="Name at least one export.")
    exports: list[Export] = []
    for number, file in enumerate(files):
        staged = stage(str(file), into / f"{number:03d}", progress=progress)
        if not staged.rows and not staged.rejected:
            raise InputError("The file has a header and no rows.", where=staged.source, todo="Export it again.")
        same = next(
            (e.mapping for e in exports if e.staged.columns == staged.columns and not e.mapping.questions), None
        )
        if isinstance(mapping, Path):
            found = with_formats(read_mapping(mapping, staged.columns), staged)
        elif mapping is not None:
            _check_columns(mapping, staged.columns, staged.source)
            found = with_formats(mapping, staged)
        else:
            found = same or find_mapping(staged, progress=progress)
        if answer is not None and found.questions:
            found = with_formats(ask(found, answer, staged.columns), staged)
        exports.append(Export(staged, found))
    return exports


def _check_columns(mapping: Mapping, columns: tuple[str, ...], source: str) -> None:
    lost = [column for field in mapping.fields for column in field.columns if column not in columns]
    if lost:
        raise InputError(
            f"The mapping names a column that the file does not have: {lost[0]!r}.",
            where=source,
            todo=f"The file has: {', '.join(columns[:30])}.",
        )


def open_questions(exports: Sequence[Export], zone: str | None) -> list[str]:
    """What a person must answer before loading; the time zone is among them only where `choose_zone` finds none."""
    known, _ = choose_zone(exports, zone)
    asked: dict[str, None] = {}
    for export in exports:
        for question in export.mapping.questions:
            if known is None or getattr(question, "about", ()) != _ZONE:
                asked[question] = None
    return list(asked)


def require_answers(exports: Sequence[Export], zone: str | None) -> None:
    """Raise `QuestionError` with every open question."""
    questions = open_questions(exports, zone)
    if questions:
        raise QuestionError(
            "The export cannot be loaded before these questions are answered.",
            questions,
            where=exports[0].staged.source,
            todo="Write the answers into a mapping file (commonbeat intake check FILE --write-mapping mapping.toml) "
            "and load with --mapping mapping.toml.",
        )
    for export in exports:
        if export.mapping.get("received") is None and export.mapping.get("received_date") is None:
            raise QuestionError(
                "No column says when the calls came in.",
                ["Which column says when the call came in?"],
                where=export.staged.source,
                todo="Name it in mapping.toml as `received`.",
            )


def choose_zone(exports: Sequence[Export], zone: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The zone of the wall times: as told, as mapped, else where the coordinates lie; and a note that says which."""
    if zone is not None:
        return zone, ()
    mapped = next((export.mapping.zone for export in exports if export.mapping.zone), None)
    if mapped is not None:
        return mapped, ()
    seen = next((export.mapping.suggested_zone for export in exports if export.mapping.suggested_zone), None)
    if seen is not None:
        return seen, (f"Time zone {seen}, from where the coordinates lie; give --zone if that is wrong.",)
    return None, ("The time zone is not known, so times in UTC stay empty; give --zone, such as America/Chicago.",)


def prepare(
    connection: Engine,
    exports: Sequence[Export],
    *,
    agency: str,
    zone: str | None,
    now: datetime,
    tables: Tables,
    quarantine: Path | None,
    learn: Learn = alone,
    progress: Progress = silent,
) -> Prepared:
    """Read and understand the exports; afterwards `calls_sql(prepared.folding, ...)` gives the finished calls.

    Args:
        connection: DuckDB, see `engine`.
        exports: staged and mapped files, without open questions.
        agency: whose; a part of every place id.
        zone: as the person gave it.
        now: wall time of loading; later times are rejected.
        tables: complexes, code table, harm table.
        quarantine: file for rejected rows; None only counts them.
        learn: gives the agency's ways of writing addresses; from these exports alone when unsaid.
        progress: told of each step.
    """
    chosen, notes = choose_zone(exports, zone)
    plausible = plausible_sql("received", now=now)
    steps = 5
    progress("reading times", 0, steps)
    spans = create_rows(connection, exports, zone=chosen, plausible=plausible)
    rejected = set_aside(
        connection, exports, plausible, quarantine, unusable=spans.unusable, zone_known=chosen is not None
    )
    progress("finding repeated incidents", 1, steps)
    mappings = [export.mapping for export in exports]
    folding = fold(
        connection,
        rows=spans.rows,
        has_ids=any(mapping.get("incident_id") for mapping in mappings),
        has_units=any(mapping.get("unit") for mapping in mappings),
    )
    progress("resolving addresses", 2, steps)
    placing = place_rows(connection, agency=agency, complexes=tables.complexes, learn=learn)
    progress("telling call types apart", 3, steps)
    unknown = create_kinds(connection, code_table=tables.code_table, harm_table=tables.harm_table)
    ahead = ahead_sql(connection, chosen, spans.first, spans.last)
    progress("telling call types apart", 4, steps)
    said = tuple(dict.fromkeys(note for e in exports for note in (*e.staged.notes, *e.mapping.notes)))
    return Prepared(
        rows_read=sum(export.staged.rows + len(export.staged.rejected) for export in exports),
        rejected=rejected,
        folding=folding,
        placing=placing,
        unknown_types=tuple(unknown),
        spans=spans,
        zone=chosen,
        notes=(*notes, *said),
        ahead=ahead,
    )


def write_calls(connection: Engine, prepared: Prepared, into: Path, *, import_name: str) -> list[tuple[Path, int, int]]:
    """Write the calls as Parquet, a folder a year; returns (path, year, rows) of each file."""
    select, spans = calls_sql(prepared.folding, import_name=import_name, ahead=prepared.ahead), prepared.spans
    if prepared.folding.repeated or not spans.in_order or len(spans.years) > 40:
        return copy_by_year(connection, select, into)
    written: list[tuple[Path, int, int]] = []
    for span in spans.years:
        # The line numbers let the reader skip the rest of the file, and a folder a year needs no sorting apart.
        one = f"{select} WHERE i.line BETWEEN {span.first_line} AND {span.last_line} AND year(i.received) = {span.year}"
        path = into / f"year={span.year}" / "calls.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = ", ".join(f'"{name}"' for name in CALL_COLUMNS)
        (rows,) = connection.one(f"COPY (SELECT {columns} FROM ({one})) TO {quote_text(str(path))} ({PARQUET})")
        written.append((path, span.year, int(rows)))
    return written


def copy_by_year(connection: Engine, select: str, into: Path) -> list[tuple[Path, int, int]]:
    """Write a query with a `year` column as Parquet, a folder a year; returns (path, year, rows) of each file."""
    into.mkdir(parents=True, exist_ok=True)
    written = connection.all(
        f"COPY ({select}) TO '{str(into).replace(chr(39), chr(39) * 2)}' "
        f"({PARQUET}, PARTITION_BY (year), FILENAME_PATTERN '{{uuid}}', RETURN_STATS)"
    )
    return [(Path(row[0]), int(Path(row[0]).parent.name.partition("=")[2]), int(row[1])) for row in written]
