"""The number of a call's content: any change shows, and nothing else changes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commonbeat.intake import incidents
from commonbeat.intake.lake import open_lake
from commonbeat.intake.mapping import Field, Mapping
from tests.intake.lake.exports import COLUMNS, MAPPING, ZONE, brought, row, write

_MORE = ("dispatched", "arrived", "cleared", "priority", "beat", "city", "description", "self_initiated")
_NAMES = {"description": "call_type_desc"}
_FULL = Mapping(
    fields=(
        *MAPPING.fields,
        *(
            Field(_NAMES.get(name, name), (name,), 1.0, "iso" if name in _MORE[:3] else None)  # times come first
            for name in _MORE
        ),
    ),
    zone=ZONE,
)
_CHANGES: dict[str, str] = {
    "received": "2024-01-01 03:00:01",
    "dispatched": "2024-01-01 12:00:01",
    "arrived": "2024-01-01 12:10:01",
    "cleared": "",
    "call_type": "NOISE",
    "description": "LOUD MUSIC",
    "address": "999 S OAK ST",
    "city": "HARBOR CITY",
    "latitude": "43.000001",
    "longitude": "-87.950001",
    "disposition": "NO REPORT",
    "priority": "2",
    "beat": "",
    "self_initiated": "N",
}


def _full(number: int, **changes: Any) -> dict[str, Any]:
    hours = {"dispatched": "12:00:00", "arrived": "12:10:00", "cleared": "13:00:00"}
    times = {name: f"2024-01-01 {clock}" for name, clock in hours.items()}
    words = {"priority": "1", "beat": "7", "city": "", "description": "LOUD", "self_initiated": "Y"}
    return row(0, incident_id=f"A{number}", **{**times, **words, **changes})


def _numbers(lake: Path) -> dict[str, int]:
    found = open_lake(lake).calls().select("call_id", "content_hash").execute()
    return dict(zip(found["call_id"], found["content_hash"], strict=True))


def test_a_change_of_any_field_alone_makes_a_later_version(tmp_path: Path) -> None:
    columns = (*COLUMNS, *_MORE)
    first = write(tmp_path / "first.csv", [_full(n) for n in range(len(_CHANGES) + 1)], columns)
    changed = [_full(n, **{name: text}) for n, (name, text) in enumerate(_CHANGES.items())]
    second = write(tmp_path / "second.csv", [*changed, _full(len(_CHANGES))], columns)
    lake = tmp_path / "lake"
    brought(lake, first, mapping=_FULL, hold=False)
    assert len(set(_numbers(lake).values())) == 1
    record = brought(lake, second, mapping=_FULL, hold=False).record
    assert (record.calls_replaced, record.calls_added, record.duplicates) == (len(_CHANGES), 0, 1)
    assert len(set(_numbers(lake).values())) == len(_CHANGES) + 1


def test_the_number_is_the_same_whether_texts_come_again_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = write(tmp_path / "export.csv", [row(n, disposition=f"REPORT {n}") for n in range(30)])
    brought(tmp_path / "one", export)
    monkeypatch.setattr(incidents, "_SELDOM", 5)
    brought(tmp_path / "other", export)
    assert _numbers(tmp_path / "one") == _numbers(tmp_path / "other")
