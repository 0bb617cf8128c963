"""Calls by place and month: community calls alone, whole months alone, and each filter."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from commonbeat.analysis.call_counts import Which, call_counts, first_of, running_month
from tests.analysis.some_calls import call, table_of

NEW_YEAR = date(2024, 1, 1)


def every_day(place: str, days: int, **more: object) -> list[dict[str, object]]:
    return [call(place, NEW_YEAR + timedelta(days=day), **more) for day in range(days)]


def test_whole_months_are_counted_and_the_begun_one_is_not() -> None:
    found = call_counts(table_of(every_day("a", 70)), ["a", "nowhere"])
    assert [first_of(int(month)) for month in found.months] == [date(2024, 1, 1), date(2024, 2, 1)]
    assert found.counts.tolist() == [[31, 29], [0, 0]]


def test_what_officers_started_is_not_counted() -> None:
    rows = every_day("a", 60) + every_day("a", 60, origin="officer")
    assert call_counts(table_of(rows), ["a"]).counts.sum() == 60


def test_each_filter_takes_out_its_own() -> None:
    rows = every_day("a", 60, category="disorder") + every_day("a", 60, category="property")
    assert call_counts(table_of(rows), ["a"], Which(categories=["property"])).counts.sum() == 60
    weekends = call_counts(table_of(rows), ["a"], Which(weekdays=[5, 6])).counts.sum()
    assert weekends == 2 * sum((NEW_YEAR + timedelta(days=day)).weekday() > 4 for day in range(60))


def test_hours_may_span_midnight() -> None:
    rows = [call("a", NEW_YEAR + timedelta(days=day), hour=hour) for day in range(31) for hour in (1, 12, 23)]
    assert call_counts(table_of(rows), ["a"], Which(from_hour=22, to_hour=2)).counts.sum() == 62
    assert call_counts(table_of(rows), ["a"], Which(from_hour=8, to_hour=16)).counts.sum() == 31


def test_months_between_and_what_is_covered() -> None:
    found = call_counts(table_of(every_day("a", 366)), ["a"])
    first = running_month(NEW_YEAR)
    assert found.between(first, first + 1).tolist() == [31 + 29]
    assert found.covers(first, first + 11)
    assert not found.covers(first - 1, first)


def test_an_empty_lake_has_no_months() -> None:
    rows = table_of(every_day("a", 1))
    found = call_counts(rows.filter(rows.place_id == "none"), ["a"])
    assert found.counts.shape == (1, 0)
    assert not found.covers(0, 1)
    assert np.array_equal(found.between(0, 10), [0])
