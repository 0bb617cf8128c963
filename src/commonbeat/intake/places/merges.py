"""Places that are likely one and the same: suggested to a person, never merged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from rapidfuzz import process
from rapidfuzz.distance import OSA

from commonbeat.analysis.geometry import METERS_PER_DEGREE
from commonbeat.intake.places.suffixes import SUFFIXES, WORDS
from commonbeat.intake.places.words import BOUNDS, DIRECTIONS, words
from commonbeat.progress import Progress, silent

_NUMBERED: Final = re.compile(r"(\d+(?:-\d+)?|[NSEW]\d+[NSEW]\d+) (BLOCK )?(.+)$")
_DIGITS: Final = re.compile(r"\d+")
_TYPES: Final = frozenset(SUFFIXES.values())
_RATHER_NAMES: Final = frozenset(WORDS) - frozenset(
    words(
        "ST AVE BLVD DR RD CT PL LN PKWY TER CIR HWY EXPY FWY WAY TRL ALY PIKE SQ PLZ LOOP ROW WALK XING TPKE BYP CV PT"
    )
)
_SIDES: Final = frozenset(DIRECTIONS.values())
_NEAR_METERS: Final = 250.0


@dataclass(frozen=True)
class MergeSuggestion:
    """Two places that may be one.

    Attributes:
        keep, keep_label, keep_calls: the place with more calls: key, label, calls.
        merge, merge_label, merge_calls: the place that may belong to it.
        reason: why, in words.
        likely: how sure, 0 to 1: an order for the person who decides, not a probability.
    """

    keep: str
    keep_label: str
    keep_calls: int
    merge: str
    merge_label: str
    merge_calls: int
    reason: str
    likely: float


class _Place(NamedTuple):
    key: str
    label: str
    kind: str
    calls: int
    lon: float
    lat: float


class _Stem(NamedTuple):
    """A street taken apart: direction, name and type, each perhaps empty; and the city."""

    side: str
    name: str
    type: str
    city: str


def suggest_merges(places: pa.Table, *, most: int = 1000, progress: Progress = silent) -> list[MergeSuggestion]:
    """Likely merges among places, the most calls concerned first.

    Args:
        places: columns key, label, kind, calls, lon, lat (a row a place; lon and lat may be NULL).
        most: at most so many suggestions.
        progress: told after each of the three kinds of search.

    Found are: a direction or street type that one of two leaves out, where nothing contradicts; a spelling within
    one or two letters at the same house number, where the rarer street has far fewer calls; other spellings, and
    neighboring house numbers, at exactly the same coordinates. Places farther apart than 250 m are never suggested.
    """
    columns = [places.column(name).to_pylist() for name in ("key", "label", "kind", "calls", "lon", "lat")]
    rows = [
        _Place(key, label or key, kind or "", int(calls or 0), _number(lon), _number(lat))
        for key, label, kind, calls, lon, lat in zip(*columns, strict=True)
        if key and kind != "complex"
    ]
    best: dict[tuple[str, str], MergeSuggestion] = {}
    searches = (_incomplete, _misspelled, _same_spot)
    for done, search in enumerate(searches, start=1):
        for first, second, reason, likely in search(rows):
            if first.key == second.key or _meters(first, second) > _NEAR_METERS:
                continue
            keep, merge = (first, second) if (first.calls, second.key) >= (second.calls, first.key) else (second, first)
            known = best.get((keep.key, merge.key))
            if known is None or known.likely < likely:
                best[keep.key, merge.key] = MergeSuggestion(
                    keep.key, keep.label, keep.calls, merge.key, merge.label, merge.calls, reason, likely
                )
        progress("looking for places written two ways", done, len(searches))
    ordered = sorted(best.values(), key=lambda item: (-item.merge_calls * item.likely, item.keep, item.merge))
    return ordered[:most]


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _meters(first: _Place, second: _Place) -> float:
    """Distance; 0 when either has no coordinates."""
    east = (first.lon - second.lon) * np.cos(np.radians(first.lat))
    distance = METERS_PER_DEGREE * float(np.hypot(east, first.lat - second.lat))
    return distance if np.isfinite(distance) else 0.0


def _stem(street: str) -> _Stem:
    base, _, city = street.partition(", ")
    tokens = base.split()
    side = (
        tokens.pop(0)
        if len(tokens) > 1 and tokens[0] in _SIDES and not (len(tokens) == 2 and tokens[1] in _TYPES)
        else ""
    )
    kind = tokens.pop() if len(tokens) > 1 and tokens[-1] in _TYPES else ""
    if kind in _RATHER_NAMES:  # "SORRENTO VALLEY" without the "RD" that follows elsewhere
        tokens, kind = [*tokens, WORDS[kind].upper()], ""
    return _Stem(side, " ".join(tokens), kind, city)


def _parts(place: _Place) -> tuple[str, list[_Stem]]:
    """What stands before the streets ("5237 ", "1200 BLOCK ", "") and the streets."""
    if place.kind == "intersection":
        base, _, city = place.key.partition(", ")
        return "", [_stem(f"{street}, {city}" if city else street) for street in base.split(" & ")]
    numbered = _NUMBERED.match(place.key) if place.kind in ("address", "block") else None
    if numbered:
        return f"{numbered[1]} {numbered[2] or ''}", [_stem(numbered[3])]
    return "", []


def _incomplete(rows: list[_Place]) -> Iterator[tuple[_Place, _Place, str, float]]:
    """Places that differ only by a direction or street type that one of them leaves out.

    "5TH AVE & MARKET" and "MARKET ST & 5TH" can be one corner. Where a place could belong to two that contradict each
    other ("35TH ST" where there are N and S), nothing is suggested.
    """
    groups: dict[tuple[str, str, tuple[str, ...]], list[tuple[_Place, list[_Stem]]]] = defaultdict(list)
    streets: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for place in rows:
        head, stems = _parts(place)
        stems.sort(key=lambda stem: stem.name)
        names = tuple(stem.name for stem in stems)
        if stems and len(set(names)) == len(names):
            groups[head, stems[0].city, names].append((place, stems))
        for stem in stems:
            if stem.side and stem.type:
                streets[stem.name, stem.city].add((stem.side, stem.type))
    for (_, city, names), members in groups.items():
        if len(members) < 2:
            continue
        agreeing = [[two for two in members if two[0] != one[0] and _agree(one[1], two[1])] for one in members]
        unsure = {
            one[0].key
            for one, others in zip(members, agreeing, strict=True)
            if not all(_agree(two, three) for _, two in others for _, three in others)
        }
        for (place, stems), others in zip(members, agreeing, strict=True):
            others = [other for other in others if other[0].key not in unsure]
            if not others or place.key in unsure:
                continue
            keep, full = max(others, key=lambda member: (member[0].calls, member[0].key))
            lacking = ["direction"] * any(one.side != two.side for one, two in zip(stems, full, strict=True))
            lacking += ["street type"] * any(one.type != two.type for one, two in zip(stems, full, strict=True))
            single = all(len(streets[name, city]) <= 1 for name in names)
            reason = f"a {' and a '.join(lacking)} is left out in one of them"
            if len(names) > 1:
                yield place, keep, f"the same two street names; {reason}", 0.9
            elif single:
                yield place, keep, f"the same number and street name; {reason}, and there is only one such street", 0.9
            else:
                yield place, keep, f"the same number and street name; {reason}", 0.6


def _agree(first: list[_Stem], second: list[_Stem]) -> bool:
    """Does no direction or type of one contradict the other's? Both are sorted by name, and the names are equal."""
    return all(
        (not one.side or not two.side or one.side == two.side)
        and (not one.type or not two.type or one.type == two.type)
        for one, two in zip(first, second, strict=True)
    )


def _misspelled(rows: list[_Place]) -> Iterator[tuple[_Place, _Place, str, float]]:
    """Streets one or two letters apart at the same house number."""
    blocks: dict[str, list[tuple[_Place, str]]] = defaultdict(list)
    streets: dict[str, int] = defaultdict(int)
    for place in rows:
        if place.kind in ("address", "block"):
            head, _ = _parts(place)
            if head:
                street = place.key[len(head) :]
                blocks[head].append((place, street))
                streets[street] += place.calls
    verdicts: dict[tuple[str, str], bool] = {}
    for entries in blocks.values():
        if len(entries) < 2:
            continue
        names = [street for _, street in entries]
        distances = process.cdist(names, names, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
        first, second = np.nonzero(np.triu(distances <= 2, 1))
        for one, two in zip(first.tolist(), second.tolist(), strict=True):
            pair = (names[one], names[two])
            if pair not in verdicts:
                verdicts[pair] = _likely_typo(*pair, int(distances[one, two]), streets)
            if verdicts[pair]:
                yield (
                    entries[one][0],
                    entries[two][0],
                    "the same house number, and the street differs by a letter or two",
                    0.7,
                )


def _likely_typo(one: str, two: str, distance: int, streets: dict[str, int]) -> bool:
    if _DIGITS.findall(one) != _DIGITS.findall(two) or _marks(one) != _marks(two):
        return False  # 35th and 36th Street are two streets
    first, second = _stem(one), _stem(two)
    if (first.side, first.type, first.city) != (second.side, second.type, second.city):
        return False
    shorter = min(len(first.name), len(second.name))
    rarer, other = sorted((streets[one], streets[two]))
    return shorter >= (5 if distance == 1 else 9) and rarer <= 0.2 * other


def _same_spot(rows: list[_Place]) -> Iterator[tuple[_Place, _Place, str, float]]:
    """Other spellings, and neighboring numbers, at exactly the same coordinates."""
    spots: dict[tuple[float, float], list[_Place]] = defaultdict(list)
    for place in rows:
        if np.isfinite(place.lon) and np.isfinite(place.lat):
            spots[round(place.lon, 6), round(place.lat, 6)].append(place)
    for here in spots.values():
        if not 2 <= len(here) <= 12:  # more is a default location or a snapped corner
            continue
        here.sort(key=lambda place: -place.calls)
        keep = here[0]
        head, stems = _parts(keep)
        for place in here[1:]:
            other_head, other_stems = _parts(place)
            number, other = head.split(" ")[0], other_head.split(" ")[0]
            if keep.kind == place.kind == "address" and stems == other_stems and number.isdigit() and other.isdigit():
                if abs(int(number) - int(other)) <= 24:
                    yield (
                        keep,
                        place,
                        "neighboring house numbers at exactly the same coordinates: perhaps one owner",
                        0.5,
                    )
            elif stems and head == other_head and _same_streets(stems, other_stems):
                yield keep, place, "another spelling at exactly the same coordinates", 0.8
            elif {keep.kind, place.kind} in ({"landmark", "address"}, {"landmark", "intersection"}):
                yield keep, place, "a name and an address at exactly the same coordinates", 0.3


def _same_streets(first: list[_Stem], second: list[_Stem]) -> bool:
    """Can the streets be the same, one by one, but for what is missing or misspelled?"""
    if len(first) != len(second):
        return False
    left = [stem for stem in second if stem not in first]
    for stem in first:
        if stem in second:
            continue
        match = next((other for other in left if _same_street(stem, other)), None)
        if match is None:
            return False
        left.remove(match)
    return True


def _same_street(first: _Stem, second: _Stem) -> bool:
    if (first.side and second.side and first.side != second.side) or (
        first.type and second.type and first.type != second.type
    ):
        return False
    if first.name == second.name:
        return True
    if _DIGITS.findall(first.name) != _DIGITS.findall(second.name) or _marks(first.name) != _marks(second.name):
        return False
    shorter = min(len(first.name), len(second.name))
    return OSA.distance(first.name, second.name) <= (0 if shorter < 5 else 1 if shorter < 9 else 2)


def _marks(name: str) -> list[str]:
    """Parts of a name that never are a misspelling of one another: "NB" and "SB", "(SB)"."""
    return [word for word in name.split() if word in BOUNDS or word.startswith("(")]
