"""Problem areas: chronic places within a walk of each other, as one or two officers can cover them on foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from commonbeat.analysis.area_drawing import Drawing, draw_areas
from commonbeat.analysis.area_names import name_areas
from commonbeat.analysis.calls import EXCLUDING_FLAGS
from commonbeat.analysis.flags import EXPLORATION
from commonbeat.analysis.geometry import feet, to_degrees, to_meters
from commonbeat.analysis.places import Area, RankedPlace
from commonbeat.analysis.sentences import Translate, english
from commonbeat.analysis.walks import walking_distances
from commonbeat.errors import InputError
from commonbeat.progress import Progress, silent

#: Outline of an area: this far around its places, about a lot and the street before it.
MARGIN_METERS: Final = 60.0


@dataclass(frozen=True)
class _Group:
    """Places of one area (positions in the list, most calls first) and how it was drawn."""

    members: tuple[int, ...]
    drawing: Drawing | None = None


def problem_areas(
    places: Sequence[RankedPlace],
    *,
    max_walk_meters: float = 400.0,
    max_places: int = 12,
    barriers: Sequence[BaseGeometry] | None = None,
    max_areas: int | None = None,
    workload_band: float = 0.5,
    districts: Mapping[str, str] | None = None,
    languages: Mapping[str, Mapping[str, float]] | None = None,
    seconds: float = 20.0,
    translate: Translate = english,
    progress: Progress = silent,
) -> list[Area]:
    """Group chronic places into areas that can be walked.

    Places within `max_walk_meters` of each other on foot, directly or over others, run together. Where all of
    them are within that walk of each other and no more than `max_places`, they are one area. Else a capacitated
    p-median draws several (see `area_drawing`). A place alone is an area too: an apartment complex often is. Only
    community-started calls count, since `RankedPlace.calls`, `harm` and `expected` hold nothing else.

    Args:
        places: the ranked list; places whose flags keep them off it (police premises, default locations) are left out.
        max_walk_meters: longest walk between any two places of an area.
        max_places: most places of an area.
        barriers: what cannot be crossed on foot (shapely, degrees); a bridge is a gap.
        max_areas: keep the areas with most calls; None keeps all.
        workload_band: where places run together, the calls of each area lie within this share of their mean, if
            they can.
        districts: district of a place, by place_id.
        languages: shares of languages spoken around a place, by place_id.
        seconds: most time for each group of places that run together; the same places give the same areas as
            long as the proof ends before.
        translate: the language of names such as "Around ..." and of every sentence in the result.
        progress: told "drawing areas", in groups of places.

    Returns:
        Areas "A1", "A2", ... in order of calls. The expected calls of an area are the sum over its places; its
        interval adds the half-widths of theirs in quadrature, which holds for places whose counts vary independently
        and is too narrow where they rise and fall together.

    Raises:
        InputError: limits that are not positive.
    """
    if not max_walk_meters > 0 or max_places < 1 or not workload_band > 0 or (max_areas is not None and max_areas < 0):
        raise InputError("Walk, places and workload band of an area must be more than zero, areas zero or more.")
    kept = _usable(places)
    if not kept:
        return []
    walk = walking_distances(
        [np.nan if place.lon is None or place.lat is None else place.lon for place in kept],
        [np.nan if place.lon is None or place.lat is None else place.lat for place in kept],
        barriers=barriers,
        within_meters=np.inf if len(kept) <= 2000 else 20 * max_walk_meters,
    )
    groups = _groups(kept, walk, max_walk_meters, max_places, workload_band, seconds, translate, progress)
    groups.sort(
        key=lambda group: (-sum(kept[i].calls for i in group.members), min(kept[i].place_id for i in group.members))
    )
    groups = groups[:max_areas]
    told = [([kept[i].label for i in g.members], [kept[i].calls for i in g.members]) for g in groups]
    names = name_areas(told, translate)
    return [
        _area(f"A{number}", name, group, kept, walk, districts or {}, languages or {}, translate)
        for number, (name, group) in enumerate(zip(names, groups, strict=True), start=1)
    ]


def _usable(places: Sequence[RankedPlace]) -> list[RankedPlace]:
    """Places that may be in an area, each once, most calls first."""
    once: dict[str, RankedPlace] = {}
    for place in places:
        if not EXCLUDING_FLAGS.intersection(place.flags):
            once.setdefault(place.place_id, place)
    return sorted(once.values(), key=lambda place: (-place.calls, place.place_id))


def _groups(
    places: list[RankedPlace],
    walk: NDArray[np.float64],
    max_walk: float,
    max_places: int,
    band: float,
    seconds: float,
    translate: Translate,
    progress: Progress,
) -> list[_Group]:
    _, label = connected_components(csr_array((walk <= max_walk).astype(np.int8)), directed=False)
    parts = [np.flatnonzero(label == value) for value in range(int(label.max()) + 1)]
    calls = np.array([place.calls for place in places], dtype=float)
    found: list[_Group] = []
    for done, part in enumerate(parts):
        progress("drawing areas", done, len(parts))
        near = walk[np.ix_(part, part)]
        if len(part) <= max_places and near.max() <= max_walk:
            found.append(_Group(tuple(part.tolist())))
            continue
        drawing = draw_areas(near, calls[part], max_walk, max_places, band=band, seconds=seconds, translate=translate)
        found.extend(
            _Group(tuple(part[np.flatnonzero(drawing.area == area)].tolist()), drawing)
            for area in np.unique(drawing.area)
        )
    progress("drawing areas", len(parts), len(parts))
    return found


def _area(
    area_id: str,
    name: str,
    group: _Group,
    places: list[RankedPlace],
    walk: NDArray[np.float64],
    districts: Mapping[str, str],
    languages: Mapping[str, Mapping[str, float]],
    translate: Translate,
) -> Area:
    members = [places[i] for i in group.members]
    calls = np.array([place.calls for place in members], dtype=float)
    inside = walk[np.ix_(group.members, group.members)]
    longest = float(inside.max())
    middle = members[_middle(inside, calls)]
    expected, low, high = _expected(members)
    return Area(
        area_id=area_id,
        name=name,
        place_ids=tuple(place.place_id for place in members),
        place_labels=tuple(place.label for place in members),
        lon=middle.lon if middle.lat is not None else None,
        lat=middle.lat if middle.lon is not None else None,
        polygon=_outline(members),
        calls=int(sum(place.calls for place in members)),
        harm=float(sum(place.harm for place in members)),
        expected=expected,
        expected_low=low,
        expected_high=high,
        walk_meters=longest,
        district=_most([(districts.get(place.place_id), place.calls) for place in members]),
        languages=_blend([(languages.get(place.place_id), place.calls) for place in members]),
        exploration=all(EXPLORATION in place.flags for place in members),
        why=_why(members, longest, group.drawing, translate),
    )


def _middle(inside: NDArray[np.float64], calls: NDArray[np.float64]) -> int:
    """The place from which all calls of the area are the shortest walk."""
    return int(np.argmin(inside @ np.maximum(calls, 1e-9)))


def _expected(members: list[RankedPlace]) -> tuple[float | None, float | None, float | None]:
    known = [
        (place.expected, place.expected_low, place.expected_high)
        for place in members
        if place.expected is not None and place.expected_low is not None and place.expected_high is not None
    ]
    if len(known) < len(members):
        return None, None, None
    value, low, high = np.array(known).T
    total = float(value.sum())
    down = float(np.sqrt(((value - low) ** 2).sum()))
    return total, max(0.0, total - down), total + float(np.sqrt(((high - value) ** 2).sum()))


def _outline(members: list[RankedPlace]) -> tuple[tuple[float, float], ...]:
    points = [(place.lon, place.lat) for place in members if place.lon is not None and place.lat is not None]
    if not points or not np.isfinite(points).all():
        return ()
    lon, lat = np.array(points, dtype=float).T
    origin = (float(lon.mean()), float(lat.mean()))
    hull = shapely.MultiPoint(to_meters(lon, lat, origin=origin)).convex_hull.buffer(MARGIN_METERS, quad_segs=4)
    ring = np.round(to_degrees(np.asarray(hull.exterior.coords), origin), 6)
    return tuple((float(x), float(y)) for x, y in ring)


def _most(weighted: list[tuple[str | None, int]]) -> str | None:
    total: dict[str, float] = {}
    for value, weight in weighted:
        if value:
            total[value] = total.get(value, 0.0) + weight
    return min(total, key=lambda value: (-total[value], value)) if total else None


def _blend(weighted: list[tuple[Mapping[str, float] | None, int]]) -> dict[str, float]:
    """Mean shares, weighted by calls, over the places whose languages are known."""
    known = [(shares, max(weight, 1)) for shares, weight in weighted if shares]
    whole = sum(weight for _, weight in known)
    names = sorted({name for shares, _ in known for name in shares})
    return {name: sum(shares.get(name, 0.0) * weight for shares, weight in known) / whole for name in names}


def _why(members: list[RankedPlace], longest: float, drawing: Drawing | None, translate: Translate) -> str:
    """One sentence: what lies in the area, and how it was drawn."""
    end = f"; {drawing.words}." if drawing else "."
    if len(members) == 1:
        return _alone(members[0], drawing, translate) + end
    total, first = sum(place.calls for place in members), members[0]
    if total:
        words = translate.ngettext(
            "{places} places at most {walk} apart on foot bring {calls} call, {share} of them at {busiest}",
            "{places} places at most {walk} apart on foot bring {calls} calls, {share} of them at {busiest}",
            total,
        )
    else:
        words = translate.gettext("{places} places at most {walk} apart on foot bring no calls")
    facts = words.format(
        places=len(members),
        walk=feet(longest, translate),
        calls=f"{total:,}",
        share=f"{first.calls / max(total, 1):.0%}",
        busiest=first.label,
    )
    return facts + end


def _alone(place: RankedPlace, drawing: Drawing | None, translate: Translate) -> str:
    """An area of one place, without the period."""
    ngettext = translate.ngettext
    if place.lon is None or place.lat is None:
        words = ngettext(
            "{place} brings {calls} call; it has no coordinates, so it stands alone and is not on the map",
            "{place} brings {calls} calls; it has no coordinates, so it stands alone and is not on the map",
            place.calls,
        )
    elif drawing is None:
        words = ngettext(
            "{place} brings {calls} call by itself; no other place of the list is within a walk",
            "{place} brings {calls} calls by itself; no other place of the list is within a walk",
            place.calls,
        )
    else:
        words = ngettext("{place} brings {calls} call by itself", "{place} brings {calls} calls by itself", place.calls)
    return words.format(place=place.label, calls=f"{place.calls:,}")
