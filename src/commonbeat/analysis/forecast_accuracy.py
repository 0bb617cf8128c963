"""How good a list of places was: PAI, PEI, RRI and the coverage of the intervals, once the next period is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class AccuracyCurve:
    """Measures for the first 1, 2, ... n places of a list, arrays of shape (n,).

    Attributes:
        pai: share of calls over share of places (Chainey, Tompson & Uhlig 2008): how many times denser.
        pei: PAI over the best PAI that any list of that length could have had (Hunt 2016): 1 is an oracle.
        rri: predicted over observed calls (Wheeler & Steenbeek 2021): 1 is an honest promise; inf when none came.
        hits: share of the list that an oracle's list of the same length also names.
    """

    pai: NDArray[np.float64]
    pei: NDArray[np.float64]
    rri: NDArray[np.float64]
    hits: NDArray[np.float64]


def accuracy_curve(observed: ArrayLike, predicted: ArrayLike, area: ArrayLike | None = None) -> AccuracyCurve:
    """Measure a prediction at every length of its list.

    Args:
        observed: calls that came at each place, shape (n,).
        predicted: calls that were predicted, shape (n,).
        area: size of each place; equal when None.
    """
    seen, said = np.asarray(observed, dtype=float), np.asarray(predicted, dtype=float)
    size = np.ones(len(seen)) if area is None else np.asarray(area, dtype=float)
    # Among equal predictions the ones that went worst come first, so that a tie never flatters.
    order = np.lexsort((seen, -said / size))
    best = np.argsort(-seen / size, kind="stable")
    got, share = np.cumsum(seen[order]), np.cumsum(size[order]) / size.sum()
    could, could_share = np.cumsum(seen[best]), np.cumsum(size[best]) / size.sum()
    total = max(float(seen.sum()), 1e-300)
    pai = got / total / share
    oracle = could / total / could_share
    with np.errstate(divide="ignore", invalid="ignore"):
        rri = np.cumsum(said[order]) / got
        pei = np.where(oracle > 0, pai / oracle, 1.0)
    position = np.empty(len(seen), dtype=np.int64)
    position[best] = np.arange(len(seen))
    mine = np.empty(len(seen), dtype=np.int64)
    mine[order] = np.arange(len(seen))
    # A place is in both lists of length k once k passes the later of its two positions.
    joined = np.bincount(np.maximum(position, mine), minlength=len(seen))
    hits = np.cumsum(joined) / np.arange(1, len(seen) + 1)
    return AccuracyCurve(pai, pei, rri, hits)


def coverage(observed: ArrayLike, low: ArrayLike, high: ArrayLike) -> float:
    """Part of the places whose count fell into its interval (0 to 1)."""
    seen = np.asarray(observed)
    if not seen.size:
        return float("nan")
    return float(np.mean((seen >= np.asarray(low)) & (seen <= np.asarray(high))))
