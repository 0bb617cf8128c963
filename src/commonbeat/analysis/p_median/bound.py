"""A lower bound by Lagrangian relaxation, and what it proves no better plan can do.

Each place must be served once: that rule is taken out and paid for with a price a place, so that what remains falls
apart into one knapsack a median (Pirkul 1987; Ceselli and Righini 2005 for the capacitated p-median). Where loads are
whole numbers the knapsacks are solved exactly, which is sharper than any linear relaxation; else as linear ones.
A choice whose bound is worse than the best plan known can be struck out for good (variable fixing by reduced cost).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from commonbeat.analysis.p_median.program import Booleans, Floats, Integers, Program

#: Largest table (places x load units x medians) for exact knapsacks: beyond it they are solved as linear ones.
_TABLE_LIMIT = 8_000_000


@dataclass
class Remainder:
    """What a better plan can still use.

    Attributes:
        bound: no plan costs less.
        open: medians that may be chosen, shape (n,).
        must: medians that must be chosen, shape (n,).
        may: may[i, j] where place i may be served from j, shape (n, n).
    """

    bound: float
    open: Booleans
    must: Booleans
    may: Booleans


@dataclass(frozen=True)
class _Knapsacks:
    """The best load of each open median at given prices.

    Attributes:
        value: least reduced cost, shape (m,).
        served: how often the medians at given positions serve each place, shape (n,).
        forced: least reduced cost of each median with each place in it, shape (n, m), when asked for.
    """

    value: Floats
    served: Callable[[Integers], Floats]
    forced: Floats | None


def _whole(program: Program) -> bool:
    units = program.demand
    return bool(
        np.all(units == np.round(units))
        and np.isfinite(program.upper).all()
        and program.n * (np.floor(program.upper.max()) + 1) * program.n <= _TABLE_LIMIT
    )


def _exact_knapsacks(reduced: Floats, demand: Integers, upper: Integers, lower: Integers, *, force: bool) -> _Knapsacks:
    """Least sum_i reduced[i, j] x_i with lower_j <= sum_i demand_i x_i <= upper_j, each j, by dynamic programming."""
    n, m = reduced.shape
    size = int(upper.max()) + 1
    banded = bool(lower.max() > 0)
    rows = np.flatnonzero(np.isfinite(reduced).any(axis=1) if banded or force else (reduced < 0).any(axis=1))
    ahead = np.full((len(rows) + 1, size, m), np.inf)
    ahead[0, 0] = 0.0
    if not banded:
        ahead[0] = 0.0  # at most this load, instead of exactly this load
    for step, i in enumerate(rows):
        q = demand[i]
        ahead[step + 1] = ahead[step]
        if q < size:
            np.minimum(ahead[step, q:], ahead[step, : size - q] + reduced[i], out=ahead[step + 1, q:])
    columns = np.arange(m)
    if banded:
        load = np.arange(size)[:, None]
        last = np.where((load >= lower) & (load <= upper), ahead[-1], np.inf)
        at = last.argmin(axis=0)
        value = last[at, columns]
    else:
        at = upper.copy()
        value = ahead[-1][at, columns]
    chosen = np.zeros((n, m))
    here = at.copy()
    for step in range(len(rows) - 1, -1, -1):
        i = rows[step]
        taken = ahead[step + 1, here, columns] < ahead[step, here, columns]
        chosen[i] = taken
        here = here - taken * demand[i]
    forced = _forced(ahead, rows, reduced, demand, upper, lower) if force else None
    return _Knapsacks(value, lambda picked: chosen[:, picked].sum(axis=1), forced)


def _forced(
    ahead: Floats, rows: Integers, reduced: Floats, demand: Integers, upper: Integers, lower: Integers
) -> Floats:
    """Least knapsack value of each median when a place is in it: tables from the front joined to those from behind."""
    size = ahead.shape[1]
    forced = np.full(reduced.shape, np.inf)
    load = np.arange(size)[:, None]
    # behind[c]: least value of the later places when c is already loaded; infinite outside the band at the end.
    behind = np.where((load >= lower) & (load <= upper), 0.0, np.inf)
    for step in range(len(rows) - 1, -1, -1):
        i = rows[step]
        q = demand[i]
        if q < size:
            forced[i] = (ahead[step, : size - q] + behind[q:]).min(axis=0) + reduced[i]
            later = behind.copy()
            np.minimum(behind[: size - q], behind[q:] + reduced[i], out=later[: size - q])
            behind = later
    return forced


def _linear_knapsacks(reduced: Floats, demand: Floats, upper: Floats, lower: Floats, *, force: bool) -> _Knapsacks:
    """The same with places that may be taken in part: by reduced cost a unit of load."""
    n, m = reduced.shape
    load = np.where(demand > 0, demand, 1e-12)
    ratio = np.ascontiguousarray((reduced / load[:, None]).T)  # a row a median: sorting runs along memory
    order = np.argsort(ratio, axis=1)
    ordered = np.take_along_axis(ratio, order, axis=1)
    taken = load[order]
    closed = np.isinf(ordered)
    if closed.any():
        taken[closed] = 0.0
        ordered[closed] = 0.0
    total = np.cumsum(taken, axis=1)
    wanted = (ratio < 0) @ load
    target = np.minimum(np.clip(wanted, lower, upper), total[:, -1])
    rows = np.arange(m)
    last = np.minimum((total < target[:, None] - 1e-12).sum(axis=1), n - 1)  # the place that is taken in part
    price = ordered[rows, last]
    worth = taken * ordered
    worth[np.arange(n) > last[:, None]] = 0.0
    value = worth.sum(axis=1) - price * (total[rows, last] - target)
    value = np.where(total[:, -1] < lower - 1e-9 * np.maximum(lower, 1.0), np.inf, value)

    def served(picked: Integers) -> Floats:
        share = np.zeros(n)
        for median in picked:
            share[order[median, : last[median]]] += taken[median, : last[median]] > 0
            at = order[median, last[median]]
            part = taken[median, last[median]] - (total[median, last[median]] - target[median])
            share[at] += min(max(part / load[at], 0.0), 1.0)
        return share

    forced = None
    if force:
        # The price of a unit of load at the optimum is a dual solution; it bounds the value with any place forced in.
        tight = ((wanted > upper) & (price < 0)) | ((wanted < lower) & (price > 0))
        price = np.where(tight, price, 0.0)
        side = np.where(price < 0, upper, lower)
        net = reduced - price * load[:, None]
        forced = np.minimum(net, 0.0).sum(axis=0) + price * side + np.maximum(net, 0.0)
    return _Knapsacks(value, served, forced)


class Lagrangian:
    """Subgradient ascent on the prices of one program; call `climb` and read `remainder`."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.whole = _whole(program)
        n = program.n
        may = np.isfinite(program.cost) & (program.demand[:, None] <= program.upper + program.load_tolerance)
        self.remainder = Remainder(0.0, np.ones(n, dtype=bool), np.zeros(n, dtype=bool), may)
        near = np.sort(program.finite_cost, axis=1)
        self.prices = near[:, min(n - 1, max(1, n // program.p // 2))].copy()
        self.best_prices = self.prices.copy()
        self.proven = False

    def _solve(self, prices: Floats, columns: Integers, *, force: bool) -> _Knapsacks:
        program = self.program
        may = self.remainder.may[:, columns]
        reduced = np.where(may, program.finite_cost[:, columns] - prices[:, None], np.inf)
        upper, lower, slack = program.upper[columns], program.lower[columns], program.load_tolerance
        if self.whole:
            return _exact_knapsacks(
                reduced,
                program.demand.astype(np.int64),
                np.floor(upper + slack).astype(np.int64),
                np.ceil(lower - slack).astype(np.int64),
                force=force,
            )
        return _linear_knapsacks(reduced, program.demand, upper + slack, np.maximum(lower - slack, 0.0), force=force)

    def climb(
        self,
        steps: int,
        goal: Callable[[], float],
        until: float,
        offer: Callable[[Integers], None] | None = None,
    ) -> bool:
        """Raise the bound toward the best plan's cost; True when nothing better than that plan is left.

        Args:
            steps: most steps of the ascent.
            goal: cost of the best plan known (it may fall meanwhile).
            until: time.monotonic() at which to stop.
            offer: called with the medians of a promising relaxation, to be tried as a plan.
        """
        program, rest = self.program, self.remainder
        scale, stale, local_best = 1.2, 0, -np.inf
        prices = self.best_prices.copy()
        for step in range(steps):
            if time.monotonic() > until or scale < 0.004:
                break
            cutoff = program.below(goal())
            columns = np.flatnonzero(rest.open)
            if len(columns) < program.p:
                self.proven = True
                return True
            force = step % 25 == 24
            knapsacks = self._solve(prices, columns, force=force)
            bound, picked = self._account(knapsacks, columns, prices, cutoff)
            if self.proven:
                return True
            if bound > local_best + 1e-4 * max(1.0, abs(bound)):
                stale = 0
            else:
                stale += 1
            if bound > local_best:
                local_best, self.best_prices = bound, prices.copy()
                if offer is not None and step > 5:
                    offer(columns[picked])
            if stale >= 12:
                scale, stale = scale / 2.0, 0
                prices = self.best_prices.copy()
                continue
            gap = 1.0 - knapsacks.served(picked)
            size = float(gap @ gap)
            if size < 1e-12:
                break
            prices = prices + scale * max(goal() - bound, 1e-3 * abs(bound) + 1e-9) / size * gap
        return self.proven

    def _account(
        self, knapsacks: _Knapsacks, columns: Integers, prices: Floats, cutoff: float
    ) -> tuple[float, Integers]:
        """Pick the p cheapest knapsacks, raise the bound, strike out what cannot be in a better plan."""
        program, rest = self.program, self.remainder
        value, must = knapsacks.value, rest.must[columns]
        order = np.argsort(np.where(must, -np.inf, value), kind="stable")
        picked = order[: program.p]
        bound = float(prices.sum() + value[picked].sum())
        if not np.isfinite(bound) or bound > cutoff + 1e-9 * max(1.0, abs(cutoff)):
            self.proven = True
            return bound, picked
        rest.bound = max(rest.bound, bound)
        margin = 1e-9 * max(1.0, abs(cutoff))
        free = picked[~must[picked]]
        swap_out = float(value[free].max()) if len(free) else -np.inf  # leaves when another must come in
        swap_in = float(value[order[program.p]]) if len(order) > program.p else np.inf
        inside = np.zeros(len(columns), dtype=bool)
        inside[picked] = True
        shut = ~inside & (bound + value - swap_out > cutoff + margin)
        held = inside & ~must & (bound - value + swap_in > cutoff + margin)
        rest.open[columns[shut]] = False
        rest.must[columns[held]] = True
        if knapsacks.forced is not None:
            base = bound - np.where(inside, value, swap_out)
            rest.may[:, columns] &= ~(base + knapsacks.forced > cutoff + margin)
        rest.may[:, columns[shut]] = False
        if not rest.may.any(axis=1).all():
            self.proven = True
        return bound, picked
