"""HiGHS on what the Lagrangian bound left over: the certificate, or a better plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from commonbeat.analysis.p_median.bound import Remainder
from commonbeat.analysis.p_median.program import Plan, Program

#: More variables than this are not worth handing over: the relaxation alone would outlast the clock.
_VARIABLE_LIMIT = 60_000


@dataclass(frozen=True)
class Verdict:
    """A better plan if there is one, a lower bound on all plans, and whether every plan has been looked at."""

    plan: Plan | None
    bound: float
    complete: bool


def finish(program: Program, rest: Remainder, best: Plan | None, seconds: float, *, any_plan: bool = False) -> Verdict:
    """Look for a plan better than `best` among what is left; with `any_plan`, for one that holds, whatever it costs.

    The program handed over is the one of `capacitated_p_median`, less the variables that were struck out, with
    linking rows x_ij <= y_j one by one and a row that asks for a cost below the best plan's.
    """
    rows, cols = np.nonzero(rest.may & rest.open)
    medians = np.flatnonzero(rest.open)
    known = np.inf if best is None else best.cost
    if len(rows) > _VARIABLE_LIMIT or seconds <= 0:
        return Verdict(None, rest.bound, False)
    if len(medians) < program.p:
        return Verdict(None, known, True)
    place_of_median = np.full(program.n, -1)
    place_of_median[medians] = np.arange(len(medians))
    x_count, y_count = len(rows), len(medians)
    link = place_of_median[cols]
    xs, ys = np.arange(x_count), x_count + np.arange(y_count)
    one = np.ones(x_count)
    width = x_count + y_count
    scale = float(np.median(program.demand[program.demand > 0])) if program.demand.any() else 1.0
    load = program.demand[rows] / scale

    def matrix(data: np.ndarray, i: np.ndarray, j: np.ndarray, height: int) -> sparse.csr_array:
        return sparse.csr_array((data, (i, j)), shape=(height, width))

    served = matrix(one, rows, xs, program.n)
    carried = matrix(
        np.concatenate([load, -program.upper[medians] / scale]),
        np.concatenate([link, np.arange(y_count)]),
        np.concatenate([xs, ys]),
        y_count,
    )
    linked = matrix(
        np.concatenate([one, -one]), np.concatenate([xs, xs]), np.concatenate([xs, x_count + link]), x_count
    )
    chosen = matrix(np.ones(y_count), np.zeros(y_count, dtype=int), ys, 1)
    slack = program.load_tolerance / scale
    constraints = [
        LinearConstraint(served, 1, 1),
        LinearConstraint(carried, -np.inf, slack),
        LinearConstraint(linked, -np.inf, 0),
        LinearConstraint(chosen, program.p, program.p),
    ]
    if program.lower.max() > 0:
        floor = matrix(
            np.concatenate([load, -program.lower[medians] / scale]),
            np.concatenate([link, np.arange(y_count)]),
            np.concatenate([xs, ys]),
            y_count,
        )
        constraints.append(LinearConstraint(floor, -slack, np.inf))
    if program.apart is not None:
        constraints.append(_apart_rows(program, rows, link, width, x_count))
    cost = np.zeros(width)
    if not any_plan:
        cost[:x_count] = program.cost[rows, cols]
    if best is not None and program.apart is None:  # beside the cliques, a row so dense only slows the relaxation
        cutoff = matrix(cost[:x_count], np.zeros(x_count, dtype=int), xs, 1)
        constraints.append(LinearConstraint(cutoff, -np.inf, program.below(best.cost)))
    low = np.zeros(width)
    low[x_count:] = rest.must[medians]
    result = milp(
        cost,
        constraints=constraints,
        integrality=np.ones(width, dtype=np.int64),
        bounds=Bounds(low, np.ones(width)),
        options={"time_limit": max(0.05, seconds), "mip_rel_gap": 1e-7},
    )
    plan = None
    if result.x is not None:
        taken = np.flatnonzero(result.x[:x_count] > 0.5)
        assignment = np.zeros(program.n, dtype=np.int64)
        assignment[rows[taken]] = cols[taken]
        picked = medians[result.x[x_count:] > 0.5]
        total = program.cost_of(picked, assignment)
        if total is not None and total < known:
            plan = Plan(picked, assignment, total)
    if result.status == 2:  # nothing better is left
        return Verdict(None, known, True)
    if any_plan:
        return Verdict(plan, rest.bound, False)
    if result.status == 0:  # the best there is: a better plan, or none better than the one known
        return Verdict(plan, known if plan is None else plan.cost, True)
    dual = result.mip_dual_bound
    bound = rest.bound if dual is None or not np.isfinite(dual) else max(rest.bound, min(float(dual), known))
    return Verdict(plan, bound, False)


def _apart_rows(program: Program, rows: np.ndarray, link: np.ndarray, width: int, x_count: int) -> LinearConstraint:
    """At most one of some places that may not share an area: sum of x_ij over them <= y_j.

    A row for each clique of such places, not for each pair: with pairs alone, halves of everything would be a solution
    of the relaxation, and its bound would say nothing.
    """
    table = np.full((program.n, int(link.max()) + 1 if len(link) else 1), -1)
    table[rows, link] = np.arange(x_count)
    assert program.apart is not None  # noqa: S101
    data: list[float] = []
    row: list[int] = []
    column: list[int] = []
    height = 0
    for clique in _cliques(program.apart):
        for median in range(table.shape[1]):
            inside = table[clique, median]
            inside = inside[inside >= 0]
            if len(inside) > 1:
                column += [*inside.tolist(), x_count + median]
                data += [1.0] * len(inside) + [-1.0]
                row += [height] * (len(inside) + 1)
                height += 1
    return LinearConstraint(sparse.csr_array((data, (row, column)), shape=(max(height, 1), width)), -np.inf, 0)


def _cliques(apart: np.ndarray) -> list[np.ndarray]:
    """Cliques that together cover every pair, each grown greedily from a pair that is not covered yet."""
    covered = np.zeros_like(apart, dtype=bool)
    cliques = []
    for first, second in zip(*np.nonzero(np.triu(apart, 1)), strict=True):
        if covered[first, second]:
            continue
        members = [int(first), int(second)]
        free = apart[first] & apart[second]
        while free.any():
            grown = int(np.argmax(free))
            members.append(grown)
            free = free & apart[grown]
        covered[np.ix_(members, members)] = True
        cliques.append(np.array(members))
    return cliques
