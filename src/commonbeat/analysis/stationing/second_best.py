"""What it costs to post an officer anywhere else: the price of the plan, officer by officer."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.stationing.program import Program, Row
from commonbeat.analysis.stationing.solver import solve
from commonbeat.analysis.stationing.worth import Worth, members
from commonbeat.progress import Progress, silent

Posted = NDArray[np.int64]


@dataclass(frozen=True)
class SecondBest:
    """The best plan with the officer elsewhere.

    Attributes:
        area: number of the area the officer is at in that plan, -1 for none; None when no such plan was found.
        cost: what it costs in calls; an upper bound when not `exact`.
    """

    area: int | None
    cost: float
    exact: bool


def second_best(
    program: Program,
    worth: Worth,
    posted: Posted,
    objective: float,
    *,
    seconds: float,
    seconds_used: float,
    progress: Progress = silent,
) -> list[SecondBest]:
    """For each officer, the best plan that posts the officer elsewhere.

    Solved anew for each officer when that fits in `seconds` (judged by how long the plan itself took), else the best
    plan one move or one swap away, which bounds the cost from above.
    """
    exact = seconds_used * len(posted) < seconds
    answers = []
    for i, j in enumerate(posted):
        if exact:
            row = Row((int(program.x[i, j]) if j >= 0 else 0,), (1.0,), 0.0, 0.0)
            if j < 0:
                row = Row(tuple(program.x[i]), (1.0,) * program.x.shape[1], 1.0, 1.0)
            found = solve(program, seconds=max(1.0, seconds / len(posted)), extra=[row])
            area = None if found.posted is None else int(found.posted[i])
            cost = math.inf if area is None else max(0.0, objective - found.objective)
            answers.append(SecondBest(area, cost, exact=found.gap <= 1e-3 or found.infeasible))
        else:
            answers.append(_one_step_away(program, worth, posted, i))
        progress("Comparing with second-best postings", i + 1, len(posted))
    return answers


def _one_step_away(program: Program, worth: Worth, posted: Posted, i: int) -> SecondBest:
    """The best plan in which officer i alone moves, or changes places with one other."""
    officers, areas = program.x.shape
    base = worth.plan(posted)
    there = members(posted, areas)
    free = [j for j in range(areas) if j != posted[i] and len(there[j]) < worth.rules.max_officers]
    others = [k for k in range(officers) if posted[k] != posted[i] and posted[k] >= 0]
    trials = [_changed(posted, {i: j}) for j in free]
    trials += [_changed(posted, {i: int(posted[k]), k: int(posted[i])}) for k in others]
    best, where = math.inf, None
    for trial in sorted(trials, key=lambda plan: -worth.plan(plan)):
        if holds(program, trial):
            best, where = base - worth.plan(trial), int(trial[i])
            break
    return SecondBest(where, max(0.0, best), exact=False)


def _changed(posted: Posted, moves: dict[int, int]) -> Posted:
    trial = posted.copy()
    for officer, area in moves.items():
        trial[officer] = area
    return trial


def holds(program: Program, posted: Posted) -> bool:
    """True when a plan keeps every stated rule."""
    officers, areas = program.x.shape
    values = np.zeros(len(program.cost))
    for i, j in enumerate(posted):
        if j >= 0:
            values[program.x[i, j]] = 1.0
            values[officers * areas + j] = 1.0  # y_j follows the x block
    return all(
        row.low - 1e-9
        <= sum(a * values[c] for c, a in zip(row.columns, row.coefficients, strict=True))
        <= row.high + 1e-9
        for rule in program.rules
        for row in rule.rows
    )
