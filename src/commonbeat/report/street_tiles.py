"""Streets out of a PMTiles archive, so that the report needs no tile server (extra `pmtiles`)."""

from __future__ import annotations

import gzip
import math
from pathlib import Path
from typing import Any

from commonbeat.errors import UsageError

ROAD_LAYERS = ("roads", "transportation", "road", "streets")
#: Tiles read at the most: the zoom is lowered until the city fits.
MOST_TILES = 400


def tile_lines(path: Path, bounds: tuple[float, float, float, float]) -> list[tuple[tuple[float, float], ...]]:
    """Road lines of the tiles that cover the bounds (west, south, east, north).

    Raises:
        UsageError: the extra `pmtiles` is not installed.
        ValueError: the archive has no layer of roads there.
    """
    try:
        import mapbox_vector_tile
        from pmtiles.reader import MmapSource, Reader
        from pmtiles.tile import MagicNumberNotFound, SpecVersionUnsupported
    except ImportError:
        raise UsageError(
            "Reading PMTiles needs a part that is not installed.", todo="Run: pip install 'commonbeat[pmtiles]'."
        ) from None
    lines: list[tuple[tuple[float, float], ...]] = []
    with path.open("rb") as file:
        reader = Reader(MmapSource(file))
        try:
            zoom = int(reader.header()["max_zoom"])
        except (MagicNumberNotFound, SpecVersionUnsupported):
            raise ValueError("it is no PMTiles archive of version 3") from None
        while zoom > 0 and _count(bounds, zoom) > MOST_TILES:
            zoom -= 1
        (left, top), (right, bottom) = tile_of(bounds[0], bounds[3], zoom), tile_of(bounds[2], bounds[1], zoom)
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                packed = reader.get(zoom, x, y)
                if packed:
                    data = gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed
                    lines += _roads(mapbox_vector_tile.decode(data), zoom, x, y)
    if not lines:
        raise ValueError("no layer of roads covers the city")
    return lines


def _count(bounds: tuple[float, float, float, float], zoom: int) -> int:
    (left, top), (right, bottom) = tile_of(bounds[0], bounds[3], zoom), tile_of(bounds[2], bounds[1], zoom)
    return (right - left + 1) * (bottom - top + 1)


def tile_of(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """Web Mercator tile of a point."""
    across = 2**zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * across), int(y * across)


def _roads(layers: dict[str, Any], zoom: int, x: int, y: int) -> list[tuple[tuple[float, float], ...]]:
    """Lines of the first road layer, from tile units (origin at the lower left) to degrees."""
    across = 2**zoom
    for name in ROAD_LAYERS:
        if name in layers:
            extent = layers[name]["extent"]

            def degrees(point: Any, extent: int = extent) -> tuple[float, float]:
                lon = (x + point[0] / extent) / across * 360 - 180
                down = (y + 1 - point[1] / extent) / across
                return lon, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * down))))

            found = []
            for feature in layers[name]["features"]:
                geometry = feature["geometry"]
                parts = {"LineString": [geometry["coordinates"]], "MultiLineString": geometry["coordinates"]}
                found += [tuple(degrees(point) for point in part) for part in parts.get(geometry["type"], [])]
            return found
    return []
