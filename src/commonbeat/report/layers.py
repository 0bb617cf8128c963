"""The layers of the live map, as GeoJSON with their MapLibre styles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.places import Area, RankedPlace
from commonbeat.analysis.sentences import Translate
from commonbeat.report.charts import ACCENT
from commonbeat.report.ground import Ground


@dataclass(frozen=True)
class Lens:
    """One of the analyst's lenses, ready to be drawn.

    Attributes:
        id: short name, unique on the page.
        title: as the reader sees it.
        words: one sentence: what it shows here, and how to read it.
        lon, lat: points or middles of cells in degrees, shape (n,).
        value: what is shown there, 0 to 1 for the eye, shape (n,).
        cell_meters: side of a cell; None for points.
    """

    id: str
    title: str
    words: str
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    value: NDArray[np.float64]
    cell_meters: float | None = None


def map_layers(
    ground: Ground,
    places: Sequence[RankedPlace],
    areas: Sequence[Area],
    lenses: Sequence[Lens],
    translate: Translate,
) -> list[dict[str, Any]]:
    """Layers from the ground up; each has an id, a title, GeoJSON, styles, and whether it is shown at first."""
    _ = translate.gettext
    layers = [_ground_layer(ground, translate), *(_lens_layer(lens) for lens in lenses)]
    outlines = [_feature("Polygon", [list(map(list, area.polygon))], name=area.name) for area in areas if area.polygon]
    layers.append(
        {
            "id": "areas",
            "title": _("Problem areas"),
            "shown": True,
            "geojson": _collection(outlines),
            "styles": [
                {"type": "fill", "paint": {"fill-color": ACCENT, "fill-opacity": 0.12}},
                {"type": "line", "paint": {"line-color": ACCENT, "line-width": 2}},
            ],
        }
    )
    most = max((place.calls for place in places), default=1)
    circles = [
        _feature("Point", [place.lon, place.lat], label=place.label, why=place.why, size=(place.calls / most) ** 0.5)
        for place in places
        if place.lon is not None and place.lat is not None
    ]
    layers.append(
        {
            "id": "places",
            "title": _("Places"),
            "shown": True,
            "geojson": _collection(circles),
            "styles": [
                {
                    "type": "circle",
                    "paint": {
                        "circle-color": ACCENT,
                        "circle-opacity": 0.8,
                        "circle-radius": ["+", 4, ["*", 12, ["get", "size"]]],
                        "circle-stroke-color": "#ffffff",
                        "circle-stroke-width": 1,
                    },
                }
            ],
        }
    )
    return layers


def _ground_layer(ground: Ground, translate: Translate) -> dict[str, Any]:
    _ = translate.gettext
    if ground.lines:
        lines = [[[round(lon, 5), round(lat, 5)] for lon, lat in line] for line in ground.lines]
        geometry = _feature("MultiLineString", lines)
        styles = [{"type": "line", "paint": {"line-color": "#c3c6bf", "line-width": 1.2}}]
        title = _("Streets")
    else:
        geometry = _feature("MultiPoint", ground.dots.round(4).tolist())
        styles = [{"type": "circle", "paint": {"circle-color": "#b9beb4", "circle-radius": 1.6}}]
        title = _("All places with calls")
    return {"id": "ground", "title": title, "shown": True, "geojson": _collection([geometry]), "styles": styles}


def _lens_layer(lens: Lens) -> dict[str, Any]:
    """Cells as squares, points as circles; deeper ocher where the value is higher."""
    color = ["interpolate", ["linear"], ["get", "value"], 0, "#f3e2bd", 1, "#8a4b08"]
    if lens.cell_meters is None:
        shapes = [
            _feature("Point", [round(float(x), 5), round(float(y), 5)], value=round(float(v), 3))
            for x, y, v in zip(lens.lon, lens.lat, lens.value, strict=True)
        ]
        styles: list[dict[str, Any]] = [
            {"type": "circle", "paint": {"circle-color": color, "circle-opacity": 0.7, "circle-radius": 6}}
        ]
    else:
        high = lens.cell_meters / 2 / 111_195.0
        wide = high / float(np.cos(np.radians(np.mean(lens.lat)))) if len(lens.lat) else high
        shapes = [
            _feature("Polygon", [_square(float(x), float(y), wide, high)], value=round(float(v), 3))
            for x, y, v in zip(lens.lon, lens.lat, lens.value, strict=True)
        ]
        styles = [{"type": "fill", "paint": {"fill-color": color, "fill-opacity": 0.55}}]
    return {"id": lens.id, "title": lens.title, "shown": False, "geojson": _collection(shapes), "styles": styles}


def _square(lon: float, lat: float, wide: float, high: float) -> list[list[float]]:
    corners = [(-wide, -high), (wide, -high), (wide, high), (-wide, high), (-wide, -high)]
    return [[round(lon + east, 6), round(lat + north, 6)] for east, north in corners]


def _feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}
