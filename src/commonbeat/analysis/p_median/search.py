"""Multi-start local search: a good plan at once, better ones as long as the clock allows.

A plan may break the workload band for a while, at a price for each unit of load outside it; the price rises while
plans stay broken and falls while they hold (strategic oscillation: Glover 1977). Each round shakes the plan (moves one
median, or takes a neighborhood apart and puts it together again: ruin and recreate, Schrimpf et al. 2000), then walks
down by moving one place, exchanging two, and moving each median to the middle of its area (Cooper's alternation;
Mulvey and Beck 1984 for the capacitated form).
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from commonbeat.analysis.p_median.program import Floats, Integers, Plan, Program

_EPSILON = 1e-9


class Search:
    """The search over one program; `improve` goes on from the best plan so far."""

    def __init__(self, program: Program, seed: int) -> None:
        self.program = program
        self.random = np.random.default_rng(seed)
        self.cost = program.finite_cost
        self.best: Plan | None = None
        self.everyone = np.arange(program.n)
        self.nearest = np.argsort(self.cost, axis=0, kind="stable")  # column j: places in order of cost from j
        mean_load = float(program.demand.mean()) or 1.0
        usual = float(np.median(np.sort(self.cost, axis=1)[:, min(program.n - 1, program.n // program.p)]))
        self.base_price = max(usual, 1e-3) / mean_load
        self.price = self.base_price
        self.base_apart = 2.0 * max(usual, 1e-3)
        self.apart_price = self.base_apart

    # -- a plan from nothing ------------------------------------------------------------------------------------

    def scatter(self) -> Integers:
        """Medians far from each other: each next one is drawn with chance in proportion to squared cost."""
        medians = [int(self.random.integers(self.program.n))]
        nearest = self.cost[:, medians[0]].copy()
        while len(medians) < self.program.p:
            chance = nearest**2 * (self.program.demand + self.program.demand.mean() + _EPSILON)
            chance[medians] = 0.0
            if chance.sum() <= 0:
                chance = np.ones(self.program.n)
                chance[medians] = 0.0
            medians.append(int(self.random.choice(self.program.n, p=chance / chance.sum())))
            nearest = np.minimum(nearest, self.cost[:, medians[-1]])
        return np.array(medians)

    def settle(self, medians: Integers, areas: Integers, loose: Integers) -> Integers:
        """Give each loose place the cheapest area with room, those with most to lose first."""
        areas = areas.copy()
        demand, upper = self.program.demand, self.program.upper[medians]
        held = np.ones(self.program.n, dtype=bool)
        held[loose] = False
        load = np.bincount(areas[held], weights=demand[held], minlength=self.program.p).astype(np.float64)
        costs = self.cost[np.ix_(loose, medians)]
        if self.program.p > 1:
            two = np.partition(costs, 1, axis=1)
            regret = (two[:, 1] - two[:, 0]) * self.random.uniform(0.7, 1.3, len(loose))
        else:
            regret = np.zeros(len(loose))
        order = np.argsort(-regret - 1e-6 * demand[loose], kind="stable")
        for row in order:
            place = loose[row]
            over = np.maximum(load + demand[place] - upper, 0.0)
            area = int(np.argmin(costs[row] + self.price * over))
            areas[place] = area
            load[area] += demand[place]
        return areas

    # -- walking down -------------------------------------------------------------------------------------------

    def outside(self, load: Floats, upper: Floats, lower: Floats) -> Floats:
        """Load outside the band, for each area."""
        return np.maximum(np.maximum(load - upper, lower - load), 0.0)

    def conflicts(self, areas: Integers) -> Floats | None:
        """conflicts[i, b]: how many places of area b place i may not be with."""
        if self.program.apart is None:
            return None
        member = np.zeros((self.program.n, self.program.p))
        member[self.everyone, areas] = 1.0
        return np.asarray(self.program.apart @ member, dtype=float)

    def move_places(self, medians: Integers, areas: Integers) -> Integers:
        """Move single places and exchange pairs until neither helps."""
        demand, everyone, price = self.program.demand, self.everyone, self.price
        upper, lower = self.program.upper[medians], self.program.lower[medians]
        costs = self.cost[:, medians]
        areas = areas.copy()
        load = self.program.loads(areas)
        banded = bool(lower.max() > 0)
        while True:
            now = costs[everyone, areas]
            broken = self.outside(load, upper, lower)
            entering = self.outside(load + demand[:, None], upper, lower) - broken
            leaving = self.outside(load[areas] - demand, upper[areas], lower[areas]) - broken[areas]
            gain = costs - now[:, None] + price * (entering + leaving[:, None])
            clash = self.conflicts(areas)
            if clash is not None:
                gain += self.apart_price * (clash - clash[everyone, areas][:, None])
            gain[everyone, areas] = 0.0
            flat = int(gain.argmin())
            place, area = divmod(flat, self.program.p)
            if gain[place, area] < -_EPSILON * (1.0 + abs(now[place])):
                load[areas[place]] -= demand[place]
                load[area] += demand[place]
                areas[place] = area
                continue
            if not self._exchange(costs, now, areas, load, upper, lower, clash, banded):
                return areas

    def _exchange(
        self,
        costs: Floats,
        now: Floats,
        areas: Integers,
        load: Floats,
        upper: Floats,
        lower: Floats,
        clash: Floats | None,
        banded: bool,
    ) -> bool:
        """Exchange the best pairs of places, at most one pair an area; False when no exchange helps."""
        demand, price = self.program.demand, self.price
        who = self._exchangeable(costs, now, areas)
        own, q = areas[who], demand[who]
        half = costs[np.ix_(who, own)] - now[who][:, None]  # i goes to the area of k
        after = (load[own] - q)[None, :] + q[:, None]
        over = after - upper[own]
        if banded:
            np.maximum(over, lower[own] - after, out=over)
        np.maximum(over, 0.0, out=over)
        half += price * (over - self.outside(load, upper, lower)[own])
        gain = half + half.T
        if clash is not None and self.program.apart is not None:
            met = clash[np.ix_(who, own)] - clash[who, own][:, None]
            gain += self.apart_price * (met + met.T - 2.0 * self.program.apart[np.ix_(who, who)])
        gain[own[:, None] == own[None, :]] = 0.0
        best = float(gain.min())
        if best >= -_EPSILON * (1.0 + float(now.max())):
            return False
        touched: set[int] = set()
        good = np.flatnonzero(gain.ravel() < 0.5 * best)
        for flat in good[np.argsort(gain.ravel()[good], kind="stable")][:64]:
            i, k = divmod(int(flat), len(who))
            a, b = int(own[i]), int(own[k])
            if a in touched or b in touched:
                continue
            touched |= {a, b}
            areas[who[i]], areas[who[k]] = b, a
            change = q[i] - q[k]
            load[a] -= change
            load[b] += change
            if len(touched) >= self.program.p - 1 or clash is not None:
                break
        return True

    def _exchangeable(self, costs: Floats, now: Floats, areas: Integers) -> Integers:
        """Places worth exchanging: all of a small program, else those that lose least by leaving their area."""
        limit = 220
        if self.program.n <= limit or self.program.p == 1:
            return self.everyone
        elsewhere = costs - now[:, None]
        elsewhere[self.everyone, areas] = np.inf
        return np.sort(np.argpartition(elsewhere.min(axis=1), limit)[:limit])

    def centers(self, medians: Integers, areas: Integers) -> Integers:
        """The cheapest median of each area; the old one where it is as good."""
        p, n = self.program.p, self.program.n
        member = np.zeros((p, n))
        member[areas, self.everyone] = 1.0
        total = member @ self.cost
        load = member @ self.program.demand
        total += self.price * self.outside(load[:, None], self.program.upper[None, :], self.program.lower[None, :])
        new = total.argmin(axis=1)
        better = total[np.arange(p), new] < total[np.arange(p), medians] - _EPSILON
        moved = medians.copy()
        for area in np.flatnonzero(better):
            if new[area] not in moved:
                moved[area] = new[area]
        return moved

    def descend(self, medians: Integers, areas: Integers) -> tuple[Integers, Integers, float]:
        """Walk down to a local optimum; returns medians, area of each place, cost with the price of broken rules."""
        while True:
            areas = self.move_places(medians, areas)
            moved = self.centers(medians, areas)
            if np.array_equal(moved, medians):
                break
            medians = moved
        return medians, areas, self._keep(medians, areas)

    def _keep(self, medians: Integers, areas: Integers) -> float:
        """Remember a plan that holds and is the best so far; returns its cost with the price of broken rules."""
        program = self.program
        load = program.loads(areas)
        broken = float(self.outside(load, program.upper[medians], program.lower[medians]).sum())
        cost = float(self.cost[self.everyone, medians[areas]].sum())
        clash = self.conflicts(areas)
        clashes = 0.0 if clash is None else float(clash[self.everyone, areas].sum()) / 2.0
        if broken <= program.load_tolerance and clashes == 0 and (self.best is None or cost < self.best.cost):
            exact = program.cost_of(medians, medians[areas])
            if exact is not None and (self.best is None or exact < self.best.cost):
                self.best = Plan(medians.copy(), medians[areas], exact)
        return cost + self.price * broken + self.apart_price * clashes

    # -- shaking ------------------------------------------------------------------------------------------------

    def shake(self, medians: Integers, areas: Integers) -> tuple[Integers, Integers]:
        """Move one median elsewhere, or take a neighborhood apart and put it together again."""
        n, p = self.program.n, self.program.p
        center = int(self.random.integers(n))
        kind = self.random.random()
        if kind < 0.5 and p > 1:
            # A median close to `center` gives its part to a place that is no median: the whole area is settled anew.
            near = np.argsort(self.cost[center, medians], kind="stable")[: max(2, min(p, 4))]
            closed = int(self.random.choice(near))
            opened = center if kind < 0.35 else int(self.nearest[self.random.integers(min(n, 2 * n // p + 1)), center])
            if opened in medians:
                return medians, self._recreate(medians, areas, center)
            medians = medians.copy()
            medians[closed] = opened
            reach = np.argsort(self.cost[opened, medians], kind="stable")[: max(2, min(p, 5))]
            loose = np.flatnonzero(np.isin(areas, np.append(reach, closed)))
            return medians, self.settle(medians, areas, loose)
        return medians, self._recreate(medians, areas, center)

    def _recreate(self, medians: Integers, areas: Integers, center: int) -> Integers:
        n, p = self.program.n, self.program.p
        size = int(self.random.integers(2, max(3, min(n, 2 * n // p + 2)) + 1))
        return self.settle(medians, areas, self.nearest[:size, center])

    def start(self, medians: Integers | None = None) -> tuple[Integers, Integers, float]:
        """A first plan from given or scattered medians, walked down."""
        medians = self.scatter() if medians is None else medians
        areas = self.settle(medians, np.zeros(self.program.n, dtype=np.int64), self.everyone)
        return self.descend(medians, areas)

    def begin_with(self, areas: Integers) -> None:
        """Take up a plan given as the area of each place, 0 to p - 1."""
        if areas.shape != (self.program.n,) or set(areas.tolist()) != set(range(self.program.p)):
            return
        member = np.zeros((self.program.p, self.program.n))
        member[areas, self.everyone] = 1.0
        medians: list[int] = []
        for total in member @ self.cost:
            total[medians] = np.inf
            medians.append(int(total.argmin()))
        self._keep(np.array(medians), areas)
        self.descend(np.array(medians), areas)

    def improve(
        self,
        rounds: int,
        until: float,
        report: Callable[[int], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Search for `rounds` rounds, or until the clock says so; a restart where nothing helps any more."""
        patience = max(60, 4 * self.program.n)
        current = self.start()
        stale, price_at = 0, self.price
        lowest = current[2]
        for done in range(rounds):
            if clock() > until:
                break
            if report is not None and done % 16 == 0:
                report(done)
            medians, areas = self.shake(current[0], current[1])
            trial = self.descend(medians, areas)
            load = self.program.loads(trial[1])
            broken = self.outside(load, self.program.upper[trial[0]], self.program.lower[trial[0]]).sum()
            clash = self.conflicts(trial[1])
            clashed = clash is not None and clash[self.everyone, trial[1]].any()
            self.price *= 0.97 if broken <= self.program.load_tolerance else 1.08
            self.price = float(np.clip(self.price, 0.05 * self.base_price, 200.0 * self.base_price))
            self.apart_price *= 1.08 if clashed else 0.97
            self.apart_price = float(np.clip(self.apart_price, 0.2 * self.base_apart, 200.0 * self.base_apart))
            if not 0.5 < self.price / price_at < 2.0:
                current = (current[0], current[1], self._keep(current[0], current[1]))
                lowest, price_at = current[2], self.price
            slack = 0.01 * self.random.random() * abs(lowest) * (1.0 - min(1.0, stale / patience))
            if trial[2] <= current[2] + slack:
                current = trial
            if trial[2] < lowest - 1e-9 * abs(lowest):
                lowest, stale = trial[2], 0
            else:
                stale += 1
            if stale > patience:
                current = self.start()
                lowest, stale = current[2], 0
