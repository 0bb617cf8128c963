"""Many tests at once: the part of false alarms among what is named (Benjamini & Hochberg 1995)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def false_discovery(p_value: ArrayLike) -> NDArray[np.float64]:
    """q-values, shape (n,): the least false-discovery rate at which each test would be named.

    Args:
        p_value: of independent (or positively dependent) tests, shape (n,).
    """
    p = np.asarray(p_value, dtype=float)
    n = len(p)
    order = np.argsort(p, kind="stable")
    raised = p[order] * n / np.arange(1, n + 1)
    q = np.empty(n)
    q[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return q
