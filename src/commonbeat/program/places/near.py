"""The place at a spot: by distance, and never by a guess between two."""

from __future__ import annotations

from typing import Final

import numpy as np

from commonbeat.analysis.geometry import METERS_PER_DEGREE
from commonbeat.program.places.lookup import MOST, NOTHING, Found
from commonbeat.program.places.models import Place

#: Meters within which a place is at the spot; a phone in a street knows no better.
AT: Final = 30.0
#: Meters within which a place is offered.
NEAR: Final = 120.0
#: The next place must be this many times as far, and this many meters farther.
_TIMES: Final = 2.0
_FARTHER: Final = 15.0


def find_spot(agency_id: int, lon: float, lat: float, *, uncertainty: float = 0.0) -> Found:
    """The agency's place at a spot.

    Args:
        agency_id: whose places.
        lon, lat: degrees, WGS 84.
        uncertainty: radius in meters within which the spot may lie; from 30 m on, places are only offered.
    """
    reach = (NEAR + min(uncertainty, 1_000.0)) / METERS_PER_DEGREE
    wide = reach / max(float(np.cos(np.radians(lat))), 0.01)
    inside = Place.objects.filter(
        agency_id=agency_id, lat__gte=lat - reach, lat__lte=lat + reach, lon__gte=lon - wide, lon__lte=lon + wide
    )
    rows = list(inside.values_list("pk", "lon", "lat")[:500])
    if not rows:
        return NOTHING
    spots = np.array([(float(x or 0), float(y or 0)) for _, x, y in rows])
    meters = np.hypot((spots[:, 0] - lon) * np.cos(np.radians(lat)), spots[:, 1] - lat) * METERS_PER_DEGREE
    order = [int(index) for index in np.argsort(meters, kind="stable")]
    first = float(meters[order[0]])
    second = float(meters[order[1]]) if len(order) > 1 else np.inf
    if first <= AT and uncertainty < AT and second >= max(_TIMES * first, first + _FARTHER):
        return Found(place=rows[order[0]][0], how="spot")
    near = [rows[index][0] for index in order if meters[index] <= NEAR + uncertainty]
    return Found(candidates=tuple(near[:MOST]), how="spot") if near else NOTHING
