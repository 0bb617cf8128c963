"""Capacitated p-median: p areas of bounded load with the least walking, and a proof of how good they are."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.p_median.bound import Lagrangian
from commonbeat.analysis.p_median.exact import finish
from commonbeat.analysis.p_median.program import Plan, Program, build_program
from commonbeat.analysis.p_median.search import Search
from commonbeat.errors import ConflictError
from commonbeat.progress import Progress, silent

__all__ = ["PMedian", "capacitated_p_median"]

#: A remainder of at most this many variables is given to HiGHS at once; a larger one after a longer search.
_SMALL = 1_500
#: Beyond this many variables left, the rest of the time is better spent searching.
_LARGE = 12_000


@dataclass(frozen=True)
class PMedian:
    """The plan found, and what is known about better ones.

    Attributes:
        medians: index of the place in the middle of each area, ascending, shape (p,).
        assignment: index of the median that each place belongs to, shape (n,).
        cost: the program's objective for this plan.
        bound: no plan costs less than this.
        gap: (cost - bound) / cost; 0 when proven optimal, and when both are zero.
        proven: True when no better plan exists (better by one where costs are whole numbers, else by one part in
            ten million).
    """

    medians: NDArray[np.int64]
    assignment: NDArray[np.int64]
    cost: float
    bound: float
    gap: float
    proven: bool


def capacitated_p_median(
    distance: NDArray[np.float64],
    demand: NDArray[np.float64],
    capacity: float | NDArray[np.float64],
    p: int,
    *,
    lower: float | NDArray[np.float64] = 0.0,
    weights: NDArray[np.float64] | None = None,
    apart: NDArray[np.bool_] | None = None,
    start: NDArray[np.int64] | None = None,
    seconds: float = 10.0,
    seed: int = 0,
    rounds: int | None = None,
    certify: bool = True,
    progress: Progress = silent,
) -> PMedian:
    """Draw p areas, each around one of its places, with the least total distance to the middle.

    The integer program, over places i, k and candidate medians j out of the same n places:

        minimize    sum_i sum_j  w_i d_ij x_ij
        subject to  sum_j x_ij = 1                        every place i belongs to one area
                    sum_j y_j = p                         p areas are drawn
                    x_ij <= y_j                           only around a chosen median
                    L_j y_j <= sum_i q_i x_ij <= Q_j y_j  the workload band
                    x_ij + x_kj <= y_j                    for places i, k that may not share an area
                    x_ij, y_j in {0, 1}

    where x_ij = 1 when place i belongs to the area around j; y_j = 1 when j is a median; d_ij is `distance`, w_i
    `weights` (1 when None), q_i `demand`, Q_j `capacity`, L_j `lower`, and the pairs (i, k) are those of `apart`.
    A median need not belong to its own area (as in the OR-Library's instances), though it mostly does.

    A multi-start local search gives a plan at once. A Lagrangian relaxation gives a lower bound and strikes out
    choices that no better plan makes; HiGHS settles what is left, in the form above with the linking rows one by one.

    Args:
        distance: d, shape (n, n), any unit, not negative, not always symmetric; infinite where i may not
            belong to j.
        demand: q, shape (n,), not negative.
        capacity: Q, one number or shape (n,), in the unit of demand.
        p: number of areas, 1 to n.
        lower: L, one number or shape (n,).
        weights: w, shape (n,); `demand` itself gives load-weighted walking.
        apart: shape (n, n), True where two places may not share an area.
        start: area of each place (0 to p - 1) in a plan to begin with, shape (n,).
        seconds: most time for all of it.
        seed: of the search. The plan depends on nothing but the arguments as long as `rounds` and the proof end
            before `seconds` do.
        rounds: most rounds of each of the two stretches of the search; None lets the size and the clock decide.
        certify: False leaves out bound and proof (the bound is then 0).
        progress: told "drawing areas" with hundredths of `seconds`.

    Returns:
        The best plan found, its bound and gap.

    Raises:
        InputError: arrays that do not fit together.
        ConflictError: no plan can hold, or none was found in the time; the message says why.
    """
    program = build_program(distance, demand, capacity, p, lower=lower, weights=weights, apart=apart)
    run = _Run(program, seconds, seed, rounds, progress)
    if start is not None:
        run.search.begin_with(np.asarray(start, dtype=np.int64))
    return run.solve(certify=certify)


class _Run:
    """One solve: how the time is shared between searching and proving."""

    def __init__(self, program: Program, seconds: float, seed: int, rounds: int | None, progress: Progress) -> None:
        self.program, self.seconds, self.progress = program, max(seconds, 0.0), progress
        self.began = time.monotonic()
        self.search = Search(program, seed)
        self.rounds = rounds
        self.tried: set[bytes] = set()

    def until(self, share: float) -> float:
        return self.began + share * self.seconds

    def left(self) -> float:
        return self.until(1.0) - time.monotonic()

    def tell(self, _: int = 0) -> None:
        passed = (time.monotonic() - self.began) / self.seconds if self.seconds > 0 else 1.0
        self.progress("drawing areas", int(100 * min(1.0, passed)), 100)

    def cost(self) -> float:
        return np.inf if self.search.best is None else self.search.best.cost

    def goal(self) -> float:
        """Cost to climb to: the best plan's, or a generous guess while there is none."""
        if self.search.best is not None:
            return self.search.best.cost
        return 2.0 * float(np.sort(self.program.finite_cost, axis=1)[:, : self.program.n // 2 + 1].mean(axis=1).sum())

    def offer(self, medians: NDArray[np.int64]) -> None:
        """Try the medians of a relaxation as a plan: they are often the best ones."""
        key = np.sort(medians).tobytes()
        if len(medians) == self.program.p and key not in self.tried and len(self.tried) < 40:
            self.tried.add(key)
            self.search.start(medians)

    def solve(self, *, certify: bool) -> PMedian:
        self.tell()
        first = self.rounds if self.rounds is not None else 150 + self.program.n
        self.search.improve(first, self.until(0.15), self.tell)
        if not certify:
            self.search.improve(self.rounds or 10**9, self.until(1.0), self.tell)
            return self.result(0.0, proven=False)
        dual = Lagrangian(self.program)
        if self.search.best is None:  # a bound can be read only beside a plan
            self.search.improve(10 * first, self.until(0.5), self.tell)
        if self.search.best is None:
            self.first_plan(dual)
        if dual.climb(300, self.goal, self.until(0.45), self.offer):
            return self.result(self.cost(), proven=True)
        dual.climb(60, self.goal, self.until(0.45), self.offer)
        quick = self.remaining(dual) <= _SMALL and (self.program.apart is None or self.remaining(dual) <= _SMALL // 10)
        if quick and self.prove(dual, 0.25 * self.seconds):
            return self.result(self.cost(), proven=True)
        before = self.cost()
        longer = self.rounds if self.rounds is not None else 12 * self.program.n
        self.search.improve(longer, self.until(0.5), self.tell)
        if self.cost() < before and dual.climb(120, self.goal, self.until(0.6)):
            return self.result(self.cost(), proven=True)
        if self.remaining(dual) <= _LARGE:
            return self.result(dual.remainder.bound, proven=self.prove(dual, self.left()))
        if self.rounds is None:
            self.search.improve(10**9, self.until(1.0), self.tell)
        return self.result(dual.remainder.bound, proven=False)

    def remaining(self, dual: Lagrangian) -> int:
        return int((dual.remainder.may & dual.remainder.open).sum())

    def prove(self, dual: Lagrangian, seconds: float) -> bool:
        """Hand what is left to HiGHS; True when it has looked at every plan."""
        self.tell()
        verdict = finish(self.program, dual.remainder, self.search.best, min(seconds, self.left()))
        dual.remainder.bound = max(dual.remainder.bound, verdict.bound)
        if verdict.plan is not None:
            self.search.best = verdict.plan
        return verdict.complete

    def first_plan(self, dual: Lagrangian) -> None:
        """The search found no plan that holds: HiGHS finds one to begin with, or shows that there is none.

        Any plan will do, so it is not asked for the best: that is the search's work, from there.
        """
        verdict = finish(self.program, dual.remainder, None, self.left(), any_plan=True)
        if verdict.plan is not None:
            self.search.best = verdict.plan
            self.search.begin_with(np.searchsorted(np.sort(verdict.plan.medians), verdict.plan.assignment))
            return
        if verdict.complete:
            raise ConflictError(
                f"No {self.program.p} areas keep every rule: the loads do not divide into the workload band"
                + (", or too many places may not share an area." if self.program.apart is not None else "."),
                todo="Widen the band, or draw another number of areas.",
            )
        raise self.not_found()

    def not_found(self) -> ConflictError:
        return ConflictError(
            f"No {self.program.p} areas within the workload band were found in {self.seconds:g} seconds.",
            todo="Widen the band, draw another number of areas, or allow more time.",
        )

    def result(self, bound: float, *, proven: bool) -> PMedian:
        best: Plan | None = self.search.best
        if best is None:
            raise self.not_found()
        bound = best.cost if proven else min(max(bound, 0.0), best.cost)
        if not proven and self.program.integral and np.ceil(bound - 1e-6) >= best.cost:
            proven = True
        if proven or bound >= self.program.below(best.cost):
            bound, proven = best.cost, True
        gap = (best.cost - bound) / best.cost if best.cost > 0 else 0.0
        self.progress("drawing areas", 100, 100)
        return PMedian(np.sort(best.medians), best.assignment, best.cost, bound, gap, proven)
