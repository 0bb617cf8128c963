"""HiGHS on a posting program: an answer, its bound, or the knowledge that none exists."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from commonbeat.analysis.stationing.program import Program, Row, Rule

#: A gap below this is a proof: HiGHS's own default tolerance.
PROOF = 1e-4
_INFEASIBLE, _TIME_LIMIT = 2, 1


@dataclass(frozen=True)
class Answer:
    """What the solver found.

    Attributes:
        posted: area number of each officer, -1 for none; shape (officers,); None when no plan was found.
        objective: value of the plan; -inf without one.
        bound: no plan is worth more; +inf when the time ran out before a bound.
        infeasible: True when it is proven that no plan exists.
    """

    posted: NDArray[np.int64] | None
    objective: float
    bound: float
    infeasible: bool

    @property
    def gap(self) -> float:
        """(bound - objective) / |objective|, 0.0 at the least."""
        if self.posted is None:
            return math.inf
        return max(0.0, (self.bound - self.objective) / max(abs(self.objective), 1e-9))


def solve(
    program: Program,
    *,
    seconds: float,
    gap: float = PROOF,
    rules: Sequence[Rule] | None = None,
    extra: Sequence[Row] = (),
) -> Answer:
    """Solve the program.

    Args:
        program: from `program.build`.
        seconds: time limit.
        gap: stop when the relative gap is below this.
        rules: stated rules to hold; all of the program's when None.
        extra: further rows, such as one that forbids a posting.
    """
    held = program.rules if rules is None else rules
    rows = [*program.rows, *(row for rule in held for row in rule.rows), *extra]
    matrix, low, high = program.matrix(rows)
    found = milp(
        program.cost,
        integrality=program.integral,
        bounds=Bounds(np.zeros(len(program.cost)), program.upper),
        constraints=LinearConstraint(matrix, low, high),
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )
    bound = math.inf
    if found.mip_dual_bound is not None and math.isfinite(found.mip_dual_bound):
        bound = program.constant - float(found.mip_dual_bound)
    if found.x is None:
        return Answer(None, -math.inf, bound, infeasible=found.status == _INFEASIBLE)
    x = np.round(found.x[program.x])
    posted = np.where(x.sum(axis=1) > 0, x.argmax(axis=1), -1)
    return Answer(posted, program.constant - float(found.fun), bound, infeasible=False)
