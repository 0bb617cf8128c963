"""A map feature as a flat record: its properties, and where it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

LON: Final = "geometry_lon"
LAT: Final = "geometry_lat"


def is_feature(value: Any) -> bool:
    """A GeoJSON feature, or one of an Esri feature set."""
    return isinstance(value, dict) and (
        (value.get("type") == "Feature" and "geometry" in value)
        or (isinstance(value.get("attributes"), dict) and set(value) <= {"attributes", "geometry"})
    )


def as_record(feature: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """(properties with `geometry_lon` and `geometry_lat`, whether the shape was more than a point).

    A line or an area is placed in the middle of its bounds. Without a geometry both are None.
    """
    properties = feature.get("properties", feature.get("attributes"))
    record = dict(properties) if isinstance(properties, dict) else {}
    geometry = feature.get("geometry")
    points = list(_points(geometry)) if isinstance(geometry, dict) else []
    if not points:
        return record | {LON: None, LAT: None}, False
    if len(points) == 1:
        return record | {LON: points[0][0], LAT: points[0][1]}, False
    lons, lats = [float(lon) for lon, _ in points], [float(lat) for _, lat in points]
    middle = {LON: repr((min(lons) + max(lons)) / 2), LAT: repr((min(lats) + max(lats)) / 2)}
    return record | middle, True


def _points(geometry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "x" in geometry and "y" in geometry:  # Esri point
        if geometry["x"] is not None and geometry["y"] is not None:
            yield geometry["x"], geometry["y"]
        return
    for member in geometry.get("geometries") or ():
        if isinstance(member, dict):
            yield from _points(member)
    pending = [geometry.get(key) for key in ("coordinates", "rings", "paths", "points")]
    while pending:
        item = pending.pop()
        if isinstance(item, list) and len(item) >= 2 and all(isinstance(number, str) for number in item[:2]):
            yield item[0], item[1]
        elif isinstance(item, list):
            pending.extend(item)
