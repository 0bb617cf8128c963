"""A selection as plain values, for JSON, CSV and maps: the documented shape, the same in all three."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from commonbeat.analysis.panel import Span
from commonbeat.analysis.places import Area, RankedPlace
from commonbeat.analysis.selection import Selection


def place_record(place: RankedPlace) -> dict[str, Any]:
    """One place; shares are rounded to six decimals, expectations to one."""
    return {
        "place_id": place.place_id,
        "label": place.label,
        "lon": _rounded(place.lon, 6),
        "lat": _rounded(place.lat, 6),
        "calls": place.calls,
        "share": round(place.share, 6),
        "running_share": round(place.running_share, 6),
        "rank": place.rank,
        "rank_low": place.rank_low,
        "rank_high": place.rank_high,
        "top_probability": round(place.top_probability, 4),
        "expected": _rounded(place.expected, 1),
        "expected_low": _rounded(place.expected_low, 1),
        "expected_high": _rounded(place.expected_high, 1),
        "months_active": place.months_active,
        "trend": None
        if place.trend is None
        else dict(zip(("ratio", "low", "high"), (round(value, 4) for value in place.trend), strict=True)),
        "categories": [{"category": name, "share": round(share, 4)} for name, share in place.categories],
        "harm": _rounded(place.harm, 3),
        "officer_minutes": _rounded(place.officer_minutes, 1),
        "rank_all_calls": place.rank_all_calls,
        "flags": list(place.flags),
        "why": place.why,
    }


def area_record(area: Area) -> dict[str, Any]:
    """One area, every field as it is."""
    return {
        name: [list(point) for point in value]
        if name == "polygon"
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in asdict(area).items()
    }


def selection_record(selection: Selection) -> dict[str, Any]:
    """The whole selection; `places` and `areas` first."""
    spread = asdict(selection.concentration)
    spread["curve"] = [[round(value, 6) for value in point] for point in spread["curve"]]
    return {
        "places": [place_record(place) for place in selection.places],
        "areas": [area_record(area) for area in selection.areas],
        "left_out": [{**asdict(place), "flags": list(place.flags)} for place in selection.left_out],
        "window": span_record(selection.window),
        "history": span_record(selection.history),
        "period": selection.period,
        "calls": selection.calls,
        "all_calls": selection.all_calls,
        "placeless": selection.placeless,
        "unknown": selection.unknown,
        "ranked": selection.ranked,
        "concentration": spread,
        "method": selection.method,
        "settings": dict(selection.settings),
        "notes": list(selection.notes),
    }


def span_record(span: Span) -> dict[str, Any]:
    """Days of a span."""
    return {"first": span.first.isoformat(), "last": span.last.isoformat(), "days": span.days}


def _rounded(value: float | None, digits: int) -> float | None:
    """Rounded in two steps: sums of many parts differ in the last bits from run to run, and a tie must not."""
    return None if value is None else round(round(value, digits + 5), digits)
