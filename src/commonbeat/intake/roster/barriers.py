"""barriers.geojson: rivers, rails and freeways that nobody walks across."""

from __future__ import annotations

import json
from pathlib import Path

from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from commonbeat.errors import InputError


def read_barriers(path: Path) -> list[BaseGeometry]:
    """Geometries of a GeoJSON file, in degrees.

    Raises:
        InputError: no such file, or not GeoJSON.
    """
    try:
        content = json.loads(path.read_bytes())
        features = content["features"] if content.get("type") == "FeatureCollection" else [content]
        return [shape(feature.get("geometry") or feature) for feature in features]
    except FileNotFoundError:
        raise InputError("There is no such file of barriers.", where=str(path)) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ShapelyError) as error:
        raise InputError(
            f"The barriers cannot be read: {error}.", where=str(path), todo="Give a GeoJSON of lines or polygons."
        ) from None
