"""When no plan exists, the person hears which wishes clash and the fewest to give up."""

from __future__ import annotations

import pytest

from commonbeat.analysis.stationing import NoPlanError, Officer, PostingRules, station
from commonbeat.errors import ConflictError
from tests.analysis.stationing.cast import area, made_program


def conflict_of(areas, officers, rules=None):
    with pytest.raises(NoPlanError) as caught:
        station(areas, officers, rules)
    return caught.value.conflict


def test_the_clashing_wishes_are_named_and_no_others():
    areas = [area("oak", 100, name="Oak Creek"), area("pier", 50, name="Pier Street")]
    officers = [Officer("Rivera", vetoes=("Oak Creek", "Pier Street")), Officer("Lindqvist", vetoes=("oak",))]
    conflict = conflict_of(areas, officers)
    assert set(conflict.rules) == {
        "Rivera is posted somewhere",
        "Rivera is not posted to Oak Creek",
        "Rivera is not posted to Pier Street",
    }
    assert len(conflict.relaxation) == 1
    assert set(conflict.relaxation) <= set(conflict.rules)


def test_every_clashing_wish_is_needed_for_the_clash():
    areas = [area("oak", 100), area("pier", 50)]
    officers = [Officer("Rivera", hours=20, keep_with=("Lindqvist",)), Officer("Lindqvist", hours=15)]
    rules = PostingRules(min_hours={"oak": 40, "pier": 40})
    conflict = conflict_of(areas, officers, rules)
    assert "oak has at least 40 hours a week if it is served" in conflict.rules
    assert "pier has at least 40 hours a week if it is served" in conflict.rules
    assert len(conflict.relaxation) == 1


def test_two_separate_clashes_need_two_wishes_to_go():
    areas = [area("oak", 100)]
    officers = [Officer("Rivera", vetoes=("oak",)), Officer("Lindqvist", vetoes=("oak",))]
    assert len(conflict_of(areas, officers).relaxation) == 2


def test_three_officers_do_not_fit_one_area():
    officers = [Officer(name) for name in ("Rivera", "Lindqvist", "Okafor")]
    conflict = conflict_of([area("oak", 100)], officers)
    assert len(conflict.rules) == 3
    assert len(conflict.relaxation) == 1


def test_a_large_clash_is_found_among_many_rules():
    areas, officers = made_program(30, 20, seed=5)
    rules = PostingRules(required_languages={"A3": frozenset({"welsh"})}, required=frozenset({"A3"}))
    conflict = conflict_of(areas, officers, rules)
    assert set(conflict.rules) == {"A3 is served", "an officer at A3 speaks Welsh if it is served"}


def test_the_error_reads_as_sentences_and_has_its_own_exit_code():
    with pytest.raises(ConflictError) as caught:
        station([area("oak", 1)], [Officer("Rivera", vetoes=("oak",))])
    assert caught.value.exit_code == 5
    assert "The smallest change that makes a plan possible" in str(caught.value)
