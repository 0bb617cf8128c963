"""The live count equals what is counted by hand in the lake, and the assessment says what it compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from commonbeat.intake.lake import Lake, open_lake
from commonbeat.intake.load import load
from commonbeat.program.areas.models import AreaPlace
from commonbeat.program.places.actions import import_places
from commonbeat.program.places.models import Place
from commonbeat.program.problems.actions import open_problem
from commonbeat.program.problems.counting import (
    COMPARISON,
    assess_calls,
    comparison_places,
    counts_of,
    scanning_of,
    spans_of,
)
from commonbeat.program.problems.models import Problem
from commonbeat.synthetic import City
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NAME = "Alder Falls Police Department"


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    folder: Path = tmp_path_factory.mktemp("lake")
    truth = City.make(3, places=300, months=40).write_export(folder / "export")
    mapping = folder / "export" / "mapping.toml"
    load([truth.path], agency=NAME, lake=folder / "lake", mapping=mapping, name="first", by="test")
    yield open_lake(folder / "lake")


@pytest.fixture
def problem(cast: Cast, lake: Lake) -> Problem:
    """At the two busiest places of the lake."""
    import_places(cast.okafor, cast.agency, lake)
    busiest = list(Place.objects.filter(agency=cast.agency).exclude(recent_calls=[]).order_by("-calls_last_year")[:2])
    for place in busiest:
        AreaPlace.objects.create(agency=cast.agency, area=cast.oak_creek, place=place)
    return open_problem(
        cast.rivera, cast.oak_creek, "Nights", busiest, categories=["disorder"], from_hour=20, to_hour=4
    )


def test_the_live_count_is_what_is_counted_by_hand(cast: Cast, lake: Lake, problem: Problem) -> None:
    found = counts_of(problem, lake)
    calls = lake.calls(NAME).to_pyarrow().to_pylist()
    keys = set(problem.places.values_list("key", flat=True))
    by_hand = [
        call
        for call in calls
        if call["place_id"] in keys
        and call["origin"] == "community"
        and call["category"] == "disorder"
        and (call["hour"] >= 20 or call["hour"] < 4)
        and found.months[0] <= call["month"] <= found.months[-1]
    ]
    assert found.counts.sum() == len(by_hand) > 20
    told = scanning_of(problem, lake, date(2026, 6, 1))
    assert sum(told["calls"]) == len(by_hand)


def test_comparison_places_were_next_on_the_list_and_in_no_area(cast: Cast, lake: Lake, problem: Problem) -> None:
    others = comparison_places(problem)
    assert len(others) == COMPARISON
    assert not set(others) & set(problem.places.values_list("key", flat=True))
    assert not AreaPlace.objects.filter(place__key__in=others).exists()


def test_the_before_span_lies_before_the_year_in_which_it_was_found(lake: Lake, problem: Problem) -> None:
    counts = counts_of(problem, lake)
    assert spans_of(problem, counts) is None  # no response yet
    last = counts.months[-1]
    opened = datetime(int(last - 8) // 12, int(last - 8) % 12 + 1, 15, tzinfo=UTC)
    problem.opened_at, problem.response_began_on = opened, opened.date()
    spans = spans_of(problem, counts)
    assert spans is not None
    assert spans.after == (last - 7, last)
    assert spans.before[1] - spans.before[0] == 7
    assert (spans.after[0] - spans.before[0]) % 12 == 0
    assert spans.before[1] < last - 8 - 12


def test_an_assessment_names_its_data_and_cannot_tell_where_it_cannot(lake: Lake, problem: Problem) -> None:
    assert assess_calls(problem, lake)["verdict"] == "cannot tell"
    last = counts_of(problem, lake).months[-1]
    opened = datetime(int(last - 8) // 12, int(last - 8) % 12 + 1, 15, tzinfo=UTC)
    problem.opened_at, problem.response_began_on = opened, opened.date()
    problem.categories, problem.from_hour, problem.to_hour = [], 0, 24
    made = assess_calls(problem, lake)
    assert made["figures"]["comparison_places"] > 8
    assert made["figures"]["low"] <= made["figures"]["estimate"] <= made["figures"]["high"]
    assert made["data"]["imports"][0]["name"] == "first"
    assert made["code_version"]
