"""The capacitated p-median program in numbers, and the reasons why none of its plans can hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from commonbeat.errors import ConflictError, InputError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Plan:
    """Medians (p,), the place that each place is served from (n,), and the cost."""

    medians: Integers
    assignment: Integers
    cost: float


@dataclass(frozen=True)
class Program:
    """One instance, checked.

    Attributes:
        cost: cost[i, j] of serving place i from median j, shape (n, n); infinite where it is not allowed.
        demand: load of each place, shape (n,).
        upper, lower: load that an area around median j may carry, shape (n,).
        p: number of medians.
        apart: apart[i, k] where two places may not share an area, shape (n, n); None when all may.
    """

    cost: Floats
    demand: Floats
    upper: Floats
    lower: Floats
    p: int
    apart: Booleans | None = field(default=None)

    @property
    def n(self) -> int:
        """Number of places."""
        return len(self.demand)

    @cached_property
    def finite_cost(self) -> Floats:
        """`cost` with a price in place of infinity that no allowed plan can reach."""
        allowed = np.isfinite(self.cost)
        dear = 10.0 * (1.0 + float(np.where(allowed, self.cost, 0.0).max(axis=1).sum()))
        return np.where(allowed, self.cost, dear)

    @cached_property
    def integral(self) -> bool:
        """True when every cost is a whole number, so that a better plan is better by at least one."""
        known = self.cost[np.isfinite(self.cost)]
        return bool(np.all(known == np.round(known)))

    @cached_property
    def load_tolerance(self) -> float:
        """Rounding allowed when loads are compared with the band."""
        return 1e-9 * max(1.0, float(self.demand.sum()))

    def loads(self, areas: Integers) -> Floats:
        """Load of each area, shape (p,), from the number of the area of each place, shape (n,)."""
        return np.bincount(areas, weights=self.demand, minlength=self.p).astype(np.float64)

    def below(self, cost: float) -> float:
        """The cost that a plan must reach to count as better than `cost`."""
        return cost - 1.0 + 1e-6 if self.integral else cost - 1e-7 * max(1.0, abs(cost))

    def cost_of(self, medians: Integers, assignment: Integers) -> float | None:
        """Cost of a plan recomputed from nothing; None when it breaks a rule of the program."""
        if len(set(medians.tolist())) != self.p or not np.isin(assignment, medians).all():
            return None
        total = float(self.cost[np.arange(self.n), assignment].sum())
        load = np.bincount(assignment, weights=self.demand, minlength=self.n)[medians]
        slack = self.load_tolerance
        inside = (load <= self.upper[medians] + slack) & (load >= self.lower[medians] - slack)
        if not np.isfinite(total) or not inside.all():
            return None
        if self.apart is not None and (self.apart & (assignment[:, None] == assignment[None, :])).any():
            return None
        return total


def build_program(
    distance: Floats,
    demand: Floats,
    capacity: float | Floats,
    p: int,
    *,
    lower: float | Floats = 0.0,
    weights: Floats | None = None,
    apart: Booleans | None = None,
) -> Program:
    """Check the numbers and put them in one shape.

    Raises:
        InputError: shapes that do not fit, numbers that are missing or negative.
        ConflictError: no plan can exist, with the reason.
    """
    distance, demand = np.asarray(distance, dtype=float), np.asarray(demand, dtype=float)
    n = len(demand) if demand.ndim == 1 else 0
    if n == 0 or distance.shape != (n, n):
        raise InputError(
            f"Distances have shape {distance.shape} and loads {demand.shape}; they must be (n, n) and (n,)."
        )
    if np.isnan(distance).any() or (distance < 0).any() or not np.isfinite(demand).all() or (demand < 0).any():
        raise InputError("Distances and loads must be numbers of zero or more; only a distance may be infinite.")
    if not 1 <= p <= n:
        raise ConflictError(
            f"{p} areas cannot be drawn around {n} places.", todo="Ask for 1 up to the number of places."
        )
    upper = np.broadcast_to(np.asarray(capacity, dtype=float), (n,)).copy()
    least = np.broadcast_to(np.asarray(lower, dtype=float), (n,)).copy()
    if np.isnan(upper).any() or np.isnan(least).any():
        raise InputError("Capacity and lower bound must be numbers.")
    cost = distance
    if weights is not None:
        weights = np.asarray(weights, dtype=float)
        if weights.shape != (n,) or not np.isfinite(weights).all() or (weights < 0).any():
            raise InputError("Weights must be one number of zero or more for each place.")
        cost = np.where(np.isfinite(distance), distance * weights[:, None], np.inf)
    if apart is not None:
        apart = np.asarray(apart, dtype=bool) | np.asarray(apart, dtype=bool).T
        if apart.shape != (n, n) or apart.diagonal().any():
            raise InputError("`apart` must be an (n, n) table in which no place is apart from itself.")
        apart = apart if apart.any() else None
    program = Program(cost, demand, upper, np.maximum(least, 0.0), p, apart)
    refuse_impossible(program)
    return program


def refuse_impossible(program: Program) -> None:
    """Raise ConflictError for what arithmetic alone shows to be impossible."""
    demand, upper, lower, p = program.demand, program.upper, program.lower, program.p
    total, slack = float(demand.sum()), program.load_tolerance
    heaviest = int(demand.argmax())
    if demand[heaviest] > upper.max() + slack:
        raise ConflictError(
            f"Place {heaviest} alone carries {demand[heaviest]:g}, more than the {upper.max():g} one area may carry.",
            todo=f"Allow at least {demand[heaviest]:g} an area, or leave the place out.",
        )
    room = float(np.sort(upper)[-p:].sum())
    if total > room + slack:
        raise ConflictError(
            f"All places together carry {total:g}, but {p} areas may carry at most {room:g}.",
            todo=f"Allow at least {total / p:g} an area, or draw more areas.",
        )
    floor = float(np.sort(lower)[:p].sum())
    if total < floor - slack:
        raise ConflictError(
            f"All places together carry {total:g}, but {p} areas must carry at least {floor:g}.",
            todo=f"Ask for at most {total / p:g} an area, or draw fewer areas.",
        )
    if (lower > upper + slack).any():
        worst = int((lower - upper).argmax())
        raise ConflictError(
            f"An area around place {worst} must carry at least {lower[worst]:g} and at most {upper[worst]:g}.",
            todo="Widen the workload band.",
        )
    unserved = ~np.isfinite(program.cost).any(axis=1)
    if unserved.any():
        raise ConflictError(
            f"Place {int(unserved.argmax())} is within reach of no place that could serve it.",
            todo="Allow a longer walk, or leave the place out.",
        )
