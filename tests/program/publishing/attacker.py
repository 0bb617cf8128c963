"""Someone who keeps every release of an agency and works out what they do not say.

They read the public JSON alone, and know how areas were drawn (a map on a wall tells that). Every shown number is an
equation over unknown counts, one a place, quarter and kind; they solve for whatever follows: each withheld number, the
withheld together, the calls of any place or of the places between two outlines, and what changed between two releases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonbeat.program.publishing.calls import KINDS

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Published:
    """A release as the attacker has it: its JSON, and the outline that each year is counted over."""

    content: Mapping[str, Any]
    outlines: Mapping[int, frozenset[str]]


@dataclass(frozen=True)
class Found:
    """A count that followed: what of, and how many calls."""

    what: str
    calls: float


def recover(releases: Sequence[Published], least: int = 10) -> list[Found]:
    """Every count under `least` that follows from the releases; none, if they are safe."""
    years = sorted({year["year"] for one in releases for year in one.content["calls"]})
    found = [each for year in years for each in _of_year(year, releases, least)]
    return found + list(_changed(releases, least))


def _of_year(year: int, releases: Sequence[Published], least: int) -> Iterator[Found]:
    outlines = {one.outlines[year] for one in releases if year in one.outlines}
    places = sorted(frozenset().union(*outlines)) if outlines else []
    yield from _community(year, releases, outlines, places, least)
    yield from _officer(year, releases, outlines, places, least)


def _community(
    year: int, releases: Sequence[Published], outlines: set[frozenset[str]], places: list[str], least: int
) -> Iterator[Found]:
    quarters = ("Q1", "Q2", "Q3", "Q4")
    shape = (len(places), len(quarters), len(KINDS))

    def cell(at: frozenset[str], quarter: str | None, kind: str | None) -> Vector:
        unknown = np.zeros(shape)
        rows = [places.index(place) for place in at]
        columns = [quarters.index(quarter)] if quarter else list(range(4))
        kinds = [KINDS.index(kind)] if kind else list(range(len(KINDS)))
        unknown[np.ix_(rows, columns, kinds)] = 1.0
        return unknown.ravel()

    known: list[tuple[Vector, float]] = []
    hidden: list[tuple[str, Vector]] = []
    for one in releases:
        for told in one.content["calls"]:
            if told["year"] != year or year not in one.outlines:
                continue
            at, rows = one.outlines[year], []
            for row, name in ((told["quarters"], "quarter"), (told["kinds"], "kind")):
                of = [(cell(at, each["quarter"], None) if name == "quarter" else cell(at, None, each["kind"]), each)
                      for each in row]  # fmt: skip
                known += [(unknown, each["calls"]) for unknown, each in of if each["calls"] is not None]
                rows = [(f"{year} {each[name]}", unknown) for unknown, each in of if each["calls"] is None]
                hidden += rows
                if rows:
                    hidden.append((f"{year} withheld together", np.sum([unknown for _what, unknown in rows], axis=0)))
    for at in _smaller_sets(outlines, places):
        hidden += [(f"{year} {q} {k} of {sorted(at)}", cell(at, q, k)) for q, k in _slices(quarters)]
    yield from _solved(known, hidden, least)


def _officer(
    year: int, releases: Sequence[Published], outlines: set[frozenset[str]], places: list[str], least: int
) -> Iterator[Found]:
    for quarter in ("Q1", "Q2", "Q3", "Q4"):

        def cell(at: frozenset[str]) -> Vector:
            return np.array([1.0 if place in at else 0.0 for place in places])

        known: list[tuple[Vector, float]] = []
        for one in releases:
            for told in one.content["calls"]:
                if told["year"] != year or year not in one.outlines:
                    continue
                known += [
                    (cell(one.outlines[year]), float(each["calls"]))
                    for each in told["officer"]
                    if each["quarter"] == quarter and each["calls"] is not None
                ]
        hidden = [(f"officer {year} {quarter} of {sorted(at)}", cell(at)) for at in _smaller_sets(outlines, places)]
        yield from _solved(known, hidden, least)


def _slices(quarters: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    yield None, None
    yield from ((quarter, None) for quarter in quarters)
    yield from ((None, kind) for kind in KINDS)


def _smaller_sets(outlines: set[frozenset[str]], places: Sequence[str]) -> set[frozenset[str]]:
    """Each place, what two outlines share, and what one has more than another or than two others together."""
    found = {frozenset({place}) for place in places} | set(outlines)
    for one, other in combinations(sorted(outlines, key=sorted), 2):
        found |= {one - other, other - one, one & other, one ^ other}
        found |= {third - one - other for third in outlines}
    return found - {frozenset()}


def _solved(known: list[tuple[Vector, float]], wanted: list[tuple[str, Vector]], least: int) -> Iterator[Found]:
    """What of the wanted is a sum or difference of the known, and small."""
    if not known or not wanted:
        return
    rows = np.stack([unknown for unknown, _value in known], axis=1)
    values = np.array([value for _unknown, value in known])
    targets = np.stack([unknown for _what, unknown in wanted], axis=1)
    weights, *_rest = np.linalg.lstsq(rows, targets, rcond=None)
    follows = np.abs(rows @ weights - targets).max(axis=0) < 1e-6
    for (what, _unknown), weight, is_known in zip(wanted, weights.T, follows, strict=True):
        calls = float(weight @ values)
        if is_known and calls < least - 1e-6:
            yield Found(what, calls)


def _changed(releases: Sequence[Published], least: int) -> Iterator[Found]:
    """Every pair of releases: the same period of the same places with another number, and the two totals of a year."""
    said: dict[tuple[frozenset[str], str], float] = {}
    for one in releases:
        for told in one.content["calls"]:
            at = one.outlines.get(told["year"])
            if at is None:
                continue
            for row, name, kind in (
                ("quarters", "quarter", ""),
                ("officer", "quarter", "officer "),
                ("kinds", "kind", ""),
            ):
                for each in told[row]:
                    if each["calls"] is None:
                        continue
                    key = (at, f"{kind}{told['year']} {each[name]}")
                    before = said.setdefault(key, each["calls"])
                    if 0 < abs(each["calls"] - before) < least:
                        yield Found(f"came between two releases: {key[1]}", abs(each["calls"] - before))
            totals = [[each["calls"] for each in told[row]] for row in ("quarters", "kinds")]
            if len(totals[0]) == 4 and totals[1] and None not in (*totals[0], *totals[1]):
                late = abs(sum(totals[0]) - sum(totals[1]))
                if 0 < late < least:
                    yield Found(f"came between quarters and kinds of {told['year']}", late)
