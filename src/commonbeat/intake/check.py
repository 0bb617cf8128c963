"""What is in an export, and what that will mean, before anything is written."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from commonbeat.intake.engine import Engine, engine, files_sql
from commonbeat.intake.kinds import UnknownType
from commonbeat.intake.mapping import Mapping
from commonbeat.intake.mapping.answers import Prompt
from commonbeat.intake.mapping.fields import Field
from commonbeat.intake.mapping.values_sql import number_sql, quoted
from commonbeat.intake.place_table import create_places
from commonbeat.intake.places import snapping
from commonbeat.intake.prepare import Prepared, Tables, open_questions, prepare, stage_exports, write_calls
from commonbeat.intake.quarantine import Rejected
from commonbeat.intake.rows import Export
from commonbeat.intake.suspects import outstanding
from commonbeat.progress import Progress, silent

_DISTRICT: Final = re.compile(r"dist|beat|zone|sector|precinct|reporting|grid|\brd\b|area|division|ward", re.IGNORECASE)


@dataclass(frozen=True)
class Flag:
    """Something in the export that would mislead whoever ranks places by it.

    Attributes:
        flag: what ("default location", "police premises", "coordinates 0/0", "corners only", ...).
        where: the place, district or column.
        calls: how many rows or calls.
        share: of all, 0 to 1.
        means: one sentence: what it will mean.
    """

    flag: str
    where: str
    calls: int
    share: float
    means: str


@dataclass(frozen=True)
class CheckReport:
    """What `commonbeat intake check` says (docs/json.md has the shape).

    Attributes:
        fields: which columns are what, with confidence.
        rows: rows of the files, unreadable ones included.
        calls: distinct incidents; None while a question about the time is open.
        first, last: earliest and latest usable time.
        duplicates: rows beyond the first of each incident.
        unit_rows: those of them that are further units of an incident.
        rejected: rows that cannot become calls, with reasons and examples.
        outside: rows with coordinates outside the city, 0/0 included.
        without_place: usable rows without a usable place; they count in totals.
        without_time: rows without a time, or with an impossible one.
        unknown_call_types: types nothing is known of.
        flags: what would mislead.
        questions: what a person must answer before loading.
        zone: IANA zone that would be used.
        notes: what else there is to know.
        meanings: name of a finding -> what it will mean, one sentence each.
        mapping: of the first file, to write out.
    """

    fields: tuple[Field, ...]
    rows: int
    calls: int | None
    first: datetime | None
    last: datetime | None
    duplicates: int
    unit_rows: int
    rejected: Rejected
    outside: int
    without_place: int
    without_time: int
    unknown_call_types: tuple[UnknownType, ...]
    flags: tuple[Flag, ...]
    questions: tuple[str, ...]
    zone: str | None
    notes: tuple[str, ...]
    mapping: Mapping
    meanings: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The shape of `commonbeat intake check --json`."""
        return {
            "fields": [
                {"name": f.name, "columns": list(f.columns), "confidence": round(f.confidence, 3), "format": f.format}
                for f in self.fields
            ],
            "rows": self.rows,
            "calls": self.calls,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "duplicates": self.duplicates,
            "unit_rows": self.unit_rows,
            "rejected": self.rejected.rows,
            "rejected_reasons": self.rejected.reasons,
            "rejected_examples": [
                {"source": source, "line": line, "reason": reason, "text": text[:200]}
                for source, line, reason, text in self.rejected.examples
            ],
            "outside": self.outside,
            "without_place": self.without_place,
            "without_time": self.without_time,
            "unknown_call_types": [{"call_type": u.call_type, "rows": u.rows} for u in self.unknown_call_types[:100]],
            "flags": [vars(flag) for flag in self.flags],
            "questions": [str(question) for question in self.questions],
            "zone": self.zone,
            "notes": list(self.notes),
            "meanings": self.meanings,
        }


def check(
    files: Sequence[str | Path],
    *,
    agency: str = "Agency",
    mapping: Mapping | Path | None = None,
    zone: str | None = None,
    tables: Tables | None = None,
    answer: Prompt | None = None,
    progress: Progress = silent,
) -> CheckReport:
    """Read exports as `load` would and say what is in them; nothing is kept.

    Args:
        files: exports, or portals.
        agency: only a part of place ids, which are not shown.
        mapping: which column is what, or a `mapping.toml`; found for each file when None.
        zone: IANA zone of the wall times.
        tables: complexes, code table and harm table of the agency.
        answer: puts open questions to a person; None leaves them open.
        progress: told how far it is.

    Raises:
        InputError: a file cannot be used at all.
    """
    with tempfile.TemporaryDirectory(prefix="commonbeat-") as folder:
        scratch = Path(folder)
        exports = stage_exports(files, scratch / "staged", mapping=mapping, answer=answer, progress=progress)
        questions = tuple(open_questions(exports, zone))
        fields = tuple({f.name: f for export in reversed(exports) for f in export.mapping.fields}.values())
        fields = tuple(
            sorted(fields, key=lambda f: [*(e.name for e in exports[0].mapping.fields), f.name].index(f.name))
        )
        if not all(e.mapping.get("received") or e.mapping.get("received_date") for e in exports):
            return _without_times(exports, fields, questions)
        with engine(scratch / "engine") as connection:
            prepared = prepare(
                connection,
                exports,
                agency=agency,
                zone=zone,
                now=datetime.now(),  # noqa: DTZ005
                tables=tables or Tables(),
                quarantine=None,
                progress=progress,
            )
            zeros = sum(_zeros(connection, export) for export in exports)
            flags = _flags(connection, exports, prepared, zeros, scratch)
        return CheckReport(
            fields=fields,
            rows=prepared.rows_read,
            calls=prepared.folding.calls,
            first=prepared.first,
            last=prepared.last,
            duplicates=prepared.duplicates,
            unit_rows=prepared.duplicates if prepared.folding.row_a_unit else 0,
            rejected=prepared.rejected,
            outside=prepared.placing.outside + zeros,
            without_place=prepared.placing.without_place,
            without_time=prepared.rejected.rows - sum(len(export.staged.rejected) for export in exports),
            unknown_call_types=prepared.unknown_types,
            flags=flags,
            questions=questions,
            zone=prepared.zone,
            notes=prepared.notes,
            mapping=exports[0].mapping,
            meanings=_meanings(prepared, zeros),
        )


def _without_times(exports: Sequence[Export], fields: tuple[Field, ...], questions: tuple[str, ...]) -> CheckReport:
    return CheckReport(
        fields=fields,
        rows=sum(export.staged.rows + len(export.staged.rejected) for export in exports),
        calls=None,
        first=None,
        last=None,
        duplicates=0,
        unit_rows=0,
        rejected=Rejected(0, {}, ()),
        outside=0,
        without_place=0,
        without_time=0,
        unknown_call_types=(),
        flags=(),
        questions=questions or ("Which column says when the call came in?",),
        zone=None,
        notes=tuple(note for export in exports for note in (*export.staged.notes, *export.mapping.notes)),
        mapping=exports[0].mapping,
        meanings={"questions": "Nothing more can be said, and nothing loaded, before the time of a call is known."},
    )


def _zeros(connection: Engine, export: Export) -> int:
    """Rows whose coordinates are 0/0, which no city has."""
    for names in (("lon", "lat"), ("x", "y")):
        pair = [export.mapping.get(name) for name in names]
        if all(pair):
            east, north = (number_sql(quoted(f.columns[0])) for f in pair if f is not None)
            (zeros,) = connection.one(
                f"SELECT count(*) FROM {export.staged.scan_sql()} WHERE {east} = 0 AND {north} = 0"
            )
            return int(zeros)
    return 0


def _flags(
    connection: Engine, exports: Sequence[Export], prepared: Prepared, zeros: int, scratch: Path
) -> tuple[Flag, ...]:
    found: list[Flag] = []
    rows = max(prepared.folding.rows, 1)
    if zeros:
        found.append(
            Flag("coordinates 0/0", "lon 0, lat 0", zeros, zeros / rows, "These rows are placed by their address only.")
        )
    found += _districts(connection, exports)
    if prepared.folding.calls:
        written = write_calls(connection, prepared, scratch / "calls", import_name="check")
        connection.run(
            f"CREATE OR REPLACE VIEW checked AS SELECT * FROM read_parquet({files_sql([f[0] for f in written])})"
        )
        create_places(connection, "checked", known="place_names")
        found += _places(connection, prepared.folding.calls)
    return tuple(found)


def _districts(connection: Engine, exports: Sequence[Export]) -> list[Flag]:
    """Districts, beats or zones with a share of the calls that nothing else comes near."""
    found: list[Flag] = []
    for export in exports:
        mapped = {c: f.name for f in export.mapping.fields for c in f.columns}
        for column in export.staged.columns:
            if mapped.get(column, "beat") != "beat" or not (column in mapped or _DISTRICT.search(column)):
                continue
            counted = connection.all(
                f"SELECT trim({quoted(column)}) AS name, count(*) AS n FROM "
                f"{export.staged.scan_sql()} WHERE trim({quoted(column)}) <> '' "
                "GROUP BY 1 ORDER BY n DESC, 1 LIMIT 2000"
            )
            counts = [int(n) for _, n in counted]
            if len(counts) == 2000:
                continue
            leading = outstanding(counts, sum(counts))
            for name, n in counted[:leading]:
                text = (
                    f"The next has {counts[leading]:,}: calls without a known place seem to be booked here, so do not "
                    "read it as a busy district."
                )
                found.append(Flag("default location", f"{column} {name}", int(n), int(n) / sum(counts), text))
    return found


_MEANS: Final = {
    "police premises": "What officers do at a station counts here as calls; the place is kept out of the ranked list.",
    "default location": "Calls without a known place seem to be booked here; the place is kept out of the ranked list.",
    "outside the city": "Every coordinate of these places lies outside the city; they are kept out of the ranked list.",
    "hospital": "Many calls are about what happened elsewhere; the ranked list says so beside the place.",
}


def _places(connection: Engine, calls: int) -> list[Flag]:
    found: list[Flag] = []
    for flag in ("default location", "police premises", "hospital"):
        for label, n in connection.all(
            f"SELECT label, calls FROM places_out WHERE contains(flags, '\"{flag}\"') AND calls > 0 "
            "ORDER BY calls DESC, label LIMIT 50"
        ):
            found.append(Flag(flag, label, int(n), int(n) / calls, _MEANS[flag]))
    places, n = connection.one(
        "SELECT count(*), CAST(coalesce(sum(calls), 0) AS BIGINT) FROM places_out "
        "WHERE contains(flags, '\"outside the city\"')"
    )
    if places:
        found.append(Flag("outside the city", f"{places} places", int(n), int(n) / calls, _MEANS["outside the city"]))
    table = connection.table("SELECT label, lon, lat, calls FROM places_out WHERE calls > 0")
    level = snapping(
        table["label"].to_pylist(),
        table["lon"].to_numpy(),
        table["lat"].to_numpy(),
        calls=table["calls"].to_numpy(),
    )
    if level.level != "addresses":
        found.append(Flag(f"{level.level} only", "all places", round(level.share * calls), level.share, level.sentence))
    return found


def _meanings(prepared: Prepared, zeros: int) -> dict[str, str]:
    means: dict[str, str] = {}
    placing, folding = prepared.placing, prepared.folding
    if prepared.duplicates:
        means["duplicates"] = (
            "Several rows of one incident (a row a unit) count once, and the units are kept."
            if folding.row_a_unit
            else "Rows that repeat an incident count once."
        )
    if prepared.rejected.rows:
        means["rejected"] = (
            "These rows would go to the quarantine file, with their line and reason, and not into the lake."
        )
    if placing.outside or zeros:
        circle = f"{placing.bulk.kilometers} km of its middle" if placing.bulk.kilometers else "its middle"
        means["outside"] = (
            f"The city lies within {circle}; these coordinates do not and draw no point, but the address still counts."
        )
    if placing.without_place:
        reasons = "; ".join(f"{reason}: {rows:,}" for reason, (rows, _) in list(placing.refused.items())[:3])
        means["without_place"] = f"They count in totals and can belong to no place. {reasons}".strip()
    if prepared.unknown_types:
        rows = sum(kind.rows for kind in prepared.unknown_types)
        means["unknown_call_types"] = (
            f"{rows:,} rows fall into the category `other` until a code table says what these types are."
        )
    if not folding.has_ids:
        means["incident_id"] = (
            "There is no incident id, so a row is known by its content: a corrected row is a new call."
        )
    return means
