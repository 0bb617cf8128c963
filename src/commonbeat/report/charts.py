"""Charts as Vega-Lite dictionaries: the thing in the accent color, its comparison in gray, labels on the marks.

Each function takes numbers and words and returns a specification; `to_svg` turns it into a drawing that needs no
JavaScript. The words are the caller's, already in the reader's language.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final

import vl_convert

ACCENT: Final = "#0b5c63"
GRAY: Final = "#8d8f8a"
INK: Final = "#1f2421"
Spec = dict[str, Any]

_CONFIG: Final[Spec] = {
    "font": "Public Sans, Helvetica, Arial, sans-serif",
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "domainColor": "#b9b6ae",
        "gridColor": "#e8e5de",
        "labelColor": INK,
        "labelFontSize": 13,
        "tickColor": "#b9b6ae",
        "titleColor": INK,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "titlePadding": 10,
    },
    "text": {"color": INK, "fontSize": 13},
}


def concentration_chart(
    curve: Sequence[tuple[float, float]], quarter: float, half: float, words: tuple[str, str, str, str]
) -> Spec:
    """Share of calls held by the busiest places.

    Args:
        curve: points (share of places, share of calls).
        quarter, half: share of places that holds 25 % and 50 % of calls.
        words: titles of the two axes, labels of the two points.
    """
    shown = [{"places": x, "calls": y} for x, y in curve]
    marks = [
        {"places": quarter, "calls": 0.25, "label": words[2]},
        {"places": half, "calls": 0.5, "label": words[3]},
    ]
    x = {"field": "places", "type": "quantitative", "title": words[0], "axis": {"format": "%", "tickCount": 6}}
    y = {"field": "calls", "type": "quantitative", "title": words[1], "axis": {"format": "%", "tickCount": 5}}
    point = {"x": x, "y": y}
    return _sized(
        620,
        280,
        [
            {"data": {"values": [{"places": 0, "calls": 0}, {"places": 1, "calls": 1}]}, "mark": _line(GRAY, dash=True)}
            | {"encoding": point},
            {"data": {"values": shown}, "mark": _line(ACCENT) | {"interpolate": "monotone"}, "encoding": point},
            {"data": {"values": marks}, "mark": {"type": "point", "filled": True, "size": 80, "color": ACCENT}}
            | {"encoding": point},
            {"data": {"values": marks}, "mark": {"type": "text", "align": "left", "dx": 12, "dy": 4}}
            | {"encoding": point | {"text": {"field": "label"}}},
        ],
    )


def totals_chart(rows: Sequence[tuple[str, float, bool]], title: str) -> Spec:
    """Bars of totals: (label, calls, is this what happened)."""
    values = [
        {"label": label, "calls": calls, "text": f"{calls:,.0f}", "color": ACCENT if happened else "#b9b6ae"}
        for label, calls, happened in rows
    ]
    y = {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 260, "ticks": False}}
    x = {"field": "calls", "type": "quantitative", "title": title, "axis": {"tickCount": 5, "format": ",.0f"}}
    color = {"field": "color", "type": "nominal", "scale": None}
    layers = [
        {"mark": {"type": "bar", "height": 22}, "encoding": {"x": x, "y": y, "color": color}},
        {"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": {"x": x, "y": y, "text": {"field": "text"}}},
    ]
    return _sized(460, 38 * len(rows), layers) | {"data": {"values": values}}


def expansion_chart(steps: Sequence[tuple[int, float, str]], title: str) -> Spec:
    """What more officers add: (officers, share of calls covered, where), the first is the plan itself.

    A bar a step, with the place in words beside it: names do not fit over the points of a curve.
    """
    values = [
        {"step": f"{k}: {label}", "share": share, "text": f"{share:.0%}", "color": ACCENT if number else "#b9b6ae"}
        for number, (k, share, label) in enumerate(steps)
    ]
    y = {"field": "step", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 320, "ticks": False}}
    x: Spec = {"field": "share", "type": "quantitative", "title": title, "axis": {"format": "%", "tickCount": 5}}
    x["scale"] = {"domain": [0, 1]}
    color = {"field": "color", "type": "nominal", "scale": None}
    layers = [
        {"mark": {"type": "bar", "height": 20}, "encoding": {"x": x, "y": y, "color": color}},
        {"mark": {"type": "text", "align": "left", "dx": 6}, "encoding": {"x": x, "y": y, "text": {"field": "text"}}},
    ]
    return _sized(420, 36 * len(values), layers) | {"data": {"values": values}}


def _line(color: str, *, dash: bool = False) -> Spec:
    return {"type": "line", "color": color, "strokeWidth": 1.5 if dash else 2.5} | (
        {"strokeDash": [4, 4]} if dash else {}
    )


def _sized(width: int, height: int, layers: list[Any]) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "padding": {"left": 4, "right": 24, "top": 12, "bottom": 4},
        "config": _CONFIG,
        "layer": layers,
    }


def to_svg(spec: Spec, label: str) -> str:
    """Draw a specification.

    Args:
        spec: Vega-Lite.
        label: what a screen reader says; the numbers themselves stand in the table behind the chart.

    Returns:
        SVG that a page may hold as it is: no style attributes, no scripts, one label.
    """
    svg = vl_convert.vegalite_to_svg(json.dumps(spec))
    svg = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", svg)
    quoted = label.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return str(svg).replace("<svg ", f'<svg role="img" aria-label="{quoted}" ', 1)
