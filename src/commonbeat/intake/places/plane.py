"""Coordinates on an agency's projected plane, as degrees."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.errors import InputError


def lonlat_from_plane(x: ArrayLike, y: ArrayLike, epsg: int | str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes (WGS 84, degrees) of points on a projected plane.

    Args:
        x: eastings in the plane's own unit (feet on most U.S. state planes), shape (n,).
        y: northings, shape (n,).
        epsg: the plane's EPSG code, 3452 or "EPSG:3452".

    Returns:
        Two arrays of shape (n,); NaN where the point is missing, or lies where the plane has no inverse.

    Raises:
        InputError: there is no such code, or x and y differ in length.
    """
    # pyproj takes a tenth of a second to load; few exports need it.
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    east, north = np.asarray(x, dtype=float).ravel(), np.asarray(y, dtype=float).ravel()
    if east.size != north.size:
        raise InputError(f"There are {east.size} x and {north.size} y coordinates.", todo="Give as many of each.")
    code = str(epsg).strip().upper().removeprefix("EPSG:").strip()
    try:
        transformer = Transformer.from_crs(int(code), 4326, always_xy=True)
    except (ProjError, ValueError, OverflowError) as error:
        raise InputError(
            f"There is no coordinate system with the code {epsg!r}.",
            todo='Give the EPSG code of the plane the x and y are on, such as "EPSG:3452", in mapping.toml.',
        ) from error
    lon, lat = transformer.transform(east, north)
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    lost = ~(np.isfinite(lon) & np.isfinite(lat))
    lon[lost], lat[lost] = np.nan, np.nan
    return lon, lat
