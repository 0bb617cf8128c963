"""Promised against delivered, by area and week."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.postings.delivered import by_week, delivered, monday_of, times_pulled_away
from commonbeat.program.postings.models import Posting, PulledAway
from commonbeat.program.visits.models import Visit
from tests.cast import Cast

MONDAY = date(2026, 3, 2)


def visit(area: Area, officer: Member, at: datetime, minutes: int, **more: object) -> Visit:
    return Visit.objects.create(
        agency=area.agency,
        area=area,
        officer=officer,
        began_at=at,
        minutes=minutes,
        kind="walked",
        entry=uuid4(),
        **more,
    )


def away(posting: Posting, at: datetime, minutes: int) -> PulledAway:
    return PulledAway.objects.create(
        agency=posting.agency,
        posting=posting,
        entry=uuid4(),
        began_at=at,
        minutes=minutes,
        by_whom="Watch commander",
        for_what="Parade detail",
        recorded_by=posting.officer,
    )


def test_hours_in_the_area_stand_beside_the_hours_that_were_promised(cast: Cast) -> None:
    visit(cast.oak_creek, cast.rivera, datetime(2026, 3, 3, 20, tzinfo=UTC), 240)
    visit(cast.oak_creek, cast.lindqvist, datetime(2026, 3, 5, 20, tzinfo=UTC), 480)
    away(cast.posting, datetime(2026, 3, 4, 20, tzinfo=UTC), 300)
    found = {each.area.name: each for each in delivered(cast.okafor, MONDAY, MONDAY)}
    week = found["Oak Creek"].weeks[0].hours
    assert (week.promised, week.delivered, week.pulled_away, week.times, week.percent) == (20.0, 12.0, 5.0, 1, 60)
    assert found["Mill Street"].weeks[0].hours.share is None


def test_what_was_set_aside_corrected_or_taken_back_counts_nowhere(cast: Cast) -> None:
    first = visit(cast.oak_creek, cast.rivera, datetime(2026, 3, 3, 20, tzinfo=UTC), 600, superseded=True)
    visit(cast.oak_creek, cast.rivera, datetime(2026, 3, 3, 20, tzinfo=UTC), 60, amends=first)
    visit(cast.oak_creek, cast.rivera, datetime(2026, 3, 4, 20, tzinfo=UTC), 600, withdrawn=True)
    (oak,) = [each for each in delivered(cast.okafor, MONDAY, MONDAY) if each.area == cast.oak_creek]
    assert oak.weeks[0].hours.delivered == 1.0


def test_a_week_begins_on_monday_of_the_agencys_own_clock(cast: Cast) -> None:
    sunday_night_in_california = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
    visit(cast.oak_creek, cast.rivera, sunday_night_in_california, 60)
    (oak,) = [each for each in delivered(cast.okafor, date(2026, 2, 23), MONDAY) if each.area == cast.oak_creek]
    assert [week.hours.delivered for week in oak.weeks] == [1.0, 0.0]


def test_a_posting_that_covers_part_of_a_week_promises_that_part(cast: Cast) -> None:
    Posting.objects.filter(pk=cast.posting.pk).update(starts_on=date(2026, 3, 5), ends_on=date(2026, 3, 10))
    (oak,) = [each for each in delivered(cast.okafor, MONDAY, date(2026, 3, 16)) if each.area == cast.oak_creek]
    assert [round(week.hours.promised, 2) for week in oak.weeks] == [11.43, 5.71, 0.0]


def test_another_agencys_hours_are_not_among_ours(cast: Cast) -> None:
    visit(cast.harbor_area, cast.harbor_officer, datetime(2026, 3, 3, 20, tzinfo=UTC), 240)
    assert sum(week.hours.delivered for week in by_week(delivered(cast.okafor, MONDAY, MONDAY))) == 0.0
    assert [each.area for each in delivered(cast.harbor_sergeant, MONDAY, MONDAY)] == [cast.harbor_area]


def test_each_time_an_officer_was_pulled_away_is_told_with_by_whom_and_for_what(cast: Cast) -> None:
    away(cast.posting, datetime(2026, 3, 4, 20, tzinfo=UTC), 300)
    away(cast.posting, datetime(2026, 4, 4, 20, tzinfo=UTC), 60)
    (one,) = times_pulled_away(cast.okafor, cast.oak_creek, MONDAY, MONDAY)
    assert (one.minutes, one.by_whom, one.for_what) == (300, "Watch commander", "Parade detail")


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begin=st.integers(0, 27),
    length=st.integers(0, 27),
    hours=st.decimals(Decimal("0.5"), Decimal(60), places=1),
)
def test_the_weeks_of_a_posting_add_up_to_its_days(cast: Cast, begin: int, length: int, hours: Decimal) -> None:
    first = date.fromordinal(MONDAY.toordinal() + begin)
    last = date.fromordinal(first.toordinal() + length)
    Posting.objects.filter(pk=cast.posting.pk).update(starts_on=first, ends_on=last, promised_hours=hours)
    weeks = by_week(delivered(cast.okafor, MONDAY, date.fromordinal(MONDAY.toordinal() + 70)))
    assert sum(week.hours.promised for week in weeks) == pytest.approx(float(hours) * (length + 1) / 7)
    assert all(week.monday == monday_of(week.monday) for week in weeks)
