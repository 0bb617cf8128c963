"""A small city to draw: listed places, areas and a posting plan, all invented."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np

from commonbeat.analysis.concentration import concentration
from commonbeat.analysis.places import Area, RankedPlace
from commonbeat.analysis.selection import LeftOut
from commonbeat.analysis.stationing import Officer, station
from commonbeat.report.content import Fact, PastCheck, ReportContent
from commonbeat.report.ground import ground
from commonbeat.report.layers import Lens
from tests.analysis.stationing.cast import area


def ranked(number: int, label: str, calls: int, lon: float | None, lat: float | None) -> RankedPlace:
    """A place of the list."""
    return RankedPlace(
        place_id=f"p{number}",
        label=label,
        lon=lon,
        lat=lat,
        calls=calls,
        share=calls / 2000,
        running_share=0.1 * number,
        rank=number,
        rank_low=max(1, number - 2),
        rank_high=number + 3,
        top_probability=0.9,
        expected=calls * 0.9,
        expected_low=calls * 0.7,
        expected_high=calls * 1.1,
        months_active=12,
        trend=None,
        categories=(("disorder", 0.5), ("property", 0.25)),
        harm=calls * 2.0,
        officer_minutes=None,
        rank_all_calls=number,
        flags=("one bad month",) if number == 2 else (),
        why="In the list because residents called in 12 of 12 months.",
    )


def around(lon: float, lat: float) -> tuple[tuple[float, float], ...]:
    """A square ring."""
    return tuple((lon + x * 0.002, lat + y * 0.002) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)))


def content(**changes: object) -> ReportContent:
    """The whole report of the small city."""
    draw = np.random.default_rng(3)
    lon, lat = -98 + draw.normal(size=500) * 0.02, 40 + draw.normal(size=500) * 0.02
    counts = np.sort((draw.pareto(1.3, 500) * 4 + 1).astype(int))[::-1]
    names = ["Oak Creek Apartments", "120 Pier St", "Mill Rd & 5th Ave", "77 Elm St"]
    places = tuple(ranked(k + 1, name, 200 - 40 * k, lon[k], lat[k]) for k, name in enumerate(names))
    areas: tuple[Area, ...] = tuple(
        area(f"A{k + 1}", 200 - 40 * k, name=name, lon=lon[k], lat=lat[k], polygon=around(lon[k], lat[k]), why="Alone.")
        for k, name in enumerate(names)
    )
    whole = ReportContent(
        agency="Alder Falls Police Department",
        first=date(2024, 1, 1),
        last=date(2024, 12, 31),
        made=date(2025, 2, 3),
        version="0.1.0",
        calls=2000,
        places=places,
        left_out=(LeftOut("hq", "1 Station Plaza", 900, ("police premises",), "Left out: police premises."),),
        areas=areas,
        concentration=concentration(counts),
        forecasts=True,
        method="Learned from 366 days of history.",
        ground=ground(lon, lat),
        plan=station(areas, [Officer("Rivera", posted="A1"), Officer("Lindqvist")]),
        past=PastCheck(
            words="Chosen on 2023; this is what came in 2024.",
            totals=(("What happened", 980.0, True), ("Expected", 1000.0, False)),
            facts=(Fact("PAI", "18.2", "How many times denser calls are at the listed places."),),
        ),
        lenses=(
            Lens("density", "Kernel density", "Darker where calls lie close.", lon[:9], lat[:9], draw.random(9), 250.0),
        ),
        quality=(Fact("Rows", "2,400", "All were read."),),
        provenance=(Fact("Import", "calls-2024", ""),),
    )
    return dataclasses.replace(whole, **changes)  # type: ignore[arg-type]
