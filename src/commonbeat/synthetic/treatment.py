"""Which places the program treats, and how far its effect has come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from commonbeat.synthetic.behavior import Program
from commonbeat.synthetic.sites import KINDS, Sites

REACH_METERS = 260.0


@dataclass(frozen=True)
class Treatment:
    """The treated places of a program.

    Attributes:
        program: what it does.
        area: treated area of each place, or -1, shape (P,).
        start: month in which each place's area starts; a number beyond any history where untreated, shape (P,).
        refuge: the near untreated place to which displaced incidents go, shape (P,).
    """

    program: Program
    area: NDArray[np.int64]
    start: NDArray[np.int64]
    refuge: NDArray[np.int64]

    @property
    def treated(self) -> NDArray[np.bool_]:
        """True at treated places, shape (P,)."""
        return self.area >= 0

    def ramp(self, month: int) -> NDArray[np.float64]:
        """Part of the full effect at each place in a month (0 = the city's first), shape (P,), 0 to 1."""
        steps = max(self.program.ramp_months, 1)
        return np.asarray(np.clip((month - self.start + 1) / steps, 0.0, 1.0))


def choose_treatment(sites: Sites, calls: NDArray[np.float64], program: Program) -> Treatment:
    """Treat the areas with the most calls in the long run.

    The busiest place that is not yet near an area starts one; its busiest neighbors within a short walk join it.

    Args:
        sites: the city's places.
        calls: long-run community calls a day, shape (P,).
        program: number and size of the areas.
    """
    count = len(sites)
    tree = cKDTree(sites.xy)
    area = np.full(count, -1)
    blocked = sites.kind == KINDS.index("police")
    number = 0
    for place in np.argsort(-calls, kind="stable"):
        if number == program.areas:
            break
        if blocked[place]:
            continue
        near = np.array(tree.query_ball_point(sites.xy[place], REACH_METERS))
        near = near[~blocked[near] & (near != place)]
        company = near[np.argsort(-calls[near], kind="stable")][: program.places_an_area - 1]
        area[[int(place), *company.tolist()]] = number
        blocked[tree.query_ball_point(sites.xy[place], 2 * REACH_METERS)] = True
        number += 1
    start = np.array([program.start_of(int(a)) if a >= 0 else 10**6 for a in area])

    free = np.flatnonzero((area < 0) & (sites.kind != KINDS.index("police")))
    refuge = free[cKDTree(sites.xy[free]).query(sites.xy)[1]]
    return Treatment(program, area, start, np.asarray(refuge, dtype=np.int64))
