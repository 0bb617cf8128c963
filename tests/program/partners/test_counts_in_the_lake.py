"""What a partner's page says of calls, beside the rows of a lake counted by hand and a public page of the area."""

from __future__ import annotations

from datetime import UTC, datetime
from statistics import median

import pytest

from commonbeat.intake.lake import Lake
from commonbeat.program.areas.models import Area, AreaPlace
from commonbeat.program.partners.actions import open_estate
from commonbeat.program.partners.counts import calls_of
from commonbeat.program.partners.models import Estate
from commonbeat.program.places.models import Place
from commonbeat.program.publishing.actions import publish
from commonbeat.program.publishing.content import compose, read_lake
from commonbeat.program.publishing.models import PublicSite, PublishedCell
from tests.cast import Cast
from tests.program.publishing.conftest import NAME, busiest, lake, site

__all__ = ["busiest", "lake", "site"]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def estates(cast: Cast, lake: Lake, busiest: list[Place]) -> list[Estate]:
    """The six busiest places of the lake, all apartments."""
    ours = list(Place.objects.filter(agency=cast.agency).exclude(recent_calls=[]).order_by("-calls_last_year")[:6])
    return [open_estate(cast.okafor, place, cast.oak_creek, title=place.label, kind="apartments") for place in ours]


def test_the_counts_are_those_counted_by_hand(lake: Lake, estates: list[Estate]) -> None:
    told = calls_of(estates[0], lake)
    rows = [row for row in lake.calls(NAME).to_pyarrow().to_pylist() if row["origin"] == "community"]
    own, *others = [one.place.key for one in estates]

    def count(key: str, first: int) -> int:
        return sum(row["place_id"] == key and first <= row["month"] <= first + 2 for row in rows)

    assert len(told.quarters) == 8
    shown = 0
    for one in told.quarters:
        first = one.begins.year * 12 + one.begins.month - 1
        n, middle = count(own, first), median(count(key, first) for key in others)
        assert one.calls is None if n < 10 else one.calls is not None and abs(one.calls - n) <= 2
        assert one.similar is None if middle < 10 else one.similar is not None and abs(one.similar - middle) <= 3
        shown += one.calls is not None
    assert shown > 4
    for kind, calls in told.kinds:
        if calls is not None and kind != "other kinds":
            n = sum(
                row["place_id"] == own and row["month"] // 12 == told.year and row["category"] == kind for row in rows
            )
            assert n >= 10
            assert abs(calls - n) <= 2


def test_a_public_page_and_the_partners_page_give_away_nothing_of_the_neighbors(
    cast: Cast, lake: Lake, estates: list[Estate], site: PublicSite
) -> None:
    """The area is the property and one quiet neighbor: every quarter's difference would be the neighbor's calls."""
    near = Area.objects.create(agency=cast.agency, name="The corner", state=Area.State.APPROVED)
    quiet = Place.objects.filter(agency=cast.agency, calls_last_year__lt=15).exclude(recent_calls=[]).first()
    assert quiet is not None
    for place in (estates[0].place, quiet):
        AreaPlace.objects.create(agency=cast.agency, area=near, place=place)
    before = calls_of(estates[0], lake)
    publish(cast.okafor, near, read_lake(near, lake), compose(near, lake, NOW).seen, NOW)
    after = calls_of(estates[0], lake)
    said = {cell.label: cell.count for cell in PublishedCell.objects.filter(shown=True)}
    rows = [row for row in lake.calls(NAME).to_pyarrow().to_pylist() if row["origin"] == "community"]
    withheld = 0
    for was, now in zip(before.quarters, after.quarters, strict=True):
        first = was.begins.year * 12 + was.begins.month - 1
        n = sum(row["place_id"] == estates[0].place.key and first <= row["month"] <= first + 2 for row in rows)
        together = said.get(f"{was.begins.year}-Q{was.quarter}")
        if now.calls is not None and together is not None:
            assert together - n >= 10
        withheld += was.calls is not None and now.calls is None
    assert withheld > 0
