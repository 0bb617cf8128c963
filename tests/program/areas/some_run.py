"""A finished run with two areas, as the worker leaves it."""

from __future__ import annotations

from typing import Any

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.areas.models import SelectionRun


def finished_run(agency: Agency, by: Member) -> SelectionRun:
    """Linden Court (A1) and Station Row (A2), out of 900 calls."""
    return SelectionRun.objects.create(
        agency=agency,
        started_by=by,
        state=SelectionRun.State.DONE,
        settings={"top": 50, "months": 12, "forecasts": True, "max_walk_feet": 1300},
        data={"imports": [{"name": "2025", "sha256": ["ab12" * 16], "rows": 900, "loaded_at": "2026-01-01"}]},
        code_version="0.1.0",
        result={
            "places": [_place("linden", "Linden Court Apartments", 1, 120), _place("station", "9 Station Row", 2, 80)],
            "areas": [
                _area("A1", "Linden Court Apartments", "linden", 120),
                _area("A2", "Station Row", "station", 80),
            ],
            "left_out": [],
            "window": {"first": "2025-01-01", "last": "2025-12-31", "days": 365},
            "period": "12 months",
            "calls": 900,
            "notes": [],
        },
    )


def _place(key: str, label: str, rank: int, calls: int) -> dict[str, Any]:
    return {
        "place_id": key,
        "label": label,
        "lon": -121.3,
        "lat": 37.9,
        "calls": calls,
        "rank": rank,
        "expected": calls * 0.9,
        "expected_low": calls * 0.7,
        "expected_high": calls * 1.1,
        "top_probability": 0.98,
        "categories": [{"category": "disorder", "share": 0.6}, {"category": "other", "share": 0.4}],
        "flags": [],
        "why": f"{calls} calls in 12 months.",
    }


def _area(area_id: str, name: str, place: str, calls: int) -> dict[str, Any]:
    return {
        "area_id": area_id,
        "name": name,
        "place_ids": [place],
        "place_labels": [name],
        "lon": -121.3,
        "lat": 37.9,
        "polygon": [[-121.31, 37.9], [-121.3, 37.9], [-121.3, 37.91], [-121.31, 37.9]],
        "calls": calls,
        "harm": 12.0,
        "expected": calls * 0.9,
        "expected_low": calls * 0.7,
        "expected_high": calls * 1.1,
        "walk_meters": 120.0,
        "district": "North",
        "languages": {"spanish": 0.4},
        "why": "One complex.",
    }
