"""The law of crime concentration: how few places hold how much (Weisburd 2015; Bernasco & Steenbeek 2017)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Concentration:
    """How calls are spread over places.

    Attributes:
        places, calls: how many of each; `places` counts places without calls when they are given as zeros.
        share_for_quarter, share_for_half: part of the places that holds 25 % and 50 % of the calls (0 to 1).
        gini: Gini coefficient, 0 when all places have equally many.
        generalized_gini: the same, corrected for having fewer calls than places; 0 when no place has two.
        curve: points (share of places, share of calls), busiest places first, from (0, 0) to (1, 1).
    """

    places: int
    calls: int
    share_for_quarter: float
    share_for_half: float
    gini: float
    generalized_gini: float
    curve: tuple[tuple[float, float], ...]


def concentration(counts: ArrayLike, *, points: int = 60) -> Concentration:
    """Measure how concentrated calls are.

    The generalized Gini is max(n / c, 1) * (G - 1) + 1 for n places and c calls (Bernasco & Steenbeek 2017): with
    fewer calls than places some places must be empty, and that is not concentration.

    Args:
        counts: calls of each place, shape (n,).
        points: about how many points of the curve to return.
    """
    values = np.sort(np.asarray(counts, dtype=float))
    n, c = len(values), float(values.sum())
    if n == 0 or c <= 0:
        return Concentration(n, 0, 0.0, 0.0, 0.0, 0.0, ((0.0, 0.0), (1.0, 1.0)))
    gini = float(np.dot(2 * np.arange(1, n + 1) - n - 1, values)) / (n * c)
    running = np.cumsum(values[::-1]) / c
    quarter, half = ((int(np.searchsorted(running, level - 1e-12)) + 1) / n for level in (0.25, 0.5))
    return Concentration(
        places=n,
        calls=round(c),
        share_for_quarter=quarter,
        share_for_half=half,
        gini=gini,
        generalized_gini=max(n / c, 1.0) * (gini - 1) + 1,
        curve=_curve(running, points),
    )


def _curve(running: NDArray[np.float64], points: int) -> tuple[tuple[float, float], ...]:
    """Points close together where the curve bends, at the busiest places."""
    n = len(running)
    rows = np.unique(np.concatenate([np.geomspace(1, n, points), [n]]).round().astype(int))
    return ((0.0, 0.0), *((float(row / n), float(running[row - 1])) for row in rows))
