r"""Drawing areas again when the calls have moved, without tearing places from the officer who knows them.

    n_i  load of place i;  d_ik  walk from place i to the post of officer k;  o_i  officer who has place i now
    t_ik in {0,1}  place i goes to officer k

    Minimize    sum_ik n_i d_ik t_ik + price sum_i n_i (1 - t_i,o_i)
    Subject to  sum_k t_ik = 1
                (1 - band) N <= sum_i n_i t_ik <= (1 + band) N,   N = sum_i n_i / officers

`price` is the walk (in the unit of d) that keeping a place with its officer is worth, for each unit of load. Solved
by HiGHS through SciPy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from commonbeat.errors import ConflictError


@dataclass(frozen=True)
class Redrawing:
    """Places given to officers anew.

    Attributes:
        officer: officer of each place, shape (places,).
        changed: share of places that change officer (0 to 1).
        walk: sum of load x walk, in the unit of the distances.
        gap: relative gap to the best there can be; 0.0 is a proof.
    """

    officer: NDArray[np.int64]
    changed: float
    walk: float
    gap: float


def redraw(
    walk: NDArray[np.float64],
    load: NDArray[np.float64],
    current: NDArray[np.int64],
    *,
    price: float,
    band: float = 0.15,
    seconds: float = 30.0,
) -> Redrawing:
    """Give places to officers anew at a stated price of change.

    Args:
        walk: d_ik, shape (places, officers).
        load: n_i, shape (places,), calls or minutes, all positive.
        current: o_i, shape (places,); -1 for a place nobody has yet.
        price: what keeping a place with its officer is worth, in the unit of `walk`; 0 draws without regard to it.
        band: how far an officer's load may be from the even part.

    Raises:
        ConflictError: no drawing keeps the workload band.
    """
    places, officers = walk.shape
    cost = load[:, None] * walk
    known = current >= 0
    cost[known, current[known]] -= price * load[known]
    each_place = sparse.kron(sparse.eye_array(places), np.ones((1, officers)))
    each_officer = sparse.kron(load[None, :], sparse.eye_array(officers))
    even = load.sum() / officers
    found = milp(
        cost.ravel(),
        integrality=np.ones(cost.size, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(sparse.csr_array(each_place), 1, 1),
            LinearConstraint(sparse.csr_array(each_officer), (1 - band) * even, (1 + band) * even),
        ],
        options={"time_limit": seconds},
    )
    if found.x is None:
        raise ConflictError(
            f"No drawing gives every officer a workload within {band:.0%} of the even part.",
            todo="Allow a wider workload band.",
        )
    officer = found.x.reshape(places, officers).argmax(axis=1)
    gap = float(found.mip_gap) if math.isfinite(found.mip_gap) else math.inf
    return Redrawing(
        officer=officer,
        changed=float(np.mean(officer[known] != current[known])) if known.any() else 0.0,
        walk=float((load * walk[np.arange(places), officer]).sum()),
        gap=gap,
    )
