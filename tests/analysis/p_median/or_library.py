"""The OR-Library's capacitated p-median files, and made instances of the size of a program."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Instance(NamedTuple):
    distance: NDArray[np.float64]
    demand: NDArray[np.float64]
    capacity: float
    p: int
    optimum: float


def read_or_library(path: Path) -> Instance:
    """First line: number and optimum; second: n, p, capacity; then id, x, y, demand. Distances are rounded down."""
    numbers = [float(word) for word in path.read_text().split()]
    _, optimum, n, p, capacity = numbers[:5]
    rows = np.array(numbers[5 : 5 + 4 * int(n)]).reshape(int(n), 4)
    apart = rows[:, None, 1:3] - rows[None, :, 1:3]
    distance = np.floor(np.hypot(apart[..., 0], apart[..., 1]) + 1e-9)
    return Instance(distance, rows[:, 3], capacity, int(p), optimum)


def made_program(n: int, p: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Places spread over a city with skewed loads: walks (n, n), loads (n,) and the mean load of an area."""
    random = np.random.default_rng(seed)
    xy = random.uniform(0, 10, (n, 2))
    load = random.lognormal(0, 0.8, n)
    apart = xy[:, None, :] - xy[None, :, :]
    return np.hypot(apart[..., 0], apart[..., 1]), load, float(load.sum()) / p
