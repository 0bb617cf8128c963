"""Where chronic places run together: drawing areas that can be walked and carry about the same load."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from commonbeat.analysis.geometry import feet
from commonbeat.analysis.p_median import PMedian, capacitated_p_median
from commonbeat.analysis.sentences import Translate, english
from commonbeat.errors import ConflictError

#: Rounds of each stretch of the search: a fixed number, so that the same places always give the same areas.
_ROUNDS = 120
#: A proof that leaves more than this open says nothing to a reader.
USELESS_GAP = 0.5
#: How many numbers of areas above the least possible are tried before the workload band gives way.
_MORE_AREAS = 2


@dataclass(frozen=True)
class Drawing:
    """Areas drawn in one group of places.

    Attributes:
        area: number of the area of each place, shape (n,).
        gap: how far the drawing may be from the best one (0 to 1); None when it did not come from the p-median.
        proven: True when no better drawing exists.
        banded: True when every area's calls lie in the workload band.
        words: how it was drawn, to follow a semicolon, without the period.
    """

    area: NDArray[np.int64]
    gap: float | None
    proven: bool
    banded: bool
    words: str


def draw_areas(
    walk: NDArray[np.float64],
    calls: NDArray[np.float64],
    max_walk: float,
    max_places: int,
    *,
    band: float,
    seconds: float,
    translate: Translate = english,
) -> Drawing:
    """Split places that run together into few areas that keep the walk, the places and, if they can, the band.

    Each trial is a capacitated p-median over these places (`capacitated_p_median`): walks weighted by calls, loads =
    calls, the band around their mean, and pairs farther than `max_walk` kept apart. Trials go from the least number
    of areas that could do upward; when no number keeps the band, its lower end gives way, then all of it.
    A complete-linkage clustering (Defays 1977), which always keeps the walk, says how many areas are enough.

    Args:
        walk: meters on foot, shape (n, n), infinite where there is no way.
        calls: shape (n,).
        max_walk: longest walk between two places of an area, in meters.
        max_places: most places of an area.
        band: share of the mean by which an area's calls may differ.
        seconds: most time for the proof.
        translate: the language of the words.
    """
    linked = _linked(walk, max_walk, max_places)
    enough = int(linked.max()) + 1
    least = min(enough, max(-(-len(calls) // max_places), _pairwise_far(walk, max_walk, calls)))
    load = np.maximum(calls, 1e-3 * max(1.0, float(calls.max())))

    def trial(p: int, floor: float, ceiling: float) -> PMedian | None:
        mean = float(load.sum()) / p
        limits = (max(0.0, floor * mean), min(ceiling * mean, float(load.sum())))
        start = linked if p == enough else None
        return _trial(walk, load, p, limits, max_walk, max_places, start, seconds)

    for floor in (1.0 - band, 0.0):
        for p in range(least, min(enough, least + _MORE_AREAS) + 1):
            found = trial(p, floor, 1.0 + band)
            if found is not None:
                return _described(found, len(calls), max_walk, floor > 0, translate)
    low, high, best = least, enough, None
    while low < high or best is None:  # the fewest areas without a band, by halving
        p = (low + high) // 2 if low < high else high
        found = trial(p, 0.0, np.inf)
        if found is not None:
            best, high = found, p
        elif low == high:
            break
        else:
            low = p + 1
    if best is not None:
        return _described(best, len(calls), max_walk, False, translate)
    words = translate.gettext(
        "drawn out of {places} places that run together, nearest first, so that no walk is over {walk}"
    )
    return Drawing(linked, None, False, False, words.format(places=len(calls), walk=feet(max_walk, translate)))


def _trial(
    walk: NDArray[np.float64],
    load: NDArray[np.float64],
    p: int,
    limits: tuple[float, float],
    max_walk: float,
    max_places: int,
    start: NDArray[np.int64] | None,
    seconds: float,
) -> PMedian | None:
    """The best p areas, or None when none were found or one has too many places."""
    reach = np.where(walk <= max_walk, walk, np.inf)
    found: PMedian | None = None
    for certify in (False, True):  # the proof is worth its time only where a plan was found
        try:
            found = capacitated_p_median(
                reach,
                load,
                limits[1],
                p,
                lower=limits[0],
                weights=load,
                apart=walk > max_walk,
                start=start,
                seconds=seconds,
                rounds=_ROUNDS,
                certify=certify,
            )
        except ConflictError:
            return None
        if np.bincount(found.assignment).max() > max_places:
            return None
    return found


def _linked(walk: NDArray[np.float64], max_walk: float, max_places: int) -> NDArray[np.int64]:
    """Complete linkage cut at the longest walk; groups with too many places are cut again at shorter walks."""
    far = 4.0 * max(max_walk, float(walk[np.isfinite(walk)].max()))
    tree = linkage(squareform(np.where(np.isfinite(walk), walk, far), checks=False), method="complete")
    group = fcluster(tree, max_walk, criterion="distance").astype(np.int64)
    heights = np.sort(tree[:, 2])[::-1]
    for height in heights[heights <= max_walk]:
        counts = np.bincount(group)
        if counts.max() <= max_places:
            break
        finer = fcluster(tree, np.nextafter(height, 0.0), criterion="distance").astype(np.int64)
        crowded = counts[group] > max_places
        group = np.unique(np.column_stack([group, np.where(crowded, finer, 0)]), axis=0, return_inverse=True)[1].ravel()
    group = np.unique(group, return_inverse=True)[1].astype(np.int64)
    return _cut_ties(group, max_places)


def _cut_ties(group: NDArray[np.int64], max_places: int) -> NDArray[np.int64]:
    """Places at one and the same spot cannot be told apart by distance: cut what is still too large in order."""
    position = np.zeros(len(group), dtype=np.int64)
    for value in np.unique(group):
        inside = np.flatnonzero(group == value)
        position[inside] = np.arange(len(inside)) // max_places
    both = np.column_stack([group, position])
    return np.unique(both, axis=0, return_inverse=True)[1].ravel().astype(np.int64)


def _pairwise_far(walk: NDArray[np.float64], max_walk: float, calls: NDArray[np.float64]) -> int:
    """How many places, picked greedily, are all too far from each other to share an area."""
    free, picked = np.ones(len(calls), dtype=bool), 0
    for place in np.argsort((walk <= max_walk).sum(axis=1), kind="stable"):
        if free[place]:
            picked += 1
            free &= walk[place] > max_walk
    return picked


def _described(found: PMedian, n: int, max_walk: float, banded: bool, translate: Translate) -> Drawing:
    medians = found.medians
    words = (
        translate.gettext(
            "one of {areas} areas drawn out of {places} places that run together, with no walk over {walk} and about"
            " the same number of calls in each ({proof})"
        )
        if banded
        else translate.gettext(
            "one of {areas} areas drawn out of {places} places that run together, with no walk over {walk} ({proof})"
        )
    )
    return Drawing(
        np.searchsorted(medians, found.assignment).astype(np.int64),
        found.gap,
        found.proven,
        banded,
        words.format(areas=len(medians), places=n, walk=feet(max_walk, translate), proof=_proof(found, translate)),
    )


def _proof(found: PMedian, translate: Translate) -> str:
    """How good the drawing is: the gap, in words."""
    if found.proven:
        return translate.gettext("no drawing has shorter walks, gap 0%")
    if found.gap < USELESS_GAP:
        return translate.gettext("walks could be at most {gap} shorter").format(gap=f"{found.gap:.1%}")
    return translate.gettext("not known how near to the shortest walks")
