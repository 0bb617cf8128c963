"""How calls behave: concentration, time, near-repeats, who starts them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from commonbeat.synthetic import Behavior, City, Program
from commonbeat.synthetic.incidents import CAUSES, DAY
from commonbeat.synthetic.rates import near_repeat_flow

COMMUNITY = CAUSES.index("officer")


@pytest.mark.parametrize("seed", range(1, 9))
def test_calls_are_as_concentrated_as_in_real_cities(seed: int) -> None:
    """Weisburd (2015): half of crime in 2.1-6.0 % of places, a quarter in .4-1.6 %."""
    counts = np.sort(City.make(seed, months=12).truth.counts())[::-1]
    running = np.cumsum(counts) / counts.sum()
    assert 0.021 <= (np.searchsorted(running, 0.5) + 1) / len(counts) <= 0.060
    assert 0.004 <= (np.searchsorted(running, 0.25) + 1) / len(counts) <= 0.016


def test_the_long_run_is_what_comes_on_average() -> None:
    ratios, tops = [], []
    for seed in range(12):
        city = City.make(seed, places=1_500, months=12)
        counts, expected = city.truth.counts(), city.with_months(0).truth.expected(12)
        chronic = city.truth.chronic(50)
        ratios.append(counts.sum() / expected.sum())
        tops.append(counts[chronic].sum() / expected[chronic].sum())
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.03)
    assert np.mean(tops) == pytest.approx(1.0, abs=0.05)


def test_near_repeats_flow_to_neighbors_and_lose_nothing() -> None:
    city = City.make(1, places=500, months=1)
    start = np.ones(500)
    flow = near_repeat_flow(city.sites, city.behavior, start)
    assert flow.sum() == pytest.approx(500 / (1 - city.behavior.branching), rel=1e-9)
    assert near_repeat_flow(city.sites, replace(city.behavior, branching=0.0), start) == pytest.approx(start)


def _calls(city: City) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    months = list(city.month_calls())
    return tuple(np.concatenate([getattr(m, k) for m in months]) for k in ("seconds", "place", "cause"))  # type: ignore[return-value]


def _close_pairs(seconds: NDArray[np.int64], place: NDArray[np.int64], low: int, high: int) -> int:
    """Pairs of calls at one place that are low to high days apart."""
    order = np.lexsort((seconds, place))
    days, where = seconds[order] // DAY, place[order]
    key = where * 100_000 + days
    first = np.searchsorted(key, key + low)
    last = np.searchsorted(key, key + high, side="right")
    return int((last - first).sum())


def test_near_repeats_are_there_and_can_be_switched_off() -> None:
    def knox(branching: float) -> float:
        """Pairs 1-7 days apart against pairs 22-28 days apart, at the same place: 1 when nothing clusters."""
        calm = Behavior(branching=branching, frailty_sd=0.0, shock_sd=0.0, season=0.0, bad_month_share=0.0)
        seconds, place, cause = _calls(City.make(2, places=2_000, months=12, behavior=calm))
        mine = cause < COMMUNITY
        seconds, place = seconds[mine], place[mine]
        busy = np.bincount(place)[place] < 60  # quieter places: at the busiest, pairs by chance drown all else
        return _close_pairs(seconds[busy], place[busy], 1, 7) / _close_pairs(seconds[busy], place[busy], 22, 28)

    assert knox(0.25) > 1.2
    assert knox(0.0) == pytest.approx(1.0, abs=0.06)


def test_evenings_weekends_and_summers_are_busier() -> None:
    city = City.make(6, places=1_500, months=24, behavior=Behavior(frailty_sd=0.0, shock_sd=0.0, bad_month_share=0.0))
    seconds, _, cause = _calls(city)
    seconds = seconds[cause < COMMUNITY]
    hours = np.bincount(seconds % DAY // 3600, minlength=24)
    assert hours[16:23].mean() > 2 * hours[3:7].mean()
    weekday = np.bincount((seconds // DAY + city.start.weekday()) % 7, minlength=7)
    assert weekday[[4, 5]].mean() > 1.05 * weekday[[0, 1, 2]].mean()
    months = (np.datetime64(city.start) + seconds // DAY).astype("datetime64[M]").astype(int) % 12
    by_month = np.bincount(months, minlength=12)
    assert by_month[[5, 6, 7]].sum() > 1.2 * by_month[[11, 0, 1]].sum()


def test_shares_of_who_starts_calls_are_as_asked(small: City) -> None:
    causes = _calls(small)[2]
    assert np.mean(causes == CAUSES.index("officer")) == pytest.approx(0.30, abs=0.02)
    assert np.mean(causes == CAUSES.index("alarm")) == pytest.approx(0.06, abs=0.01)
    assert np.mean(causes == CAUSES.index("administrative")) == pytest.approx(0.06, abs=0.01)


def test_officers_go_where_calls_were_recorded() -> None:
    def tie(attention: float) -> float:
        city = City.make(7, places=1_000, months=18, behavior=Behavior(attention=attention))
        _, place, cause = _calls(city)
        started = np.bincount(place[cause == CAUSES.index("officer")], minlength=1_000)
        called = np.bincount(place[cause < COMMUNITY], minlength=1_000)
        return float(np.corrcoef(started, called)[0, 1])

    assert tie(0.75) > 0.5
    assert tie(0.0) < 0.1


def test_attention_feeds_itself() -> None:
    """Twice the attention in a few areas ends as more than twice the activity: why it must never choose places."""
    only_attention = Program(
        start_month=6, ramp_months=1, effect=0.0, displacement=0.0, reporting_rise=0.0, attention_rise=1.0
    )
    city = City.make(8, places=1_500, months=18, program=only_attention)
    assert city.treatment is not None
    treated = city.treatment.treated

    def activity(of: City) -> int:
        return sum(
            int(treated[calls.place[calls.cause == CAUSES.index("officer")]].sum())
            for calls in of.month_calls()
            if calls.month >= 12
        )

    assert activity(city) > 2.2 * activity(city.without_program())
    assert city.truth.twin().total == 0  # nobody in the community notices


def test_headquarters_holds_administrative_entries_and_little_else(small: City) -> None:
    table = small.table()
    mine = table.filter(np.asarray(table["place"]) == small.sites.police)
    share = mine.num_rows / table.num_rows
    assert share > 0.05
    assert np.mean(np.asarray(mine["origin"]) == "administrative") > 0.9


def test_bad_months_are_short_and_far_above_the_usual() -> None:
    city = City.make(9, places=2_000, months=12, behavior=Behavior(bad_month_share=0.05, frailty_sd=0.0))
    bad: dict[int, set[int]] = {}
    for calls in city.month_calls():
        for place in calls.place[calls.cause == CAUSES.index("bad month")].tolist():
            bad.setdefault(place, set()).add(calls.month)
    assert bad
    single = [place for place, months in bad.items() if len(months) == 1]
    assert len(single) > 0.9 * len(bad)
    monthly = city.truth.monthly()
    peaks = [monthly[place, next(iter(bad[place]))] / max(monthly[place].mean(), 1) for place in single]
    assert np.median(peaks) > 3
