"""The map as a drawing: what the page shows without JavaScript, on paper, and to whoever has no WebGL."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.geometry import to_meters
from commonbeat.analysis.places import Area
from commonbeat.report.charts import ACCENT
from commonbeat.report.ground import Ground

WIDTH, MOST_HEIGHT, PADDING = 1000.0, 760.0, 28.0


class Circle(Protocol):
    """What is drawn of a place, such as one of the ranked list."""

    @property
    def label(self) -> str:
        """As people write it."""

    @property
    def calls(self) -> int:
        """Its size."""

    @property
    def lon(self) -> float | None:
        """Degrees; None where unknown."""

    @property
    def lat(self) -> float | None:
        """Degrees; None where unknown."""


@dataclass(frozen=True)
class Frame:
    """How degrees become points of the drawing."""

    origin: tuple[float, float]
    low: tuple[float, float]
    scale: float
    height: float

    def points(self, lon: Sequence[float], lat: Sequence[float]) -> NDArray[np.float64]:
        """Shape (n, 2): right and down, in points."""
        xy = to_meters(lon, lat, origin=self.origin)
        right = (xy[:, 0] - self.low[0]) * self.scale + PADDING
        down = self.height - PADDING - (xy[:, 1] - self.low[1]) * self.scale
        return np.column_stack([right, down])


def frame(bounds: tuple[float, float, float, float]) -> Frame:
    """A frame that holds west, south, east, north with a margin around them."""
    west, south, east, north = bounds
    origin = ((west + east) / 2, (south + north) / 2)
    corners = to_meters([west, east], [south, north], origin=origin)
    wide, high = np.maximum(corners[1] - corners[0], 200.0)
    scale = min((WIDTH - 2 * PADDING) / wide, (MOST_HEIGHT - 2 * PADDING) / high)
    margin = ((WIDTH - 2 * PADDING) / scale - wide) / 2
    return Frame(origin, (corners[0][0] - margin, corners[0][1]), scale, high * scale + 2 * PADDING)


def draw_map(ground: Ground, places: Sequence[Circle], areas: Sequence[Area], *, title: str, description: str) -> str:
    """The map as SVG: the ground, the areas outlined and named, the places as circles by calls.

    Args:
        ground: streets, or all places where there are none.
        places: the ranked list; places without coordinates are left out.
        areas: outlined and named.
        title, description: what a screen reader says.

    Returns:
        SVG with presentation attributes only (a strict Content-Security-Policy allows it), "" without coordinates.
    """
    if ground.bounds is None:
        return ""
    view = frame(ground.bounds)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {view.height:.0f}" role="img"',
        f' aria-label="{escape(title, {chr(34): "&quot;"})}"><desc>{escape(description)}</desc>',
        f'<rect width="{WIDTH:.0f}" height="{view.height:.0f}" fill="#eef0ec"/>',
        *_ground(ground, view),
    ]
    for area in areas:
        if area.polygon:
            ring = view.points([lon for lon, _ in area.polygon], [lat for _, lat in area.polygon])
            parts.append(
                f'<polygon points="{_pairs(ring)}" fill="{ACCENT}" fill-opacity="0.10"'
                f' stroke="{ACCENT}" stroke-width="2"/>'
            )
    most = max((place.calls for place in places), default=1)
    for place in reversed(places):
        if place.lon is not None and place.lat is not None:
            ((right, down),) = view.points([place.lon], [place.lat])
            radius = 3.0 + 11.0 * math.sqrt(place.calls / most)
            parts.append(
                f'<circle cx="{right:.1f}" cy="{down:.1f}" r="{radius:.1f}" fill="{ACCENT}" fill-opacity="0.75" '
                f'stroke="#fff" stroke-width="1"><title>{escape(f"{place.label}: {place.calls:,}")}</title></circle>'
            )
    parts += _names(areas, view)
    return "".join([*parts, "</svg>"])


def _ground(ground: Ground, view: Frame) -> list[str]:
    parts = []
    if ground.lines:
        path = "".join("M" + "L".join(_steps(view.points(*zip(*line, strict=True)))) for line in ground.lines)
        parts.append(f'<path d="{path}" fill="none" stroke="#c3c6bf" stroke-width="1.2"/>')
    elif len(ground.dots):
        dots = view.points(ground.dots[:, 0].tolist(), ground.dots[:, 1].tolist())
        path = "".join(f"M{right:.1f} {down:.1f}h0" for right, down in dots)
        parts.append(f'<path d="{path}" fill="none" stroke="#b9beb4" stroke-width="2.4" stroke-linecap="round"/>')
    return parts


def _names(areas: Sequence[Area], view: Frame) -> list[str]:
    """Names of the areas, busiest first, each above its place or below it, left out where both are taken."""
    parts: list[str] = []
    taken: list[tuple[float, float, float, float]] = []
    for area in areas:
        if area.lon is None or area.lat is None:
            continue
        ((right, down),) = view.points([area.lon], [area.lat])
        wide, anchor = 9.5 * len(area.name), _anchor(right)
        left = right - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        for base in (down - 16, down + 30):
            box = (left, base - 17, left + wide, base + 4)
            if not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
                taken.append(box)
                parts.append(
                    f'<text x="{right:.1f}" y="{base:.1f}" text-anchor="{anchor}" font-family="Public Sans, sans-serif"'
                    ' font-size="17" font-weight="700" fill="#1f2421" stroke="#fff" stroke-width="4"'
                    f' paint-order="stroke">{escape(area.name)}</text>'
                )
                break
    return parts


def _anchor(right: float) -> str:
    """Names near an edge grow inward."""
    if right < WIDTH * 0.12:
        return "start"
    return "end" if right > WIDTH * 0.88 else "middle"


def _pairs(points: NDArray[np.float64]) -> str:
    return " ".join(f"{right:.1f},{down:.1f}" for right, down in points)


def _steps(points: NDArray[np.float64]) -> list[str]:
    return [f"{right:.1f} {down:.1f}" for right, down in points]
