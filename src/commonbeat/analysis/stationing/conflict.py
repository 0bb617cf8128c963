"""Why no posting plan exists: an irreducible set of stated wishes, and the fewest to give up.

The irreducible set is found by QuickXplain (Junker 2004) over the named rules; the smallest relaxation is an elastic
program in which every rule may be dropped at the price of one.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from commonbeat.analysis.stationing.officers import Conflict
from commonbeat.analysis.stationing.program import Floats, Program, Row, Rule
from commonbeat.analysis.stationing.solver import solve


def explain(program: Program, *, seconds: float = 30.0) -> Conflict:
    """Say which stated wishes together make a plan impossible, and which few to give up.

    Args:
        program: one that `solver.solve` found infeasible.
        seconds: time limit of each question put to the solver.
    """
    bare = dataclasses.replace(program, cost=np.zeros_like(program.cost))

    def possible(rules: Sequence[Rule]) -> bool:
        return not solve(bare, seconds=seconds, rules=rules).infeasible

    core = _quick_explain([], list(program.rules), possible, has_delta=False)
    return Conflict(
        rules=tuple(rule.sentence for rule in core),
        relaxation=tuple(rule.sentence for rule in _fewest_to_drop(program, seconds)),
    )


def _quick_explain(
    held: list[Rule], rules: list[Rule], possible: Callable[[Sequence[Rule]], bool], *, has_delta: bool
) -> list[Rule]:
    """A smallest-by-inclusion part of `rules` that cannot hold together with `held`."""
    if has_delta and not possible(held):
        return []
    if len(rules) == 1:
        return rules
    middle = len(rules) // 2
    first, second = rules[:middle], rules[middle:]
    from_second = _quick_explain(held + first, second, possible, has_delta=True)
    from_first = _quick_explain(held + from_second, first, possible, has_delta=bool(from_second))
    return from_first + from_second


def _fewest_to_drop(program: Program, seconds: float) -> list[Rule]:
    """The smallest number of rules without which a plan exists."""
    size, count = len(program.cost), len(program.rules)
    rows = list(program.rows)
    for number, rule in enumerate(program.rules):
        rows.extend(part for row in rule.rows for part in _elastic(row, size + number, program.upper))
    matrix, low, high = dataclasses.replace(program, cost=np.zeros(size + count)).matrix(rows)
    found = milp(
        np.concatenate([np.zeros(size), np.ones(count)]),
        integrality=np.concatenate([program.integral, np.ones(count, dtype=np.int64)]),
        bounds=Bounds(np.zeros(size + count), np.concatenate([program.upper, np.ones(count)])),
        constraints=LinearConstraint(sparse.csr_array(matrix), low, high),
        options={"time_limit": seconds},
    )
    if found.x is None:
        return list(program.rules)
    return [rule for rule, dropped in zip(program.rules, found.x[size:], strict=True) if dropped > 0.5]


def _elastic(row: Row, switch: int, upper: Floats) -> list[Row]:
    """The row with a switch that, turned on, lets it go."""
    largest = sum(max(a, 0.0) * upper[c] for c, a in zip(row.columns, row.coefficients, strict=True))
    smallest = sum(min(a, 0.0) * upper[c] for c, a in zip(row.columns, row.coefficients, strict=True))
    columns = (*row.columns, switch)
    parts = []
    if math.isfinite(row.high):
        parts.append(Row(columns, (*row.coefficients, -(largest - row.high)), -math.inf, row.high))
    if math.isfinite(row.low):
        parts.append(Row(columns, (*row.coefficients, row.low - smallest), row.low, math.inf))
    return parts
