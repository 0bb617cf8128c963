"""Getis-Ord Gi*: cells whose neighborhood holds more calls than chance spreads there.

Getis and Ord (1992), in the standardized form of Ord and Getis (1995): the analytic z, no permutations. With many cells
some are high by chance: q-values after Benjamini and Hochberg (1995) say which stand out in spite of that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree
from scipy.stats import norm

from commonbeat.analysis.false_discovery import false_discovery
from commonbeat.analysis.geometry import METERS_PER_DEGREE, to_degrees, to_meters
from commonbeat.errors import InputError


@dataclass(frozen=True)
class HotCells:
    """A map layer of Gi*.

    Attributes:
        lon, lat: middle of each cell, degrees, shape (n,).
        cell_meters: width of a cell.
        value: calls in each cell, shape (n,).
        z: Gi* as a standard normal deviate, shape (n,); above zero is hot.
        p_value: one-sided chance of a cell this hot, shape (n,).
        q_value: the same with false discoveries controlled over all cells.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    cell_meters: float
    value: NDArray[np.float64]
    z: NDArray[np.float64]
    p_value: NDArray[np.float64]
    q_value: NDArray[np.float64]


def gi_star(value: ArrayLike, neighbors: csr_array) -> NDArray[np.float64]:
    """Gi* of each site with binary weights, itself included.

    z_i = (sum_j w_ij x_j - W_i mean) / (s sqrt((n W_i - W_i^2) / (n - 1))), with W_i the number of neighbors of i
    and itself, and s the standard deviation with divisor n.

    Args:
        value: x, shape (n,).
        neighbors: w, sparse (n, n) of zeros and ones with ones on the diagonal.

    Returns:
        z, shape (n,); 0 where all values are equal or everything is a neighbor.
    """
    x = np.asarray(value, dtype=float)
    n = len(x)
    if neighbors.shape != (n, n):
        raise InputError(f"Neighbors have shape {neighbors.shape} for {n} values.")
    if n < 2:
        return np.zeros(n)
    count = np.asarray(neighbors.sum(axis=1), dtype=float).ravel()
    spread = np.sqrt(np.maximum((x**2).mean() - x.mean() ** 2, 0.0)) * np.sqrt(
        np.maximum(n * count - count**2, 0.0) / (n - 1)
    )
    above = np.asarray(neighbors @ x).ravel() - count * x.mean()
    z = np.zeros(n)
    np.divide(above, spread, out=z, where=spread > 1e-12 * max(1.0, float(np.abs(x).max())))
    return z


def hot_cells(
    lon: ArrayLike,
    lat: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    cell_meters: float = 250.0,
    reach_meters: float = 375.0,
) -> HotCells:
    """Gi* of the calls on a square grid over their extent.

    All cells of the extent count, also the empty ones: leave out stray coordinates first.

    Args:
        lon, lat: degrees, shape (n,); points without coordinates (NaN) are left out.
        weights: calls at each point; 1 each when None.
        cell_meters: width of a cell.
        reach_meters: cells whose middles are this near are neighbors; 1.5 cells reach the eight around.

    Raises:
        InputError: more than four million cells.
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    mass = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=float)
    known = np.isfinite(x) & np.isfinite(y) & np.isfinite(mass)
    if not known.any():
        return HotCells(*(np.empty(0),) * 2, cell_meters, *(np.empty(0),) * 4)
    x, y, mass = x[known], y[known], mass[known]
    origin = (float(x.min() + x.max()) / 2.0, float(y.min() + y.max()) / 2.0)
    cells = np.floor(to_meters(x, y, origin=origin) / cell_meters).astype(np.int64)
    low = cells.min(axis=0)
    shape = cells.max(axis=0) - low + 1
    if int(shape[0]) * int(shape[1]) > 4_000_000:
        raise InputError(
            f"{shape[0]:,} x {shape[1]:,} cells of {cell_meters:g} m are too many.",
            todo=f"Leave out stray coordinates (the points span {np.ptp(y) * METERS_PER_DEGREE / 1000:,.0f} km), "
            "or widen the cells.",
        )
    flat = (cells - low) @ np.array([shape[1], 1])
    value = np.bincount(flat, weights=mass, minlength=int(shape.prod())).astype(np.float64)
    z = gi_star(value, grid_neighbors((int(shape[0]), int(shape[1])), reach_meters / cell_meters))
    p = norm.sf(z)
    grid = np.stack(np.meshgrid(np.arange(shape[0]), np.arange(shape[1]), indexing="ij"), axis=-1).reshape(-1, 2)
    middle = to_degrees((grid + low + 0.5) * cell_meters, origin)
    return HotCells(middle[:, 0], middle[:, 1], cell_meters, value, z, p, false_discovery(p))


def grid_neighbors(shape: tuple[int, int], reach: float) -> csr_array:
    """Zeros and ones between cells of a grid at most `reach` cells apart, each its own neighbor; (n, n) sparse."""
    n = shape[0] * shape[1]
    index = np.arange(n).reshape(shape)
    far = int(reach)
    first, second = [], []
    for down in range(-far, far + 1):
        for right in range(-far, far + 1):
            if down * down + right * right > reach * reach * (1 + 1e-12):
                continue
            rows = slice(max(0, -down), min(shape[0], shape[0] - down))
            columns = slice(max(0, -right), min(shape[1], shape[1] - right))
            here = index[rows, columns]
            first.append(here.ravel())
            second.append((here + down * shape[1] + right).ravel())
    i, j = np.concatenate(first), np.concatenate(second)
    return csr_array((np.ones(len(i)), (i, j)), shape=(n, n))


def near_neighbors(xy: ArrayLike, reach: float) -> csr_array:
    """The same between points at most `reach` apart; shape (n, n)."""
    points = np.asarray(xy, dtype=float)
    pairs = cKDTree(points).query_pairs(reach, output_type="ndarray")
    every = np.arange(len(points))
    i = np.concatenate([pairs[:, 0], pairs[:, 1], every])
    j = np.concatenate([pairs[:, 1], pairs[:, 0], every])
    return csr_array((np.ones(len(i)), (i, j)), shape=(len(points), len(points)))
