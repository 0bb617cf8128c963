"""Selection with its areas, as `select`, `station` and `report` all make it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from commonbeat.analysis.areas import problem_areas
from commonbeat.analysis.geometry import FEET_PER_METER
from commonbeat.analysis.place_points import place_districts
from commonbeat.analysis.selection import Selection, select
from commonbeat.analysis.sentences import Translate, english
from commonbeat.commands.chosen_lake import ChosenCalls
from commonbeat.intake.roster import read_barriers, read_languages
from commonbeat.progress import Progress

#: Part of the list that --exploration reserves.
A_TENTH = 0.1


@dataclass(frozen=True)
class Asked:
    """What a person asks of a selection.

    Attributes:
        top, as_of, months, forecasts, exploration, seed: see `analysis.selection.select`; `exploration` takes a tenth.
        max_walk_feet, max_places: limits of an area.
        barriers: GeoJSON of what nobody walks across.
        languages: languages.csv, by district.
    """

    top: int = 50
    as_of: date | None = None
    months: int = 12
    forecasts: bool = True
    exploration: bool = False
    seed: int = 0
    max_walk_feet: float = 1300.0
    max_places: int = 12
    barriers: Path | None = None
    languages: Path | None = None


def choose(chosen: ChosenCalls, asked: Asked, progress: Progress, translate: Translate = english) -> Selection:
    """Select places and draw their areas, with sentences in the language of the catalog."""
    barriers = read_barriers(asked.barriers) if asked.barriers else None
    spoken = read_languages(asked.languages) if asked.languages else {}
    selection = select(
        chosen.calls,
        places=chosen.places,
        top=asked.top,
        as_of=asked.as_of,
        months=asked.months,
        forecasts=asked.forecasts,
        exploration=A_TENTH if asked.exploration else 0.0,
        seed=asked.seed,
        translate=translate,
        progress=progress,
    )
    districts = place_districts(chosen.calls, [place.place_id for place in selection.places])
    areas = problem_areas(
        selection.places,
        max_walk_meters=asked.max_walk_feet / FEET_PER_METER,
        max_places=asked.max_places,
        barriers=barriers,
        districts=districts,
        languages={place: spoken[district] for place, district in districts.items() if district in spoken},
        translate=translate,
        progress=progress,
    )
    return replace(selection, areas=tuple(areas))
