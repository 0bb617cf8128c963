"""A program with a known effect, and the twin city that shows it."""

from __future__ import annotations

import numpy as np
import pytest

from commonbeat.synthetic import City, Program
from commonbeat.synthetic.incidents import CAUSES

COMMUNITY = CAUSES.index("officer")


def _city(**program: object) -> City:
    return City.make(4, places=1_000, months=20, program=Program(start_month=8, **program))  # type: ignore[arg-type]


def test_nothing_differs_from_the_twin_before_the_start() -> None:
    city = _city()
    for ours, twins in zip(city.month_calls(), city.without_program().month_calls(), strict=True):
        if ours.month < 8:
            assert np.array_equal(ours.seconds, twins.seconds)
            assert np.array_equal(ours.place, twins.place)


def test_the_twin_shows_the_planted_effect() -> None:
    """With no ramp, displacement or trust, the fall is the planted one, made larger by the near-repeats it spares."""
    twin = _city(effect=0.3, displacement=0.0, reporting_rise=0.0, ramp_months=1).truth.twin()
    assert -0.42 < twin.effect < -0.30
    assert twin.rest_with < twin.rest_without  # near-repeats that no longer spill over


def test_no_effect_is_no_difference() -> None:
    twin = _city(effect=0.0, displacement=0.0, reporting_rise=0.0).truth.twin()
    assert twin.effect == 0.0
    assert twin.total == 0


def test_displaced_incidents_come_out_nearby() -> None:
    twin = _city(effect=0.4, displacement=0.5, reporting_rise=0.0).truth.twin()
    assert twin.refuge_with > twin.refuge_without
    assert twin.total < 0  # half of them are really prevented
    causes = np.concatenate([calls.cause for calls in _city(displacement=0.5).month_calls()])
    assert np.any(causes == CAUSES.index("displaced"))


def test_trust_makes_calls_rise_while_nothing_gets_worse() -> None:
    twin = _city(effect=0.0, reporting_rise=0.2, displacement=0.0).truth.twin()
    assert 0.08 < twin.effect < 0.2
    assert twin.refuge_with == twin.refuge_without


def test_the_effect_grows_over_the_ramp() -> None:
    city = _city(effect=0.5, displacement=0.0, reporting_rise=0.0, ramp_months=6)
    early, late = city.truth.twin(8, 10), city.truth.twin(16, 20)
    assert late.effect < early.effect < 0
    assert city.treatment is not None
    assert [city.treatment.ramp(month).max() for month in (7, 8, 13, 40)] == pytest.approx([0, 1 / 6, 1, 1])


def test_staggered_areas_start_apart() -> None:
    city = _city(stagger_months=4)
    assert city.treatment is not None
    assert set(city.treatment.start[city.treatment.treated].tolist()) == {8, 12}


def test_treated_places_are_chronic_and_close_together() -> None:
    city = _city()
    assert city.treatment is not None
    treated = np.flatnonzero(city.treatment.treated)
    assert city.sites.police not in treated
    rates = city.truth.calls_a_year()
    assert np.median(rates[treated]) > 5 * np.median(rates)
    for area in range(6):
        xy = city.sites.xy[city.treatment.area == area]
        assert np.hypot(*(xy - xy.mean(axis=0)).T).max() < 300
    assert not city.treatment.treated[city.treatment.refuge].any()


def test_a_city_without_a_program_has_no_twin() -> None:
    with pytest.raises(ValueError, match="no program"):
        City.make(1, places=300, months=1).truth.twin()
