"""The curve a chief takes to the council: what the next officer would add, and where."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.places import Area
from commonbeat.analysis.stationing.officers import ExpansionStep, Officer, PostingRules
from commonbeat.analysis.stationing.worth import Worth, members


def expansion(
    areas: Sequence[Area],
    officers: Sequence[Officer],
    rules: PostingRules,
    posted: Sequence[int] | NDArray[np.int64],
    *,
    steps: int = 5,
) -> tuple[ExpansionStep, ...]:
    """What one more officer would add, and the one after, while the others stay where the plan puts them.

    The new officer is taken to work the median hours of the others (40 without any) and to speak what the area needs:
    the department recruits for it. Each step is the best area for that officer, exactly; only the order is greedy.

    Args:
        areas: candidate areas.
        officers, posted: the plan: area number of each officer, -1 for none.
        steps: how many further officers to look at; fewer come back when every area is full.
    """
    hours = float(np.median([officer.hours for officer in officers])) if officers else 40.0
    spoken = frozenset(language for area in areas for language in area.languages)
    recruits = [Officer(f"officer {len(officers) + k + 1}", hours=hours, languages=spoken) for k in range(steps)]
    worth = Worth(areas, [*officers, *recruits], rules)
    there = members(posted, len(areas))
    calls = np.array([area.calls if area.expected is None else area.expected for area in areas], dtype=float)
    harm = np.array([area.harm for area in areas], dtype=float)
    curve = []
    for k in range(steps):
        recruit = len(officers) + k
        gain = [
            worth.area(j, [*team, recruit]) - worth.area(j, team) if len(team) < rules.max_officers else -np.inf
            for j, team in enumerate(there)
        ]
        j = int(np.argmax(gain))
        if not np.isfinite(gain[j]):
            break
        second = bool(there[j])
        there[j].append(recruit)
        served = np.array([bool(team) for team in there])
        curve.append(
            ExpansionStep(
                officers=recruit + 1,
                area=areas[j].area_id,
                area_name=areas[j].name,
                second=second,
                calls_added=0.0 if second else float(calls[j]),
                harm_added=0.0 if second else float(harm[j]),
                calls_covered=share(calls, served),
                harm_covered=share(harm, served),
            )
        )
    return tuple(curve)


def share(amounts: NDArray[np.float64], served: NDArray[np.bool_]) -> float:
    """Part of the sum that lies in served areas; 0.0 when there is nothing to serve."""
    total = float(amounts.sum())
    return float(amounts[served].sum()) / total if total > 0 else 0.0
