"""What lies under the map: the city's streets when it gives them, else the calls themselves draw the city."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonbeat.errors import InputError

Line = tuple[tuple[float, float], ...]
#: More dots than this say nothing more to the eye and weigh the page down.
MOST_DOTS = 12_000
MOST_LINES = 20_000


@dataclass(frozen=True)
class Ground:
    """The muted ground of the map.

    Attributes:
        bounds: west, south, east, north in degrees; None when nothing has coordinates.
        lines: streets as (lon, lat) points.
        dots: (lon, lat) of places, shape (n, 2), used where there are no streets.
    """

    bounds: tuple[float, float, float, float] | None
    lines: tuple[Line, ...]
    dots: NDArray[np.float64]


def ground(lon: NDArray[np.float64], lat: NDArray[np.float64], *, streets: Path | None = None) -> Ground:
    """Lay the ground.

    Args:
        lon, lat: all places of the city in degrees, NaN where unknown; the frame holds 99 % of them in each direction.
        streets: GeoJSON of lines, or PMTiles (extra `pmtiles`) with a layer of roads.

    Raises:
        InputError: the street file cannot be read.
    """
    known = np.isfinite(lon) & np.isfinite(lat)
    dots = np.unique(np.column_stack([lon[known], lat[known]]).round(4), axis=0)
    if not len(dots):
        return Ground(None, (), dots)
    west, east = np.quantile(dots[:, 0], [0.005, 0.995])
    south, north = np.quantile(dots[:, 1], [0.005, 0.995])
    bounds = (float(west), float(south), float(east), float(north))
    inside = (dots[:, 0] >= west) & (dots[:, 0] <= east) & (dots[:, 1] >= south) & (dots[:, 1] <= north)
    dots = dots[inside]
    if len(dots) > MOST_DOTS:
        dots = dots[np.random.default_rng(0).choice(len(dots), MOST_DOTS, replace=False)]
    return Ground(bounds, read_streets(streets, bounds) if streets else (), dots)


def read_streets(path: Path, bounds: tuple[float, float, float, float]) -> tuple[Line, ...]:
    """Lines of a GeoJSON or PMTiles file that touch the bounds."""
    try:
        if path.suffix.casefold() == ".pmtiles":
            from commonbeat.report.street_tiles import tile_lines

            lines = tile_lines(path, bounds)
        else:
            lines = [line for feature in _features(path) for line in _lines(feature)]
    except FileNotFoundError:
        raise InputError("There is no such file of streets.", where=str(path)) from None
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise InputError(
            f"The streets cannot be read: {error}.", where=str(path), todo="Give GeoJSON lines or PMTiles."
        ) from None
    west, south, east, north = bounds
    near = [line for line in lines if any(west <= lon <= east and south <= lat <= north for lon, lat in line)]
    return tuple(sorted(near, key=len, reverse=True)[:MOST_LINES])


def _features(path: Path) -> list[dict[str, Any]]:
    content = json.loads(path.read_bytes())
    features = content["features"] if content.get("type") == "FeatureCollection" else [content]
    return [feature.get("geometry") or feature for feature in features]


def _lines(geometry: dict[str, Any]) -> list[Line]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates") or []
    if kind == "LineString":
        return [tuple((float(point[0]), float(point[1])) for point in coordinates)]
    if kind in {"MultiLineString", "Polygon"}:
        return [tuple((float(point[0]), float(point[1])) for point in part) for part in coordinates]
    return []
