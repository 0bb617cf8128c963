"""The file of candidate areas: selection's own JSON or GeoJSON, or a table kept by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from shapely.errors import ShapelyError
from shapely.geometry import Polygon, shape

from commonbeat.analysis.places import Area
from commonbeat.errors import InputError
from commonbeat.intake.roster.tables import Cells, read_table

AREA_COLUMNS: Final = {
    "area": ("area id", "id"),
    "name": ("area name", "label"),
    "lon": ("longitude", "lng", "x"),
    "lat": ("latitude", "y"),
    "calls": ("calls for service", "count"),
    "expected": ("expected calls", "forecast"),
    "harm": ("harm weight", "harm score"),
    "district": ("beat", "precinct"),
    "languages": ("language", "languages spoken"),
    "min_hours": ("minimum hours", "hours", "promised hours", "hours needed"),
    "required": ("must be served", "must serve"),
    "required_languages": ("must speak",),
}


@dataclass(frozen=True)
class AreaFile:
    """Candidate areas and what the file states about them.

    Attributes:
        areas: in the file's order.
        min_hours: area id -> hours a week the area must have if it is served.
        required: ids of areas that must be served.
        required_languages: area id -> languages at least one officer there must speak.
    """

    areas: tuple[Area, ...]
    min_hours: Mapping[str, float]
    required: frozenset[str]
    required_languages: Mapping[str, frozenset[str]]


def read_areas(path: Path) -> AreaFile:
    """Read candidate areas from JSON (what `commonbeat select --json` prints), GeoJSON or CSV.

    Raises:
        InputError: with file, line or feature, and what to do.
    """
    if path.suffix.casefold() in {".json", ".geojson"}:
        rows = [_from_json(item, f"{path}, area {number}") for number, item in enumerate(_items(path), start=1)]
    else:
        rows = [_from_cells(cells) for cells in read_table(path, AREA_COLUMNS, needed="area")]
    ids = [area.area_id for area, _ in rows]
    for name in ids:
        if ids.count(name) > 1:
            raise InputError(
                f"Two areas have the id {name!r}.", where=str(path), todo="Give each area an id of its own."
            )
    return AreaFile(
        areas=tuple(area for area, _ in rows),
        min_hours={area.area_id: float(more["min_hours"]) for area, more in rows if more.get("min_hours")},
        required=frozenset(area.area_id for area, more in rows if more.get("required")),
        required_languages={
            area.area_id: frozenset(name.casefold() for name in more["required_languages"])
            for area, more in rows
            if more.get("required_languages")
        },
    )


def _items(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise InputError("There is no such file.", where=str(path)) from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"The file is not JSON: {error}.", where=str(path)) from None
    if isinstance(content, dict) and content.get("type") == "FeatureCollection":
        content = [_from_feature(feature, path) for feature in content.get("features") or []]
    elif isinstance(content, dict):
        content = content.get("areas")
    if not isinstance(content, list) or not all(isinstance(item, dict) for item in content) or not content:
        raise InputError(
            "The file holds no list of areas.", where=str(path), todo="Use what `commonbeat select --json` prints."
        )
    return content


def _from_feature(feature: Any, path: Path) -> dict[str, Any]:
    """A GeoJSON feature: properties, and the middle of its geometry where they name none."""
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        raise InputError("A feature has no properties.", where=str(path))
    item = dict(feature["properties"])
    if feature.get("geometry") and item.get("lon") is None:
        try:
            geometry = shape(feature["geometry"])
            middle = geometry.representative_point()
            item["lon"], item["lat"] = middle.x, middle.y
        except (ShapelyError, LookupError, TypeError, ValueError, AttributeError) as error:
            reason = str(error).strip() or type(error).__name__
            raise InputError(f"A feature's geometry cannot be read: {reason}.", where=str(path)) from None
        if isinstance(geometry, Polygon) and not item.get("polygon"):
            item["polygon"] = list(geometry.exterior.coords)
    return item


def _from_json(item: dict[str, Any], where: str) -> tuple[Area, dict[str, Any]]:
    area_id = item.get("area_id") or item.get("area") or item.get("id")
    if not area_id:
        raise InputError("The area has no 'area_id'.", where=where)
    try:
        area = Area(
            area_id=str(area_id),
            name=str(item.get("name") or area_id),
            place_ids=tuple(item.get("place_ids") or ()),
            place_labels=tuple(item.get("place_labels") or ()),
            lon=_number(item, "lon"),
            lat=_number(item, "lat"),
            polygon=tuple((float(lon), float(lat)) for lon, lat, *_ in item.get("polygon") or ()),
            calls=int(_number(item, "calls") or _number(item, "expected") or 0),
            harm=_number(item, "harm") or 0.0,
            expected=_number(item, "expected"),
            expected_low=_number(item, "expected_low"),
            expected_high=_number(item, "expected_high"),
            walk_meters=_number(item, "walk_meters") or 0.0,
            district=None if item.get("district") is None else str(item["district"]),
            languages=_languages(item.get("languages"), where),
            exploration=bool(item.get("exploration")),
            why=str(item.get("why") or ""),
        )
    except (TypeError, ValueError) as error:
        raise InputError(f"The area cannot be read: {error}.", where=where) from None
    return area, item


def _from_cells(cells: Cells) -> tuple[Area, dict[str, Any]]:
    item: dict[str, Any] = {
        name: cells.number(name) for name in ("lon", "lat", "calls", "expected", "harm", "min_hours")
    }
    item |= {name: cells.text(name) for name in ("area", "name", "district")}
    item["languages"] = dict(_shares(part, cells.where) for part in cells.several("languages"))
    item["required"] = cells.flag("required")
    item["required_languages"] = cells.several("required_languages")
    return _from_json(item, cells.where)


def _shares(part: str, where: str) -> tuple[str, float]:
    """'spanish:0.4' or 'spanish 40%' or 'spanish' (a quarter: asked for, share not known)."""
    name, _, share = part.replace("=", ":").replace(" ", ":", 1).partition(":")
    try:
        value = float(share.strip().rstrip("%")) / (100 if "%" in share else 1) if share.strip() else 0.25
    except ValueError:
        raise InputError(f"The share in {part!r} is not a number.", where=where, todo="Write spanish:0.4.") from None
    return name.strip(), value


def _languages(given: Any, where: str) -> dict[str, float]:
    if not given:
        return {}
    if isinstance(given, str):
        given = [part for part in given.replace(",", ";").split(";") if part.strip()]
    shares = given if isinstance(given, dict) else dict(_shares(str(part), where) for part in given)
    for name, share in shares.items():
        if not 0 <= float(share) <= 1:
            raise InputError(f"The share of {name} is not between 0 and 1.", where=where)
    return {str(name).casefold(): float(share) for name, share in shares.items()}


def _number(item: dict[str, Any], name: str) -> float | None:
    value = item.get(name)
    return None if value is None or value == "" else float(value)
