"""Where the city is: the bulk of an export's coordinates, and what lies outside it.

Rule: three times the distance from the middle (the median point) within which three quarters of the calls lie,
rounded up to a whole kilometer. Medians and quartiles do not feel a few thousand wrong geocodes on other continents,
and the middle of a city of any shape is within a third of that distance of nearly everything it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.geometry import METERS_PER_DEGREE, to_meters
from commonbeat.intake.engine import Engine

REACH: Final = 3.0
#: A village's calls may lie within a few hundred meters; its roads reach further.
LEAST_KILOMETERS: Final = 5
#: With fewer calls than this nobody can say where the city ends.
ENOUGH: Final = 50


@dataclass(frozen=True)
class Bulk:
    """The circle that holds the city.

    Attributes:
        lon, lat: the middle, in degrees.
        kilometers: radius; None when there are too few coordinates to say.
    """

    lon: float
    lat: float
    kilometers: int | None

    def outside_sql(self, lon: str = "lon", lat: str = "lat") -> str:
        """Condition: coordinates are given and lie outside the circle."""
        if self.kilometers is None:
            return "false"
        return f"coalesce({self._meters(lon, lat)} > {self.kilometers * 1000}, false)"

    def _meters(self, lon: str, lat: str) -> str:
        north = f"({lat} - ({self.lat!r})) * {METERS_PER_DEGREE}"
        east = f"({lon} - ({self.lon!r})) * {METERS_PER_DEGREE} * cos(radians({self.lat!r}))"
        return f"sqrt(pow({north}, 2) + pow({east}, 2))"


def find_bulk(connection: Engine, spots: str) -> Bulk:
    """Find the city in a table of spots.

    Args:
        connection: DuckDB.
        spots: name of a table with lon, lat (degrees, may be NULL) and n (calls there).
    """
    # A thousandth of a degree (100 m) is fine enough, and keeps the work small however many spots there are.
    cells = connection.numpy(
        f"SELECT round(lon, 3) AS lon, round(lat, 3) AS lat, CAST(sum(n) AS DOUBLE) AS n FROM {spots} "
        "WHERE lon IS NOT NULL AND lat IS NOT NULL GROUP BY 1, 2"
    )
    lon, lat, calls = (np.asarray(cells[name], dtype=float) for name in ("lon", "lat", "n"))
    if calls.sum() < ENOUGH:
        return Bulk(0.0, 0.0, None)
    middle = _quantile(lon, calls, 0.5), _quantile(lat, calls, 0.5)
    meters = np.hypot(*to_meters(lon, lat, origin=middle).T)
    reach = REACH * _quantile(meters, calls, 0.75) / 1000
    return Bulk(*middle, max(LEAST_KILOMETERS, ceil(reach)))


def _quantile(values: NDArray[np.float64], weights: NDArray[np.float64], share: float) -> float:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, share * total[-1])])
