"""A selection as a person reads it in the terminal, as CSV and as GeoJSON."""

from __future__ import annotations

import io
import json
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from commonbeat.analysis.places import RankedPlace
from commonbeat.analysis.selection import Selection
from commonbeat.analysis.selection_record import area_record, place_record
from commonbeat.spreadsheet import write_rows


def show_selection(selection: Selection, console: Console) -> None:
    """Print the ranked list: a line of numbers a place, and its sentence below."""
    window, spread = selection.window, selection.concentration
    console.print(
        f"[bold]{len(selection.places)} places of {selection.ranked:,}[/bold], {window.first} to {window.last}:"
        f" {selection.places[-1].running_share:.1%} of {selection.calls:,} community calls"
        if selection.places
        else "No place was chosen."
    )
    console.print(
        f"Half of the calls come from {spread.share_for_half:.1%} of the places, a quarter from"
        f" {spread.share_for_quarter:.1%}."
    )
    forecast = any(place.expected is not None for place in selection.places)
    console.print(
        f"\n{'rank':>5} {'(90 %)':>11} {'calls':>7} {'share':>6}"
        + (f" {'next':>7} {'(90 %)':>13}" if forecast else "")
        + "  place",
        style="dim",
        highlight=False,
    )
    for place in selection.places:
        line = f"{place.rank:>5,} {f'{place.rank_low:,}-{place.rank_high:,}':>11} {place.calls:>7,} {place.share:>6.1%}"
        if forecast:
            line += f" {_whole(place.expected):>7}"
            line += f" {f'{_whole(place.expected_low)}-{_whole(place.expected_high)}':>13}"
        console.print(f"{line}  [bold]{escape(place.label)}[/bold]", highlight=False, soft_wrap=True)
        console.print(Padding(escape(_sentence(place)), (0, 0, 0, 6)), style="dim", highlight=False)
    console.print()
    flagged = [place for place in selection.left_out if place.flags]
    if flagged:
        console.print("[bold]Left out[/bold]")
        for out in flagged:
            console.print(f"  {escape(out.label)}: {escape(out.why)}", highlight=False)
    for note in (*selection.notes, selection.method):
        if note:
            console.print(escape(note), style="dim", highlight=False)


def _sentence(place: RankedPlace) -> str:
    trend = ""
    if place.trend is not None and (place.trend[1] > 1 or place.trend[2] < 1):
        ratio = place.trend[0]
        trend = f" Over its history calls {'rise' if ratio > 1 else 'fall'} by {abs(ratio - 1):.0%} a year."
    return place.why + trend


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def selection_csv(selection: Selection) -> str:
    """The places as CSV, one row a place; lists are joined by "; "."""
    rows = [_flat(place_record(place)) for place in selection.places]
    out = io.StringIO()
    write_rows(out, list(rows[0]) if rows else ["place_id"], ([*row.values()] for row in rows))
    return out.getvalue()


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    trend = record.pop("trend")
    record["categories"] = "; ".join(f"{part['category']} {part['share']:.0%}" for part in record["categories"])
    record["flags"] = "; ".join(record["flags"])
    for name in ("ratio", "low", "high"):
        record[f"trend_{name}"] = None if trend is None else trend[name]
    return record


def selection_geojson(selection: Selection) -> str:
    """Places as points and areas as polygons; a place without coordinates has no geometry."""
    features: list[dict[str, Any]] = []
    for place in selection.places:
        record = place_record(place)
        lon, lat = record.pop("lon"), record.pop("lat")
        point = None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}
        features.append({"type": "Feature", "id": place.place_id, "geometry": point, "properties": record})
    for area in selection.areas:
        record = area_record(area)
        ring = record.pop("polygon")
        shape = {"type": "Polygon", "coordinates": [ring]} if len(ring) >= 4 else None
        features.append({"type": "Feature", "id": area.area_id, "geometry": shape, "properties": record})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"
