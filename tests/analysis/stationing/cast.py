"""The cast of the stationing tests: Harbor Street's areas and the officers who could stand there."""

from __future__ import annotations

from typing import Any

import numpy as np

from commonbeat.analysis.places import Area
from commonbeat.analysis.stationing import Officer


def area(area_id: str, calls: float, **more: Any) -> Area:
    """An area with so many expected calls; everything else as plain as can be."""
    settled: dict[str, Any] = {
        "area_id": area_id,
        "name": more.pop("name", area_id),
        "place_ids": (),
        "lon": -98.0,
        "lat": 40.0,
        "polygon": (),
        "calls": int(calls),
        "harm": float(calls),
        "expected": float(calls),
        "expected_low": None,
        "expected_high": None,
        "walk_meters": 100.0,
    }
    return Area(**(settled | more))


def made_program(areas: int, officers: int, seed: int) -> tuple[list[Area], list[Officer]]:
    """Areas with a long tail of calls and officers with every kind of wish, all seeded."""
    draw = np.random.default_rng(seed)
    calls = np.sort((draw.pareto(2.0, areas) + 1) * 80)[::-1]
    candidates = [
        area(
            f"A{j + 1}",
            float(calls[j]),
            lon=-98 + draw.normal() * 0.05,
            lat=40 + draw.normal() * 0.05,
            harm=float(calls[j] * draw.uniform(0.5, 3)),
            district=f"D{draw.integers(6)}",
            languages={"spanish": float(draw.uniform(0, 0.6)), "hmong": float(draw.uniform(0, 0.2))},
        )
        for j in range(areas)
    ]
    people = [
        Officer(
            f"Officer {i + 1}",
            hours=float(draw.choice([30, 36, 40])),
            languages=frozenset(name for name, part in (("spanish", 0.3), ("hmong", 0.1)) if draw.random() < part),
            district=f"D{draw.integers(6)}",
            days_off=frozenset([("Sat", "Sun"), ("Mon", "Tue"), ("Wed", "Thu")][draw.integers(3)]),
            home=(-98 + draw.normal() * 0.05, 40 + draw.normal() * 0.05),
            wishes=(f"A{draw.integers(areas) + 1}",),
            vetoes=(f"A{draw.integers(areas) + 1}",),
            posted=f"A{draw.integers(max(areas // 4, 1)) + 1}" if draw.random() < 0.7 else None,
        )
        for i in range(officers)
    ]
    return candidates, people
