"""A place in the ranked list, and an area of places: the results that selection hands to everything after it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class RankedPlace:
    """One place of the ranked list.

    Counts are community-started calls in the window unless said otherwise.

    Attributes:
        place_id, label, lon, lat: the place; lon and lat are None where the export has no coordinates.
        calls: calls in the window.
        share, running_share: part of all calls in the window, here and down to here (0 to 1).
        rank, rank_low, rank_high: place in the order of expected calls, 1 = most, and its 90 % interval.
        top_probability: how sure we are that the place belongs to the top N (0 to 1).
        expected, expected_low, expected_high: calls to expect in the next period of the same length, and its 90 %
            interval; None when forecasts are off.
        months_active: months of the window with at least one call.
        trend: change per year in the monthly rate, as a ratio (1.0 = none), and its 90 % interval; None when the
            history is too short to say.
        categories: the three most frequent categories with their share of the place's calls.
        harm: sum of harm weights in the window.
        officer_minutes: sum in the window; None when the export does not tell.
        rank_all_calls: rank when officer-started, alarm and administrative calls are counted too.
        flags: what to know before posting anyone here.
        why: one sentence: why the place is in the list, or out of it.
    """

    place_id: str
    label: str
    lon: float | None
    lat: float | None
    calls: int
    share: float
    running_share: float
    rank: int
    rank_low: int
    rank_high: int
    top_probability: float
    expected: float | None
    expected_low: float | None
    expected_high: float | None
    months_active: int
    trend: tuple[float, float, float] | None
    categories: tuple[tuple[str, float], ...]
    harm: float
    officer_minutes: float | None
    rank_all_calls: int
    flags: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Area:
    """A problem area: a few chronic places within a walk of each other.

    Attributes:
        area_id: "A1", "A2", ... in order of calls.
        name: as people would name it: the complex, else the main street.
        place_ids, place_labels: its places, most calls first.
        lon, lat: the middle, where an officer would stand; None where its places have no coordinates.
        polygon: ring of (lon, lat) around its places, first point repeated at the end; empty without coordinates.
        calls, harm: sums over its places in the window.
        expected, expected_low, expected_high: sum of expected calls in the next period and its 90 % interval; None
            when forecasts are off.
        walk_meters: longest walk between two of its places.
        district: the beat or district most of its calls carry, when known.
        languages: shares of languages spoken there, when the agency gives them.
        exploration: True for an area of the randomized exploration slot.
        why: one sentence.
    """

    area_id: str
    name: str
    place_ids: tuple[str, ...]
    lon: float | None
    lat: float | None
    polygon: tuple[tuple[float, float], ...]
    calls: int
    harm: float
    expected: float | None
    expected_low: float | None
    expected_high: float | None
    walk_meters: float
    district: str | None = None
    languages: dict[str, float] = field(default_factory=dict)
    exploration: bool = False
    why: str = ""
    place_labels: tuple[str, ...] = ()
