"""The posting program against brute force, and rule by rule."""

from __future__ import annotations

import itertools
import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.stationing import Officer, PostingRules, station
from commonbeat.analysis.stationing.program import build
from commonbeat.analysis.stationing.second_best import holds
from commonbeat.analysis.stationing.solver import solve
from commonbeat.analysis.stationing.worth import Worth
from commonbeat.errors import UsageError
from tests.analysis.stationing.cast import area, made_program


def best_by_brute_force(areas, officers, rules):
    """Worth of the best plan over every way to post, or None when no plan keeps the rules."""
    program, worth = build(areas, officers, rules), Worth(areas, officers, rules)
    best = None
    for plan in itertools.product(range(-1, len(areas)), repeat=len(officers)):
        posted = np.array(plan)
        crowded = any(plan.count(j) > rules.max_officers for j in range(len(areas)))
        if not crowded and holds(program, posted):
            value = worth.plan(posted)
            best = value if best is None else max(best, value)
    return best


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(2, 4),
    st.integers(1, 4),
    st.booleans(),
    st.booleans(),
    st.sampled_from([0.0, 0.5, 1.0]),
)
def test_no_plan_is_worth_more_than_the_one_found(seed, places, people, spread, everyone, harm):
    areas, officers = made_program(places, people, seed)
    rules = PostingRules(spread=spread, post_everyone=everyone, harm_weight=harm, min_hours={"A1": 45.0})
    best = best_by_brute_force(areas, officers, rules)
    if best is None:
        with pytest.raises(Exception, match="No posting plan keeps all stated wishes"):
            station(areas, officers, rules)
    else:
        plan = station(areas, officers, rules, expansion_steps=0)
        assert plan.objective == pytest.approx(best, rel=1e-6, abs=1e-6)
        assert plan.proven


def test_forty_areas_and_eight_officers_are_proven_optimal():
    areas, officers = made_program(40, 8, seed=3)
    plan = station(areas, officers)
    assert plan.proven
    assert plan.gap <= 1e-4
    assert len(plan.postings) == 8
    assert all(sum(posting.area == place.area_id for posting in plan.postings) <= 2 for place in areas)


def test_officer_rivera_stays_at_oak_creek_unless_moving_is_worth_the_price():
    areas = [area("oak", 100, name="Oak Creek"), area("pier", 110, name="Pier Street")]
    rivera = Officer("Rivera", posted="Oak Creek")
    unit = 105.0
    dear = station(areas, [rivera], PostingRules(move_price=10.5 / unit))
    cheap = station(areas, [rivera], PostingRules(move_price=9.5 / unit))
    assert [(p.area, p.stays) for p in dear.postings] == [("oak", True)]
    assert [(p.area, p.stays) for p in cheap.postings] == [("pier", False)]
    assert (dear.moves, cheap.moves) == (0, 1)
    assert "Stays at Oak Creek" in dear.postings[0].why
    assert dear.postings[0].second_best == "pier"
    assert dear.postings[0].second_best_cost == pytest.approx(0.5, abs=1e-6)


def test_an_address_inside_an_area_names_the_area():
    areas = [area("oak", 100, name="Oak Creek", place_labels=("12 Oak St", "14 Oak St")), area("pier", 110)]
    plan = station(areas, [Officer("Rivera", posted="14 oak st", vetoes=("pier",))])
    assert plan.postings[0].stays
    assert plan.notes == ()


def test_a_second_officer_goes_to_a_far_busier_area_before_a_quiet_one_gets_its_first():
    areas = [area("oak", 1000), area("quiet", 100)]
    plan = station(areas, [Officer("Rivera"), Officer("Lindqvist")], PostingRules(second_officer=0.3))
    assert {posting.area for posting in plan.postings} == {"oak"}
    spread_out = station(areas, [Officer("Rivera"), Officer("Lindqvist")], PostingRules(max_officers=1))
    assert {posting.area for posting in spread_out.postings} == {"oak", "quiet"}


def test_the_officer_who_speaks_the_language_stands_where_it_is_spoken():
    areas = [area("oak", 100, languages={"spanish": 0.6}), area("pier", 100)]
    officers = [Officer("Lindqvist"), Officer("Rivera", languages=frozenset({"spanish"}))]
    where = {posting.officer: posting for posting in station(areas, officers, PostingRules(max_officers=1)).postings}
    assert where["Rivera"].area == "oak"
    assert "speaks Spanish (60% there do)" in where["Rivera"].why


def test_days_off_that_complement_each_other_are_paired():
    areas = [area("oak", 100), area("pier", 100)]
    off = [("Sat", "Sun"), ("Sat", "Sun"), ("Mon", "Tue"), ("Mon", "Tue")]
    officers = [Officer(f"Officer {k}", days_off=frozenset(days)) for k, days in enumerate(off)]
    plan = station(areas, officers, PostingRules(second_officer=0.5))
    for place in ("oak", "pier"):
        team = [posting.officer for posting in plan.postings if posting.area == place]
        assert {officers[int(name[-1])].days_off for name in team} == {frozenset(off[0]), frozenset(off[2])}


def test_nobody_is_posted_near_home_or_where_they_said_no():
    areas = [area("home", 500, lon=-98.0, lat=40.0), area("no", 400, lon=-98.1), area("yes", 10, lon=-98.2)]
    rivera = Officer("Rivera", home=(-98.0, 40.001), vetoes=("no",))
    assert station(areas, [rivera]).postings[0].area == "yes"


def test_officers_who_are_not_to_be_split_stand_together():
    areas = [area("oak", 100), area("pier", 100)]
    officers = [Officer("Rivera", keep_with=("Lindqvist",)), Officer("Lindqvist")]
    assert len({posting.area for posting in station(areas, officers).postings}) == 1


def test_spread_serves_every_district_that_has_candidates():
    areas = [area(f"N{k}", 100, district="north") for k in range(4)] + [area("S1", 10, district="south")]
    officers = [Officer("Rivera"), Officer("Lindqvist")]
    assert {p.area[0] for p in station(areas, officers, PostingRules(max_officers=1)).postings} == {"N"}
    spread = station(areas, officers, PostingRules(max_officers=1, spread=True))
    assert {posting.area[0] for posting in spread.postings} == {"N", "S"}


def test_an_area_is_served_only_with_the_hours_it_must_have():
    areas = [area("oak", 1000), area("pier", 100)]
    half = [Officer("Rivera", hours=20), Officer("Lindqvist", hours=20)]
    plan = station(areas, half, PostingRules(min_hours={"oak": 40, "pier": 40}))
    assert {posting.area for posting in plan.postings} == {"oak"}


def test_the_next_officer_goes_where_most_calls_are_left():
    areas = [area("a", 100), area("b", 90), area("c", 80)]
    plan = station(areas, [Officer("Rivera")], expansion_steps=10)
    assert [(step.officers, step.area, step.second) for step in plan.expansion][:2] == [
        (2, "b", False),
        (3, "c", False),
    ]
    covered = [step.calls_covered for step in plan.expansion]
    assert covered[:2] == pytest.approx([190 / 270, 1.0])
    assert len(plan.expansion) == 5  # two officers to each of three areas, and no more


def test_wishes_for_unknown_areas_are_said_not_swallowed():
    plan = station([area("oak", 10)], [Officer("Rivera", wishes=("Oak Crek",), posted="gone")])
    assert any("'Oak Crek'" in note for note in plan.notes)
    assert any("'gone'" in note for note in plan.notes)
    assert "not a candidate area any more" in plan.postings[0].why


@pytest.mark.parametrize(("areas", "officers"), [([], [Officer("Rivera")]), ([area("oak", 1)], [])])
def test_nothing_to_post_is_a_usage_error(areas, officers):
    with pytest.raises(UsageError):
        station(areas, officers)


def test_two_officers_of_one_name_are_refused():
    with pytest.raises(UsageError, match="Two officers"):
        station([area("oak", 1)], [Officer("Rivera"), Officer("rivera")])


def test_the_cost_of_second_best_is_what_the_next_solve_says():
    areas, officers = made_program(12, 4, seed=8)
    plan = station(areas, officers)
    rules = PostingRules()
    for posting in plan.postings:
        assert posting.second_best_exact
        i = [officer.name for officer in officers].index(posting.officer)
        forbidden = [
            officer if k != i else Officer(**{**officer.__dict__, "vetoes": (*officer.vetoes, posting.area)})
            for k, officer in enumerate(officers)
        ]
        again = station(areas, forbidden, rules, expansion_steps=0)
        assert plan.objective - again.objective == pytest.approx(posting.second_best_cost, abs=1e-5)


@pytest.mark.prove
def test_four_hundred_areas_and_eighty_officers_come_within_one_percent_in_a_minute(record_property):
    areas, officers = made_program(400, 80, seed=1)
    began = time.perf_counter()
    answer = solve(build(areas, officers, PostingRules()), seconds=60, gap=0.01)
    record_property("seconds", f"{time.perf_counter() - began:.0f}")
    record_property("gap", f"{answer.gap:.4%}")
    assert answer.gap <= 0.01
    plan = station(areas, officers, seconds=60)
    assert plan.gap <= 0.01
    assert math.isfinite(plan.bound)
