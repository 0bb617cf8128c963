"""Small exports for the tests of the lake: a row is a dictionary, a file is a CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from commonbeat.intake.lake import Lake, open_lake
from commonbeat.intake.load import LoadResult, load
from commonbeat.intake.mapping import Field, Mapping

COLUMNS = ("incident_id", "received", "call_type", "address", "latitude", "longitude", "disposition")
ZONE = "America/Chicago"

#: Written out, so that tests of the lake do not depend on how columns are found.
MAPPING = Mapping(
    fields=(
        Field("incident_id", ("incident_id",), 1.0),
        Field("received", ("received",), 1.0, "iso"),
        Field("call_type", ("call_type",), 1.0),
        Field("address", ("address",), 1.0),
        Field("lat", ("latitude",), 1.0),
        Field("lon", ("longitude",), 1.0),
        Field("disposition", ("disposition",), 1.0),
    ),
    zone=ZONE,
)

_TYPES = ("DISTURBANCE", "THEFT", "BATTERY", "TRAFFIC STOP", "WELFARE CHECK")


def row(number: int, **changes: Any) -> dict[str, Any]:
    """Call number `number`: an hour after the one before, at one of seven houses."""
    made = {
        "incident_id": f"A{number:06d}",
        "received": (datetime(2024, 1, 1) + timedelta(hours=number)).isoformat(sep=" "),  # noqa: DTZ001
        "call_type": _TYPES[number % 5],
        "address": f"{100 + 10 * (number % 7)} N ELM ST",
        "latitude": f"{43.0 + (number % 7) / 1000:.4f}",
        "longitude": "-87.9500",
        "disposition": "REPORT",
    }
    return {**made, **changes}


def write(path: Path, rows: Iterable[dict[str, Any]], columns: Sequence[str] = COLUMNS) -> Path:
    """Write rows as a CSV."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def brought(lake: Path, path: Path, **options: Any) -> LoadResult:
    """Load one file into a lake as Harbor City's."""
    return load([path], **{"agency": "Harbor City", "lake": lake, "mapping": MAPPING, **options})


def live(lake: Path | Lake) -> dict[str, tuple[Any, ...]]:
    """What the lake's live calls say, by id: content, without which import brought it."""
    opened = lake if isinstance(lake, Lake) else open_lake(lake)
    found = opened.calls().execute()
    return {
        r.call_id: (r.received, r.call_type, r.address, r.place_id, r.disposition, r.content_hash)
        for r in found.itertuples()
    }


def adds_up(result: LoadResult) -> bool:
    """Is every row read accounted for?"""
    r = result.record
    return r.rows_read == r.calls_added + r.calls_replaced + r.duplicates + r.rejected
