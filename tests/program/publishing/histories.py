"""Made histories of publishing: calls at a few places, areas drawn and drawn anew, late records, many releases.

A memory as `actions.remember` writes it is kept here without a database, so that hundreds of histories take seconds;
`test_publishing.py` does the same through the database.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from commonbeat.analysis.call_kinds import CallKinds
from commonbeat.analysis.calls import CATEGORIES
from commonbeat.program.publishing.calls import Said, Year, places_key, told, years_of
from commonbeat.program.publishing.models import PublishedCell
from tests.program.publishing.attacker import Published

FIRST_YEAR = 2023


@dataclass
class History:
    """An agency that publishes.

    Attributes:
        calls: the lake as it is now.
        areas: each area's places as they are now.
        cells: what releases said; `outlines`: the sets an area was counted over, newest first.
        releases: what is public, oldest first.
    """

    seed: int
    calls: dict[tuple[str, int, str, str], int] = field(default_factory=dict)
    areas: list[frozenset[str]] = field(default_factory=list)
    cells: list[PublishedCell] = field(default_factory=list)
    outlines: dict[int, list[frozenset[str]]] = field(default_factory=dict)
    releases: list[Published] = field(default_factory=list)

    def publish(self, area: int, months: range) -> None:
        """Publish an area from what the lake has of these months."""
        kinds = CallKinds(tuple(months), {key: n for key, n in self.calls.items() if key[1] in months})
        earlier = self.outlines.setdefault(area, [])
        years = years_of(kinds, self.areas[area], Said(self.cells), earlier)
        self.remember(years)
        for year in years:
            if year.places is not None and year.fresh:
                if year.places in earlier:
                    earlier.remove(year.places)
                earlier.insert(0, year.places)
        outlines = {year.year: year.places for year in years if year.places is not None}
        self.releases.append(Published({"calls": told(years)}, outlines))

    def remember(self, years: list[Year]) -> None:
        """As `actions.remember` does."""
        self.cells += [
            PublishedCell(
                year=year.year, label=cell.label, count=cell.count, shown=cell.shown,
                places=sorted(year.places or ()), places_key=places_key(year.places or ()),
            )
            for year in years
            for cell in year.fresh
        ]  # fmt: skip


def made_history(seed: int) -> History:
    """A history of two or three years: areas that overlap, are drawn anew, and are published again and again."""
    chance = random.Random(seed)
    places = [f"place {n}" for n in range(chance.randint(2, 6))]
    history = History(seed)
    history.areas = [_some(chance, places) for _ in range(chance.randint(1, 3))]
    start = 12 * FIRST_YEAR
    loaded = start
    for _ in range(chance.randint(3, 10)):
        upto = min(loaded + chance.choice([0, 3, 6, 12]), start + 36)
        _bring(chance, history, places, range(loaded, upto))
        if loaded > start and chance.random() < 0.7:  # records that come late
            _bring(chance, history, places, range(start, loaded), late=True)
        loaded = upto
        if chance.random() < 0.5:
            history.areas[chance.randrange(len(history.areas))] = _some(chance, places)
        for area in range(len(history.areas)):
            if chance.random() < 0.8:
                history.publish(area, range(start, loaded))
    return history


def _some(chance: random.Random, places: list[str]) -> frozenset[str]:
    return frozenset(chance.sample(places, chance.randint(1, len(places))))


def _bring(chance: random.Random, history: History, places: list[str], months: range, *, late: bool = False) -> None:
    for place in places:
        busy = chance.choice([0.1, 1.0, 3.0, 12.0])
        for month in months:
            for _ in range(1 if late else 4):
                if late and chance.random() > 0.05:
                    continue
                origin = "officer" if chance.random() < 0.3 else "community"
                key = (place, month, origin, chance.choice(CATEGORIES))
                more = 1 if late else round(chance.expovariate(1 / busy))
                history.calls[key] = history.calls.get(key, 0) + more
