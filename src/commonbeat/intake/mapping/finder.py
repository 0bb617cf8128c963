"""The finder: which column of an export is what, from names and values, with a confidence for each."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from typing import Final

import pyarrow.parquet as pq

from commonbeat.intake.mapping.columns import MAP_AT, TIE, Column, Export
from commonbeat.intake.mapping.fields import FIELDS, Field, Mapping, Question
from commonbeat.intake.mapping.kinds import find_kinds
from commonbeat.intake.mapping.moments import find_times
from commonbeat.intake.mapping.names import words
from commonbeat.intake.mapping.whereabouts import find_places
from commonbeat.intake.staging import LINE_COLUMN, Staged
from commonbeat.progress import Progress, silent

#: Rows looked at, spread over the file.
SAMPLE_ROWS: Final = 20_000
_BATCH: Final = 500


def map_columns(
    columns: Sequence[str],
    sample: MappingType[str, Sequence[str | None]] | None = None,
    *,
    zone: str | None = None,
) -> Mapping:
    """Find which column is what.

    Args:
        columns: the export's column names.
        sample: some values of each column, row by row (None for empty), at best a few thousand rows spread over the
            export. Without it the names alone decide, with lower confidence: x and y are never mapped then, since a
            name does not tell degrees from a plane.
        zone: the agency's IANA zone, when known.

    Returns:
        A mapping of the fields that are sure enough. Where a needed field is not (a time, a place, a call type), or
        two columns are equally good, `questions` asks. A column is never mapped against what its values say.
    """
    export = Export.of(columns, sample)
    times = find_times(export)
    places = find_places(export)
    kinds, kind_questions = find_kinds(export)
    fields = [*times.fields, *places.fields, *kinds, *_rest(export)]
    questions = [*times.questions, *places.questions, *kind_questions]
    notes = [*times.notes, *places.notes]
    if times.has_offset and zone is None:
        near = f" The coordinates lie in {places.suggested_zone}." if places.suggested_zone else ""
        options = (places.suggested_zone,) if places.suggested_zone else ()
        questions.append(
            Question(
                f"Times carry an offset from UTC. Which time zone does the agency's clock show (--zone)?{near}",
                ("zone",),
                options,
            )
        )
    notes += [
        f"{column.name} is empty in every sampled row"
        for column in export.columns
        if column.profile is not None
        and column.profile.rows
        and not column.profile.cells
        and column.name in export.taken
    ]
    fields.sort(key=lambda found: FIELDS.index(found.name))
    return Mapping(tuple(fields), tuple(questions), zone, tuple(notes), places.suggested_zone)


def _rest(export: Export) -> list[Field]:
    """The fields that are good to have: never asked for, left out when not sure."""
    fields: list[Field] = []
    for name in ("incident_id", "report_number", "priority", "beat", "self_initiated", "unit"):
        best = export.pick(name)
        if best is None and name == "incident_id":
            best = _identifier(export)
        if best is None and name == "beat":
            best = _only_area(export)
        if best is None and name == "self_initiated":
            best = export.pick("source")
        if name == "report_number" and best is not None and not any(f.name == "incident_id" for f in fields):
            # The only number of the export: it may be the incident's. Unique and always there, it is as good as one.
            profile = best[1].profile
            if "report" not in best[1].name.lower():
                if (
                    profile is not None
                    and profile.filled > 0.98
                    and profile.distinct > 0.95
                    and len(profile.cells) >= 50
                ):
                    fields.append(
                        export.take("incident_id", (0.7, best[1]), why="the only number; unique and never empty")
                    )
                continue
        if best is not None:
            fields.append(export.take(name, best))
    return fields


def _identifier(export: Export) -> tuple[float, Column] | None:
    """Among equally good names, the number that is always there and differs most; without values, none."""
    ranked = [pair for pair in export.ranked("incident_id") if pair[0] >= MAP_AT]
    ranked = [pair for pair in ranked if ranked[0][0] - pair[0] < TIE]
    if not ranked or not export.has_values:
        return None
    return max(ranked, key=lambda pair: _uniqueness(pair[1]))


def _uniqueness(column: Column) -> float:
    profile = column.profile
    return round(profile.filled * profile.distinct, 2) if profile is not None else 0.0


def _only_area(export: Export) -> tuple[float, Column] | None:
    """A district, sector, zone or grid, when there is one only: which of several an agency patrols by, it must say."""
    ranked = [pair for pair in export.ranked("beat area") if pair[0] >= MAP_AT]
    short = [pair for pair in ranked if "text" not in words(pair[1].name)] or ranked
    return short[0] if len(short) == 1 else None


def sample_rows(
    staged: Staged, rows: int = SAMPLE_ROWS, *, columns: Sequence[str] | None = None
) -> dict[str, list[str | None]]:
    """Cells of each column (or of those named) from runs of rows spread evenly over the staged files, about `rows`."""
    names = list(staged.columns if columns is None else columns)
    batches = max(1, rows // _BATCH)
    groups = [(path, group) for path in staged.parquet for group in range(pq.ParquetFile(path).num_row_groups)]
    chosen = groups if len(groups) <= batches else [groups[i * len(groups) // batches] for i in range(batches)]
    each = max(1, batches // max(1, len(chosen)))
    found: dict[str, list[str | None]] = {name: [] for name in names}
    for path, group in chosen:
        file = pq.ParquetFile(path)
        parts = -(-file.metadata.row_group(group).num_rows // _BATCH)
        wanted = {i * parts // min(each, parts) for i in range(min(each, parts))} if parts else set()
        for index, batch in enumerate(file.iter_batches(batch_size=_BATCH, row_groups=[group], columns=names)):
            if index in wanted:
                for name in names:
                    found[name].extend(None if v is None else str(v) for v in batch.column(name).to_pylist())
            if index >= max(wanted, default=0):
                break
    return found


def find_mapping(staged: Staged, *, zone: str | None = None, progress: Progress = silent) -> Mapping:
    """Find which column of a staged export is what, from its names and 20,000 rows spread over it.

    Args:
        staged: what an adapter left behind.
        zone: the agency's IANA zone, when known.
        progress: told of the columns looked at.
    """
    progress("finding columns", 0, len(staged.columns))
    sample = sample_rows(staged)
    mapping = map_columns([name for name in staged.columns if name != LINE_COLUMN], sample, zone=zone)
    progress("finding columns", len(staged.columns), len(staged.columns))
    return mapping
