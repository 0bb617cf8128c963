"""The live count of a problem is the lake's own, counted once for each state of the lake, and no page waits for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commonbeat.analysis.call_counts import CallCounts, Which, call_counts
from commonbeat.intake.lake import open_lake
from commonbeat.intake.load import load
from commonbeat.program.places.actions import import_places
from commonbeat.program.places.models import Place
from commonbeat.program.problems import live
from commonbeat.program.problems.actions import open_problem
from commonbeat.program.problems.counting import counts_of
from commonbeat.program.problems.live import live_calls, scanning_now
from commonbeat.program.problems.models import Problem
from commonbeat.synthetic import City
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    there = tmp_path_factory.mktemp("lake")
    truth = City.make(3, places=300, months=26).write_export(there / "export")
    mapping = there / "export" / "mapping.toml"
    name = "Alder Falls Police Department"
    load([truth.path], agency=name, lake=there / "lake", mapping=mapping, name="first", by="test")
    yield there / "lake"


@pytest.fixture
def problem(cast: Cast, folder: Path, settings: Any) -> Problem:
    """At the busiest place of the lake."""
    settings.LAKE = folder
    import_places(cast.okafor, cast.agency, open_lake(folder))
    busiest = Place.objects.filter(agency=cast.agency).exclude(recent_calls=[]).order_by("-calls_last_year")[:1]
    return open_problem(cast.rivera, cast.oak_creek, "Nights", busiest)


def test_it_is_the_lakes_count_and_is_kept(problem: Problem, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = counts_of(problem, open_lake(folder))
    found = live_calls(problem)
    assert found is not None
    assert [one.calls for one in found.months] == real.counts.sum(axis=0).tolist()
    assert found.last_year == int(real.counts[:, -12:].sum()) > 0
    assert found.year_before == int(real.counts[:, -24:-12].sum())
    assert dict(found.places) == {real.place_ids[0]: found.last_year}
    monkeypatch.setattr(live, "call_counts", None)
    assert live_calls(problem) == found
    kept = scanning_now(problem.agency, real.place_ids, Which(), date(2026, 5, 1))
    assert kept["places"] == dict(found.places)


def test_a_slow_lake_keeps_no_page_waiting(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(*asked: object) -> CallCounts:
        time.sleep(0.4)
        return call_counts(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(live, "call_counts", slowly)
    monkeypatch.setattr(live, "PATIENCE", 0.05)
    problem.from_hour = 3
    first = live_calls(problem)
    assert first is not None and first.counting and first.months == ()
    monkeypatch.setattr(live, "PATIENCE", 20)
    later = live_calls(problem)
    assert later is not None and not later.counting and later.months


def test_without_a_lake_there_is_no_count(problem: Problem, settings: Any, tmp_path: Path) -> None:
    settings.LAKE = tmp_path / "none"
    assert live_calls(problem) is None
    assert scanning_now(problem.agency, [], Which(), date(2026, 5, 1)) == {}
