"""The heavy part of background work: files, the call lake and the analysis; no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from commonbeat.analysis.areas import problem_areas
from commonbeat.analysis.geometry import FEET_PER_METER
from commonbeat.analysis.place_points import place_districts, place_points
from commonbeat.analysis.selection import Selection, select
from commonbeat.analysis.selection_record import selection_record
from commonbeat.intake.adapters import stage
from commonbeat.intake.check import check
from commonbeat.intake.import_log import ImportRecord
from commonbeat.intake.lake import open_lake
from commonbeat.intake.load import load
from commonbeat.intake.mapping import mapping_text
from commonbeat.intake.mapping.answers import Prompt
from commonbeat.intake.undo import approve, log, undo
from commonbeat.program.jobs.tables import agency_tables
from commonbeat.progress import Progress
from commonbeat.report.drawing import draw_map
from commonbeat.report.ground import Ground, ground
from commonbeat.report.layers import map_layers
from commonbeat.report.words import translations

#: Part of the list that is drawn by lot from just below the line, when a person asks for it.
A_TENTH: Final = 0.1


def check_export(asked: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Say what is in an export.

    Args:
        asked: `file`, `zone`, `mapping` (text of a `mapping.toml`, or ""), `answers` (question -> answer).
        progress: told how far it is.

    Returns:
        `report`: the JSON of `commonbeat intake check`, with `columns` (all of the export), `asked` (open questions
        with what each is about and its options), `mapped` (fields with samples) and `mapping` (its text).
    """
    with TemporaryDirectory(prefix="commonbeat-") as folder:
        columns = stage(asked["file"], Path(folder) / "columns", progress=progress).columns
        report = check(
            [asked["file"]],
            mapping=_mapping_file(asked, Path(folder)),
            zone=asked.get("zone"),
            tables=agency_tables(asked.get("tables", {})),
            answer=_answers(asked),
            progress=progress,
        )
    told = report.as_json()
    told["columns"] = list(columns)
    told["asked"] = [
        {
            "text": str(question),
            "about": list(getattr(question, "about", ())),
            "options": list(getattr(question, "options", ())),
        }
        for question in report.questions
    ]
    told["mapped"] = [
        {"name": f.name, "columns": list(f.columns), "format": f.format or "", "why": f.why, "samples": list(f.samples)}
        | {"confidence": round(f.confidence, 3)}
        for f in report.fields
    ]
    told["mapping"] = mapping_text(report.mapping)
    del told["rejected_examples"]  # whole rows of the export stay on disk
    return {"report": told}


def load_export(asked: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Load an export into the lake.

    Args:
        asked: as for `check_export`, and `agency` (its name in the lake), `lake`, `by`.
        progress: told how far it is.
    """
    with TemporaryDirectory(prefix="commonbeat-") as folder:
        result = load(
            [asked["file"]],
            agency=asked["agency"],
            lake=asked["lake"],
            mapping=_mapping_file(asked, Path(folder)),
            zone=asked.get("zone"),
            tables=agency_tables(asked.get("tables", {})),
            by=asked["by"],
            answer=_answers(asked),
            wait=True,
            progress=progress,
        )
    return {"outcome": result.as_json() | {"state": result.record.state, "sha256": list(result.record.sha256)}}


def approve_held(asked: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Let a held import into the calls that count. Done already (the server was stopped after it), it is said again.

    Args:
        asked: `name` of the import, `lake`, `by` (the second person).
        progress: told how far it is.
    """
    done = _in_state(asked, "live")
    return _settled(done or approve(asked["name"], by=asked["by"], lake=asked["lake"], wait=True, progress=progress))


def undo_held(asked: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Take a held import back. Done already, it is said again.

    Args:
        asked: `name` of the import, and `lake`.
        progress: told how far it is.
    """
    done = _in_state(asked, "undone")
    return _settled(done or undo(asked["name"], lake=asked["lake"], wait=True, progress=progress))


def _in_state(asked: dict[str, Any], state: str) -> ImportRecord | None:
    return next((one for one in log(asked["lake"]) if (one.name, one.state) == (asked["name"], state)), None)


def _settled(record: ImportRecord) -> dict[str, Any]:
    told = ("state", "calls_added", "calls_replaced", "duplicates")
    return {"outcome": {name: getattr(record, name) for name in told}}


def run_selection(asked: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Run a selection on the lake, with its areas and its map.

    Args:
        asked: `lake`, `agency`, and the settings `top`, `months`, `as_of` (ISO day or None), `forecasts`,
            `exploration`, `seed`, `max_walk_feet`, `max_places`, `language`.
        progress: told how far it is.

    Returns:
        `result`: the JSON of `commonbeat select`; `data`: imports with their fingerprints; `map`: `bounds`, `layers`,
        `names`, `svg`; `code_version`.
    """
    lake = open_lake(asked["lake"])
    calls, places = lake.calls(asked["agency"]), lake.places(asked["agency"])
    translate = translations(asked.get("language", "en"))
    selection = select(
        calls,
        places=places,
        top=asked["top"],
        as_of=date.fromisoformat(asked["as_of"]) if asked.get("as_of") else None,
        months=asked["months"],
        forecasts=asked["forecasts"],
        exploration=A_TENTH if asked["exploration"] else 0.0,
        seed=asked["seed"],
        translate=translate,
        progress=progress,
    )
    areas = problem_areas(
        selection.places,
        max_walk_meters=asked["max_walk_feet"] / FEET_PER_METER,
        max_places=asked["max_places"],
        districts=place_districts(calls, [place.place_id for place in selection.places]),
        translate=translate,
        progress=progress,
    )
    selection = replace(selection, areas=tuple(areas))
    progress("Drawing the map", 0, None)
    points = place_points(calls, places, selection.window)
    imports = [one for one in lake.imports() if one.agency == asked["agency"] and one.state == "live"]
    return {
        "result": selection_record(selection),
        "data": {
            "snapshot": lake.snapshot.number,
            "imports": [
                {"name": one.name, "sha256": list(one.sha256), "rows": one.rows_read, "loaded_at": one.loaded_at}
                for one in imports
            ],
        },
        "map": _map(
            selection, ground(points.lon, points.lat), translate.gettext("Map of the listed places and problem areas")
        ),
        "code_version": version("commonbeat"),
    }


def _map(selection: Selection, under: Ground, title: str) -> dict[str, Any]:
    if under.bounds is None:
        return {}
    west, south, east, north = under.bounds
    return {
        "bounds": [[west, south], [east, north]],
        "layers": map_layers(under, selection.places, selection.areas, (), translations("en")),
        "names": [
            {"text": area.name, "lon": area.lon, "lat": area.lat}
            for area in selection.areas
            if area.lon is not None and area.lat is not None
        ],
        "svg": draw_map(under, selection.places, selection.areas, title=title, description=""),
    }


def _mapping_file(asked: dict[str, Any], folder: Path) -> Path | None:
    if not asked.get("mapping"):
        return None
    path = folder / "mapping.toml"
    path.write_text(asked["mapping"], encoding="utf-8")
    return path


def _answers(asked: dict[str, Any]) -> Prompt:
    told = {_heart(question): answer for question, answer in asked.get("answers", {}).items()}
    return lambda question, _options: told.get(_heart(question), "")


def _heart(question: str) -> str:
    """The question itself, without what the finder adds on why it asks."""
    return question.partition("?")[0]
