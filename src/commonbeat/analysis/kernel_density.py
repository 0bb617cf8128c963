"""Kernel density: a smooth map of calls, by binning and a Gaussian filter.

Silverman (1982): what the exact kernel sum gives at each cell, but in time that grows with the cells, not with
cells times calls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter

from commonbeat.analysis.geometry import to_degrees, to_meters
from commonbeat.errors import InputError

_LARGEST_GRID = 16_000_000


@dataclass(frozen=True)
class Density:
    """A map layer of density.

    Attributes:
        lon, lat: middle of each cell with some density, degrees, shape (n,).
        cell_meters: width of a cell.
        value: calls per square kilometer, shape (n,).
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    cell_meters: float
    value: NDArray[np.float64]


def kernel_density(
    lon: ArrayLike,
    lat: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    cell_meters: float = 250.0,
    bandwidth_meters: float = 500.0,
) -> Density:
    """Density of calls under a Gaussian kernel.

    Points are shared out between the four cell middles around them (linear binning), so that a coarse grid does not
    shift them. Nothing is reflected at the edge: the grid reaches four bandwidths beyond the points.

    Args:
        lon, lat: degrees, shape (n,); NaN are left out.
        weights: calls at each point; 1 each when None.
        cell_meters: width of a cell.
        bandwidth_meters: standard deviation of the kernel.

    Returns:
        Cells with at least a thousandth of a thousandth of the highest density.

    Raises:
        InputError: widths that are not positive, or too many cells.
    """
    if not cell_meters > 0 or not bandwidth_meters > 0:
        raise InputError("Cell and bandwidth must be more than zero.")
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    mass = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=float)
    known = np.isfinite(x) & np.isfinite(y) & np.isfinite(mass)
    if not known.any():
        return Density(np.empty(0), np.empty(0), cell_meters, np.empty(0))
    x, y, mass = x[known], y[known], mass[known]
    origin = (float(x.min() + x.max()) / 2.0, float(y.min() + y.max()) / 2.0)
    place = to_meters(x, y, origin=origin) / cell_meters
    edge = int(np.ceil(4.0 * bandwidth_meters / cell_meters)) + 1
    low = np.floor(place.min(axis=0)).astype(np.int64) - edge
    shape = np.floor(place.max(axis=0)).astype(np.int64) + edge + 2 - low
    if int(shape[0]) * int(shape[1]) > _LARGEST_GRID:
        raise InputError(
            f"{shape[0]:,} x {shape[1]:,} cells of {cell_meters:g} m are too many.",
            todo="Leave out stray coordinates, or widen the cells.",
        )
    grid = _share_out(place - low - 0.5, mass, (int(shape[0]), int(shape[1])))
    # The filter's kernel must have the bandwidth less what linear binning already spreads (a sixth of a squared cell).
    sigma = np.sqrt(max((bandwidth_meters / cell_meters) ** 2 - 1.0 / 6.0, 1e-4))
    smooth = gaussian_filter(grid, sigma, mode="constant", truncate=5.0) / (cell_meters / 1000.0) ** 2
    row, column = np.nonzero(smooth > 1e-6 * smooth.max())
    middle = to_degrees((np.column_stack([row, column]) + low + 0.5) * cell_meters, origin)
    return Density(middle[:, 0], middle[:, 1], cell_meters, smooth[row, column])


def _share_out(at: NDArray[np.float64], mass: NDArray[np.float64], shape: tuple[int, int]) -> NDArray[np.float64]:
    """Linear binning: each point's weight goes to the four cell middles around it, more to the nearer ones."""
    corner = np.floor(at).astype(np.int64)
    part = at - corner
    grid = np.zeros(shape[0] * shape[1])
    for down in (0, 1):
        for right in (0, 1):
            share = np.abs(1 - down - part[:, 0]) * np.abs(1 - right - part[:, 1])
            flat = (corner[:, 0] + down) * shape[1] + corner[:, 1] + right
            grid += np.bincount(flat, weights=mass * share, minlength=len(grid))
    return grid.reshape(shape)
