"""A problem drawn: its calls month by month with the actions on them, and its places on the ground of the city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commonbeat.analysis.call_counts import running_month
from commonbeat.program.places.models import Place
from commonbeat.program.problems.live import MonthOfCalls
from commonbeat.report.drawing import draw_map
from commonbeat.report.ground import Ground

_HIGH, _STEP, _BAR = 100.0, 10.0, 7.0
#: Degrees around the places that the map shows, about 400 m.
_AROUND: Final = 0.004
_DOTS: Final = 3_000


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on the timeline.

    Attributes:
        kind: `action` or `began`, the class of the line.
    """

    on: date
    words: str
    kind: str = "action"


@dataclass(frozen=True, slots=True)
class _Circle:
    label: str
    calls: int
    lon: float | None
    lat: float | None


def draw_months(months: Sequence[MonthOfCalls], marks: Sequence[Mark], label: str) -> SafeString:
    """Bars, a month each, and a line for each mark within them; the words stand in the table below.

    Args:
        months: oldest first, without a gap.
        label: what a screen reader says.
    """
    if not months:
        return SafeString("")
    top = max(max(one.calls for one in months), 1)
    bars = format_html_join(
        "",
        '<rect class="pb-calls" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>',
        (
            (
                f"{number * _STEP + 1.5:g}",
                f"{_HIGH - one.calls / top * _HIGH:.2f}",
                f"{_BAR:g}",
                f"{one.calls / top * _HIGH:.2f}",
                f"{one.month:%Y-%m}: {one.calls}",
            )
            for number, one in enumerate(months)
        ),
    )
    first = running_month(months[0].month)
    inside = [
        (mark, (running_month(mark.on) - first + (mark.on.day - 1) / 31) * _STEP)
        for mark in marks
        if first <= running_month(mark.on) < first + len(months)
    ]
    lines = format_html_join(
        "",
        '<path class="pb-mark pb-mark--{}" d="M{} 0V{}"><title>{}</title></path>',
        ((mark.kind, f"{right:.1f}", f"{_HIGH:g}", mark.words) for mark, right in inside),
    )
    return format_html(
        '<svg class="pb-timeline" role="img" aria-label="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">{}{}</svg>',
        label,
        f"{len(months) * _STEP:g}",
        f"{_HIGH:g}",
        bars,
        lines,
    )


def draw_places(places: Sequence[Place], calls: dict[str, int], around: Sequence[tuple[float, float]]) -> SafeString:
    """The places as circles by their calls, on the dots of the other places nearby; "" without coordinates.

    Args:
        places: of the problem.
        calls: key -> calls of the problem there in a year; where there is none, all calls of the place.
        around: (lon, lat) of other places of the agency within `bounds_of(places)`.
    """
    bounds = bounds_of(places)
    if bounds is None:
        return SafeString("")
    dots = np.array(list(around)[:_DOTS], dtype=np.float64).reshape(-1, 2)
    circles = [
        _Circle(place.label, calls.get(place.key, place.calls_last_year), place.lon, place.lat) for place in places
    ]
    drawn = draw_map(
        Ground(bounds, (), dots),
        sorted(circles, key=lambda one: -one.calls),
        (),
        title=_("Map of the places"),
        description=_("Circles are the places of the problem, by calls; dots are other places nearby."),
    )
    return mark_safe(drawn)  # noqa: S308 - `draw_map` escapes every label


def bounds_of(places: Sequence[Place]) -> tuple[float, float, float, float] | None:
    """West, south, east, north around the places, with a margin; None without coordinates."""
    known = [(place.lon, place.lat) for place in places if place.lon is not None and place.lat is not None]
    if not known:
        return None
    lons, lats = zip(*known, strict=True)
    return min(lons) - _AROUND, min(lats) - _AROUND, max(lons) + _AROUND, max(lats) + _AROUND
