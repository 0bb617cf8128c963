"""Which areas of a selection the demo's sergeant approves, and what the made program needs to know of them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import cos, hypot, radians
from pathlib import Path
from typing import Any, Final

from commonbeat.program.areas.models import Area
from commonbeat.program.languages import language_code
from commonbeat.program.places.models import PlaceKind
from commonbeat.synthetic.program import GroundArea, GroundPlace

#: Where officer Rivera stands.
HOME: Final = "Oak Creek Apartments"
AREAS: Final = 6
#: Centers nearer than this are one neighborhood; the demo spreads over the city.
_APART_METERS: Final = 300
_METERS_A_DEGREE: Final = 111_320
#: A language counts when this part of the residents speaks it.
_SPOKEN: Final = 0.05


def chosen_areas(selection: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Six areas of a selection's record: Oak Creek's first, then those with the most calls, not side by side.

    Fewer when the selection has fewer.
    """
    areas = sorted(selection["areas"], key=lambda area: HOME not in area["place_labels"])
    chosen: list[dict[str, Any]] = []
    for spread in (True, False):
        for area in areas:
            if len(chosen) < AREAS and area not in chosen and not (spread and any(_near(area, one) for one in chosen)):
                chosen.append(area)
    return chosen


def spoken_in(districts: Path) -> dict[str, tuple[str, ...]]:
    """Codes of the languages besides English that one of twenty residents speaks, most spoken first, by district.

    Args:
        districts: CSV with the columns district, language, share.
    """
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    with districts.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if float(row["share"]) >= _SPOKEN:
                found[row["district"]].append((-float(row["share"]), language_code(row["language"])))
    return {district: tuple(code for _, code in sorted(spoken)) for district, spoken in found.items()}


def ground_area(area: Area, keys: Sequence[str]) -> GroundArea:
    """The approved area as the made program sees it, complexes first, then the places with the most calls.

    Args:
        area: approved.
        keys: its places in the order of the selection.
    """
    order = {key: number for number, key in enumerate(keys)}
    rows = sorted(
        area.places.all(), key=lambda place: (place.kind != PlaceKind.COMPLEX, order.get(place.key, len(order)))
    )
    return GroundArea(
        area.name, tuple(GroundPlace(place.key, place.label, place.kind) for place in rows), tuple(area.languages)
    )


def _near(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    east = (one["lon"] - other["lon"]) * cos(radians(one["lat"]))
    return hypot(east, one["lat"] - other["lat"]) * _METERS_A_DEGREE < _APART_METERS
