"""Places on the ground: degrees to meters, the grid cell of a point, walking distance.

A city is small: an equirectangular plane about a reference latitude is right to a few parts in a thousand, and needs
no library. Coordinates in an agency's own projection are converted at intake (pyproj), never here.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.sentences import Translate, english

METERS_PER_DEGREE: Final = 111_195.0  # of latitude, on a sphere of radius 6,371,000 m
CELL_METERS: Final = 250.0
FEET_PER_METER: Final = 3.28084
#: Streets are longer than the crow flies: usual circuity of walks in U.S. cities (Ballou et al. 2002: 1.2 to 1.3).
WALK_DETOUR: Final = 1.3


def feet(meters: float, translate: Translate = english) -> str:
    """A length as people in the United States read it: "1,300 feet"."""
    number = round(meters * FEET_PER_METER)
    return translate.ngettext("{number} foot", "{number} feet", number).format(number=f"{number:,}")


def to_meters(lon: ArrayLike, lat: ArrayLike, *, origin: tuple[float, float] | None = None) -> NDArray[np.float64]:
    """Project degrees onto a plane in meters.

    Args:
        lon: longitudes in degrees, shape (n,).
        lat: latitudes in degrees, shape (n,).
        origin: (lon, lat) of the plane's zero; the median point when None.

    Returns:
        Array of shape (n, 2): meters east and north of the origin.
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    if origin is None:
        origin = (float(np.nanmedian(x)), float(np.nanmedian(y))) if x.size else (0.0, 0.0)
    east = (x - origin[0]) * METERS_PER_DEGREE * np.cos(np.radians(origin[1]))
    north = (y - origin[1]) * METERS_PER_DEGREE
    return np.column_stack([east, north])


def to_degrees(xy: NDArray[np.float64], origin: tuple[float, float]) -> NDArray[np.float64]:
    """Undo `to_meters` about the same origin; shape (n, 2) of lon, lat."""
    lon = xy[:, 0] / (METERS_PER_DEGREE * np.cos(np.radians(origin[1]))) + origin[0]
    return np.column_stack([lon, xy[:, 1] / METERS_PER_DEGREE + origin[1]])


#: The grid's plane: longitude is scaled at the middle latitude of a half-degree band, so that a cell's number needs
#: nothing but the point itself. SQL for the same number is `CELL_SQL`.
CELL_SQL: Final = (
    "CAST(floor(lat * 111195.0 / 250.0) AS BIGINT) * 1000000 + CAST(floor(lon * 111195.0"
    " * cos(radians(floor(lat * 2.0) / 2.0 + 0.25)) / 250.0) AS BIGINT) + 500000"
)


def cell_of(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int64]:
    """Number of the 250 m grid cell of each point, shape (n,); the same as `CELL_SQL` gives."""
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    row = np.floor(y * METERS_PER_DEGREE / CELL_METERS)
    scale = np.cos(np.radians(np.floor(y * 2.0) / 2.0 + 0.25))
    column = np.floor(x * METERS_PER_DEGREE * scale / CELL_METERS)
    return row.astype(np.int64) * 1_000_000 + column.astype(np.int64) + 500_000
