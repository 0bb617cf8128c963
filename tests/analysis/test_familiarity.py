from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from commonbeat.analysis.familiarity import Contacts, growth
from commonbeat.analysis.familiarity_curve import curve, design_effect, halfway
from commonbeat.synthetic.visits import MadeVisits


def pooled(contacts: Contacts, number) -> tuple[float, float]:
    """The naive figure: a logit over all places together, and its z value with independent talks."""
    x = np.log(number)[:, None]
    both, outcome = np.repeat(x, 2, axis=0), np.tile([1, 0], len(x))
    weight = np.stack([contacts.started, contacts.talks - contacts.started], axis=1).ravel()
    model = LogisticRegression(C=np.inf).fit(both, outcome, sample_weight=weight)
    p = 1 / (1 + np.exp(-(model.intercept_[0] + x[:, 0] * model.coef_[0][0])))
    design = np.hstack([np.ones_like(x), x])
    information = (design * (contacts.talks * p * (1 - p))[:, None]).T @ design
    slope = float(model.coef_[0][0])
    return slope, slope / float(np.sqrt(np.linalg.inv(information)[1, 1]))


def runs(truth: float, number: int) -> dict[str, float]:
    found, pools = [], []
    for seed in range(number):
        made = MadeVisits(truth).make(seed)
        found.append(growth(made).officer)
        pools.append(pooled(made, made.place_visit))
    terms = [one for one in found if one is not None]
    assert len(terms) == number
    return {
        "mean": float(np.mean([one.estimate for one in terms])),
        "rejected": float(np.mean([one.p_value < 0.05 for one in terms])),
        "covered": float(np.mean([one.interval[0] <= truth <= one.interval[1] for one in terms])),
        "pooled mean": float(np.mean([slope for slope, _ in pools])),
        "pooled rejected": float(np.mean([abs(z) > 1.96 for _, z in pools])),
    }


@pytest.mark.prove
@pytest.mark.parametrize("truth", [0.0, 0.35])
def test_growth_has_its_size_and_coverage_where_pooled_shares_lie(truth, record_property):
    figures = runs(truth, 200)
    for name, value in figures.items():
        record_property(name, round(value, 3))
    assert figures["mean"] == pytest.approx(truth, abs=0.03)
    assert 0.915 <= figures["covered"] <= 0.98
    if truth == 0:
        assert figures["rejected"] <= 0.085
        assert figures["pooled rejected"] > 0.9
    else:
        assert figures["rejected"] > 0.9


def test_without_growth_pooled_shares_grow_and_places_compared_with_themselves_do_not():
    figures = runs(0.0, 20)
    assert abs(figures["mean"]) < 0.1
    assert figures["rejected"] <= 0.2
    assert figures["covered"] >= 0.8
    assert figures["pooled mean"] > 0.2
    assert figures["pooled rejected"] > 0.8


def test_growth_is_found_where_it_is():
    figures = runs(0.35, 20)
    assert figures["mean"] == pytest.approx(0.35, abs=0.1)
    assert figures["rejected"] > 0.8


def test_officer_and_place_are_told_apart_by_handovers():
    officer = [growth(MadeVisits(0.4, handed_over=1.0).make(seed)) for seed in range(12)]
    place = [growth(MadeVisits(0.0, place_growth=0.4, handed_over=1.0).make(seed)) for seed in range(12)]
    assert np.mean([one.officer_apart.estimate for one in officer if one.officer_apart]) == pytest.approx(0.4, abs=0.12)
    assert np.mean([one.place_apart.estimate for one in officer if one.place_apart]) == pytest.approx(0.0, abs=0.12)
    assert np.mean([one.officer_apart.estimate for one in place if one.officer_apart]) == pytest.approx(0.0, abs=0.12)
    assert np.mean([one.place_apart.estimate for one in place if one.place_apart]) == pytest.approx(0.4, abs=0.12)


def test_without_a_handover_nobody_can_tell_officer_from_place():
    found = growth(MadeVisits(0.4, handed_over=0.0).make(1))
    assert found.officer is not None
    assert found.officer_apart is None and found.place_apart is None


def test_the_program_figure_is_hidden_below_twenty_places_with_five_visits():
    assert not growth(MadeVisits(0.3, places=15).make(1)).shown
    assert growth(MadeVisits(0.3, places=60).make(1)).shown
    few = Contacts.in_order(np.repeat(np.arange(40), 3), np.zeros(120), np.tile([0, 0, 1], 40), np.ones(120))
    assert not growth(few).shown


def test_it_says_how_much_of_the_log_it_rests_on():
    place = np.repeat([1, 2, 3], 6)
    started = np.array([0, 0, 1, 0, 1, 1] + [0, 1, 0, 0, 1, 1] + [0] * 6)
    found = growth(Contacts.in_order(place, np.zeros(18), started, np.ones(18)))
    assert (found.places, found.places_all, found.talks, found.talks_all) == (2, 3, 12, 18)


def test_visits_are_numbered_by_place_and_by_officer_there():
    contacts = Contacts.in_order([7, 7, 9, 7, 7], [1, 1, 1, 2, 1], [0] * 5, [1] * 5)
    assert contacts.place_visit.tolist() == [1, 2, 1, 3, 4]
    assert contacts.officer_visit.tolist() == [1, 2, 1, 1, 3]


def test_nobody_starts_more_talks_than_there_were():
    with pytest.raises(ValueError, match="more talks"):
        Contacts.in_order([1], [1], [2], [1])


def test_the_curve_shows_that_they_tend_not_to_the_first_couple_of_times():
    points = curve(MadeVisits(0.8, places=30, level=-2, drawn_to=0, friendliness=0.3, visits=15).make(4))
    assert points[0].first == 1
    assert points[0].high < points[-1].low
    assert all(point.low <= point.share <= point.high for point in points)


def test_the_first_visits_of_the_next_officer_count_as_first_visits():
    place, officer = np.zeros(20), np.repeat([1, 2], 10)
    started = np.tile([0, 0, 0, 1, 1, 1, 1, 1, 1, 1], 2)
    first = curve(Contacts.in_order(place, officer, started, np.ones(20)))[0]
    assert (first.first, first.visits, first.started) == (1, 2, 0)


def test_the_band_widens_where_talks_of_a_visit_go_together():
    calm = MadeVisits(0.0, places=5, visits=40, talks=6, friendliness=0).make(1)
    lumpy = MadeVisits(0.0, places=5, visits=40, talks=6, friendliness=0, visit_spread=2.0).make(1)
    assert design_effect(calm) < 1.4
    assert design_effect(lumpy) > 2


def test_the_halfway_visit_is_found_where_the_curve_has_one():
    rng = np.random.default_rng(2)
    number = np.tile(np.arange(1, 31), 12)
    talks = np.full(len(number), 4)
    started = rng.binomial(talks, 0.8 * number / (number + 4))
    place = np.repeat(np.arange(12), 30)
    found = halfway(Contacts.in_order(place, place, started, talks))
    assert found is not None
    assert found.interval[0] <= 4 <= found.interval[1]
    assert found.level == pytest.approx(0.8, abs=0.1)


def test_there_is_no_halfway_visit_in_a_flat_or_a_short_log():
    rng = np.random.default_rng(3)
    talks = np.full(60, 3)
    flat = Contacts.in_order(np.repeat(np.arange(6), 10), np.zeros(60), rng.binomial(talks, 0.5), talks)
    assert halfway(flat) is None
    assert halfway(Contacts.in_order([1, 1], [1, 1], [0, 1], [1, 1])) is None
    assert curve(Contacts.in_order([], [], [], [])) == []
