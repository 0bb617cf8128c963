"""Planes and zones from coordinates: what can be checked, and what can only be suggested."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from pyproj import Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import ProjError

#: A plane is taken when it puts the points this near to their longitude and latitude (median, meters).
_FIT_METERS: Final = 3.0
_DATUMS: Final = ("NAD83", "NAD27", "WGS 84 / UTM", "WGS 84 / Pseudo-Mercator")


@lru_cache(maxsize=64)
def _candidates(lon: float, lat: float) -> tuple[str, ...]:
    area = AreaOfInterest(lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01)
    infos = query_crs_info("EPSG", [PJType.PROJECTED_CRS], area_of_interest=area, contains=True)
    named = [info for info in infos if info.name.startswith(_DATUMS) and not info.deprecated]
    # Plain NAD83 in US feet first: it is what nearly every agency uses, and later realizations differ by centimeters.
    named.sort(key=lambda info: (not info.name.startswith("NAD83 /"), "ftUS" not in info.name, int(info.code)))
    return tuple(f"EPSG:{info.code}" for info in named)


def fit_plane(points: Sequence[tuple[float, float, float, float]]) -> tuple[str, float] | None:
    """The projected plane on which x and y are the given longitude and latitude.

    Args:
        points: (x, y, longitude, latitude), at least 5.

    Returns:
        the EPSG code and the median distance in meters, or None when no US state plane, UTM zone or web Mercator puts
        the points within 3 m. Planes that agree to centimeters (realizations of NAD83) count as one: the first, in
        feet before meters, is given.
    """
    usable = [p for p in points if -180 <= p[2] <= 180 and -90 <= p[3] <= 90 and abs(p[0]) > 1000]
    if len(usable) < 5:
        return None
    x, y, lon, lat = np.array(usable[:200], dtype=np.float64).T
    middle_lon, middle_lat = round(float(np.median(lon)), 1), round(float(np.median(lat)), 1)
    best: tuple[str, float] | None = None
    for code in _candidates(middle_lon, middle_lat):
        try:
            back = Transformer.from_crs(code, "EPSG:4326", always_xy=True)
        except ProjError:  # a plane that this installation has no way to convert
            continue
        found_lon, found_lat = back.transform(x, y)
        east = (np.asarray(found_lon) - lon) * 111_320 * np.cos(np.radians(middle_lat))
        north = (np.asarray(found_lat) - lat) * 110_950
        off = float(np.median(np.hypot(east, north)))
        if np.isfinite(off) and off < _FIT_METERS and (best is None or off < best[1] - 0.5):
            best = (code, off)
    return best


#: West, south, east, north, zone; the first box that holds the point is suggested. Rough on purpose.
_ZONES: Final = (
    (-161.0, 18.5, -154.0, 22.5, "Pacific/Honolulu"),
    (-170.0, 51.0, -130.0, 72.0, "America/Anchorage"),
    (-68.0, 17.5, -65.0, 18.8, "America/Puerto_Rico"),
    (-114.8, 31.2, -109.05, 37.0, "America/Phoenix"),
    (-125.0, 32.0, -114.1, 42.0, "America/Los_Angeles"),
    (-125.0, 42.0, -117.0, 49.5, "America/Los_Angeles"),
    (-117.0, 42.0, -111.0, 46.0, "America/Boise"),
    (-117.0, 46.0, -116.0, 49.5, "America/Los_Angeles"),
    (-117.0, 31.0, -103.0, 49.5, "America/Denver"),
    (-103.0, 25.0, -87.6, 49.5, "America/Chicago"),
    (-87.6, 29.0, -85.1, 35.0, "America/Chicago"),
    (-87.6, 35.0, -85.5, 37.8, "America/Chicago"),
    (-87.6, 24.0, -66.5, 47.6, "America/New_York"),
)


def suggest_zone(lon: float, lat: float) -> str | None:
    """The IANA zone around a place in the United States, as a suggestion: near a border it may be the neighbor's."""
    return next((zone for w, s, e, n, zone in _ZONES if w <= lon <= e and s <= lat <= n), None)
