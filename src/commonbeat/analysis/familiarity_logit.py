"""Fixed-effects logit by conditional likelihood, with a variance clustered by group.

For group g with rows i, covariates x_i (p of them) and outcomes y_i in {0, 1}, conditioning on the group's number of
ones k_g takes the group's own level out (Andersen 1970; Chamberlain 1980):

    log L(b) = sum_g [ sum_i y_i x_i'b - log D_g(b) ]
    D_g(b) = sum over subsets S of size k_g of exp(sum_{i in S} x_i'b)

D_g is the coefficient of z^k_g in prod_i (1 + z exp(x_i'b)), built row by row (Gail, Lubin and Rubinstein 1981), here
with its first and second derivatives and for all groups at once. The variance is the sandwich over groups with the
factor G / (G - 1); intervals and tests use Student's t with G - 1 degrees of freedom (Cameron and Miller 2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_STEPS: Final = 50
_ENOUGH: Final = 1e-9


@dataclass(frozen=True)
class ConditionalLogit:
    """A fitted model.

    Attributes:
        estimate: log-odds per unit of each covariate, shape (p,).
        standard_error: clustered by group, shape (p,).
        interval: 95 %, shape (p, 2).
        p_value: two-sided, of no effect, shape (p,).
        groups: groups with both outcomes, the only ones that say anything.
        rows: their outcomes.
    """

    estimate: Floats
    standard_error: Floats
    interval: Floats
    p_value: Floats
    groups: int
    rows: int


def fit_conditional_logit(group: Ints, x: Floats, ones: Ints, trials: Ints) -> ConditionalLogit | None:
    """Fit by Newton's method.

    Args:
        group: of each row, any integers, shape (n,).
        x: covariates, shape (n, p).
        ones: outcomes that are 1 among the row's `trials`, shape (n,).
        trials: outcomes of each row, all with its covariates, shape (n,).

    Returns:
        The model; None when nothing varies within groups, when fewer than two groups say anything, or when the outcomes
        are separated, so that no finite estimate exists.
    """
    keep = trials > 0
    group, x, ones, trials = group[keep], x[keep], ones[keep], trials[keep]
    _, code = np.unique(group, return_inverse=True)
    k = np.bincount(code, weights=ones).astype(np.int64)
    n = np.bincount(code, weights=trials).astype(np.int64)
    varies = (k > 0) & (k < n)
    keep = varies[code]
    if varies.sum() < 2:
        return None
    code = (np.cumsum(varies) - 1)[code[keep]]
    x, ones, trials, k, n = x[keep], ones[keep], trials[keep], k[varies], n[varies]
    groups, p = len(k), x.shape[1]
    x = x - np.stack([np.bincount(code, weights=trials * x[:, a]) / n for a in range(p)], axis=1)[code]
    rows, there = _rectangle(code, x, trials, n)
    observed = np.stack([np.bincount(code, weights=ones * x[:, a], minlength=groups) for a in range(p)], axis=1)
    b = np.zeros(p)
    value, gradient, hessian = _log_denominator(b, rows, there, k)
    level = float(-value.sum())
    for _ in range(_STEPS):
        score, information = (observed - gradient).sum(axis=0), hessian.sum(axis=0)
        if np.linalg.matrix_rank(information, tol=1e-8 * max(1.0, float(np.trace(information)))) < p:
            return None
        step = np.linalg.solve(information, score)
        size = 1.0
        while True:  # halve until the likelihood does not fall
            trial = b + size * step
            value, gradient, hessian = _log_denominator(trial, rows, there, k)
            reached = float(observed.sum(axis=0) @ trial - value.sum())
            if np.isfinite(reached) and reached >= level - 1e-10:
                break
            size /= 2
            if size < 1e-6:
                return None
        b, level = trial, reached
        if np.abs(b).max() > 30:
            return None
        if float(np.abs(step).max()) < _ENOUGH:
            break
    bread = np.linalg.inv(hessian.sum(axis=0))
    scores = observed - gradient
    variance = bread @ (scores.T @ scores) @ bread * groups / (groups - 1)
    error = np.sqrt(np.diag(variance))
    if not np.all(error > 0):
        return None
    reach = float(stdtrit(groups - 1, 0.975))
    return ConditionalLogit(
        estimate=b,
        standard_error=error,
        interval=np.stack([b - reach * error, b + reach * error], axis=1),
        p_value=2 * stdtr(groups - 1, -np.abs(b / error)),
        groups=groups,
        rows=int(n.sum()),
    )


def _rectangle(code: Ints, x: Floats, trials: Ints, n: Ints) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Every outcome on a row of its own, groups side by side: covariates (longest, groups, p) and which cells exist."""
    code, x = np.repeat(code, trials), np.repeat(x, trials, axis=0)
    order = np.argsort(code, kind="stable")
    code, x = code[order], x[order]
    at = np.arange(len(code)) - np.repeat(np.cumsum(n) - n, n)
    rows = np.zeros((int(n.max()), len(n), x.shape[1]))
    there = np.zeros(rows.shape[:2], dtype=bool)
    rows[at, code], there[at, code] = x, True
    return rows, there


def _log_denominator(b: Floats, rows: Floats, there: npt.NDArray[np.bool_], k: Ints) -> tuple[Floats, Floats, Floats]:
    """log D_g and its derivatives: shapes (groups,), (groups, p), (groups, p, p)."""
    longest, groups, p = rows.shape
    top = int(k.max())
    f = np.zeros((groups, top + 1))
    f[:, 0] = 1
    first, second = np.zeros((p, groups, top + 1)), np.zeros((p, p, groups, top + 1))
    scale = np.zeros(groups)
    weights = np.where(there, np.exp(rows @ b), 0.0)
    for row in range(longest):
        w = weights[row][:, None]
        upto = min(row + 1, top) + 1
        below = slice(0, upto - 1)
        here = slice(1, upto)
        x = rows[row]
        add_f = w * f[:, below]
        for a in range(p):
            xa = x[:, a, None]
            for c in range(a + 1):
                xc = x[:, c, None]
                second[a, c][:, here] += (
                    w * (second[a, c][:, below] + xa * first[c][:, below] + xc * first[a][:, below]) + xa * xc * add_f
                )
        for a in range(p):
            first[a][:, here] += w * first[a][:, below] + x[:, a, None] * add_f
        f[:, here] += add_f
        if row % 64 == 63:
            largest = f.max(axis=1)
            scale += np.log(largest)
            f /= largest[:, None]
            first /= largest[:, None]
            second /= largest[:, None]
    each = np.arange(groups)
    denominator = f[each, k]
    gradient = np.stack([first[a][each, k] / denominator for a in range(p)], axis=1)
    hessian = np.empty((groups, p, p))
    for a in range(p):
        for c in range(a + 1):
            hessian[:, a, c] = hessian[:, c, a] = second[a, c][each, k] / denominator - gradient[:, a] * gradient[:, c]
    return np.log(denominator) + scale, gradient, hessian
