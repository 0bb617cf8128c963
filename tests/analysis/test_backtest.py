"""Had we chosen earlier: on real calls and on made cities, promises are kept, for any place definition and split."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from commonbeat.analysis.backtest import backtest
from commonbeat.analysis.forecast_accuracy import coverage
from commonbeat.analysis.forecasting import forecast_places
from commonbeat.errors import InputError
from commonbeat.intake.load import temporary_lake
from tests.analysis.made_city import panel_of_weeks, weekly_counts
from tests.analysis.some_calls import call, montgomery, table_of

PLACES = ("addr", "twp || addr", "regexp_replace(upper(trim(addr)), '\\s+', ' ', 'g')")
SPLITS = ("half", date(2016, 4, 17), date(2016, 5, 9))


def judged_in_montgomery(shared_data: Path, place: str, split: str | date) -> int:
    """Every promise about Montgomery is kept; gives how many places were judged."""
    found = backtest(montgomery(shared_data, place), split=split)  # type: ignore[arg-type]
    assert found.expected_total == pytest.approx(found.observed_total, rel=0.03)
    assert 0.87 <= found.coverage <= 0.93
    assert found.expected_low < found.observed_total < found.expected_high
    assert found.gamma_poisson_total < 0.85 * found.observed_total
    assert found.naive_total > found.expected_total
    assert found.pei > 0.9
    return found.judged


def test_montgomery_gets_what_it_was_promised(shared_data: Path) -> None:
    assert judged_in_montgomery(shared_data, "addr", "half") == 1000


@pytest.mark.prove
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("split", SPLITS)
def test_montgomery_gets_what_it_was_promised_however_places_and_halves_are_cut(
    shared_data: Path, place: str, split: str | date
) -> None:
    assert judged_in_montgomery(shared_data, place, split) == 1000


def city_errors(seeds: range, **city: float) -> tuple[np.ndarray, np.ndarray]:
    """Relative error of the promise for the 100 busiest, and coverage for 1,000, a year after a year, for each seed."""
    errors, covered = [], []
    for seed in seeds:
        counts = weekly_counts(seed, **city)  # type: ignore[arg-type]
        panel = panel_of_weeks(counts, 52, 52)
        forecast = forecast_places(panel)
        came = counts[panel.place_ids.cast("int64").to_numpy(), 52:].sum(axis=1)
        order = np.argsort(-forecast.expected, kind="stable")
        low, high = forecast.posterior.interval(order[:1000])
        errors.append(forecast.expected[order[:100]].sum() / came[order[:100]].sum() - 1)
        covered.append(coverage(came[order[:1000]], low, high))
    return np.array(errors), np.array(covered)


def test_a_made_city_gets_what_it_was_promised() -> None:
    errors, covered = city_errors(range(5))
    assert abs(errors.mean()) < 0.03
    assert 0.87 <= covered.mean() <= 0.93


@pytest.mark.prove
@pytest.mark.parametrize("city", [{}, {"sd": 1.0, "mean": 0.3}], ids=["concentrated", "spread"])
def test_fifty_made_cities_get_what_they_were_promised(city: dict[str, float]) -> None:
    errors, covered = city_errors(range(50), **city)
    assert abs(errors.mean()) < 0.03
    assert 0.87 <= covered.mean() <= 0.93


def test_four_years_of_history_are_learned_from_by_lagged_periods() -> None:
    counts = weekly_counts(3, weeks=260, places=4000)
    panel = panel_of_weeks(counts, 208, 52)
    forecast = forecast_places(panel)
    came = counts[panel.place_ids.cast("int64").to_numpy(), 208:].sum(axis=1)
    order = np.argsort(-forecast.expected, kind="stable")
    low, high = forecast.posterior.interval(order[:1000])
    assert len(forecast.lags) == 3
    assert 0.86 <= coverage(came[order[:1000]], low, high) <= 0.94
    assert forecast.expected[order[:100]].sum() == pytest.approx(came[order[:100]].sum(), rel=0.08)


def test_what_came_after_the_split_changes_no_promise() -> None:
    first = [call(f"p{n % 9}", date(2024, 1, 1) + timedelta(days=n)) for n in range(180)]
    later = [call("p1", date(2024, 8, 1) + timedelta(days=n % 90)) for n in range(600)]
    after = [call("p2", date(2024, 8, 1) + timedelta(days=n % 90)) for n in range(5)]
    first.append(call("p3", date(2024, 10, 29)))
    split = date(2024, 6, 28)
    one, other = (backtest(table_of(first + rest), split=split, top=3) for rest in (later, after))
    assert one.expected_total == other.expected_total
    assert one.place_ids == other.place_ids
    assert one.observed_total != other.observed_total


def test_a_split_outside_the_data_is_explained() -> None:
    rows = [call("a", date(2024, 1, 1) + timedelta(days=n)) for n in range(60)]
    with pytest.raises(InputError, match="leaves nothing to compare"):
        backtest(table_of(rows), split=date(2025, 1, 1))
    with pytest.raises(InputError, match="leaves nothing to compare"):
        backtest(table_of(rows), split="year")
    with pytest.raises(InputError, match="no call that the community started"):
        backtest(table_of([]))


@pytest.mark.parametrize(
    ("export", "zone"), [("milwaukee-2018-05.csv", "America/Chicago"), ("san-diego-2023-01.csv", "America/Los_Angeles")]
)
def test_ten_days_of_real_calls_promise_quiet_places_what_they_bring(shared_data: Path, export: str, zone: str) -> None:
    with temporary_lake([shared_data / "calls" / export], agency="City", zone=zone) as lake:
        found = backtest(lake.calls(), places=lake.places(), top=50)
    assert found.expected_total == pytest.approx(found.observed_total, rel=0.12)
    assert found.coverage >= 0.87
    assert found.naive_total > 1.15 * found.observed_total
