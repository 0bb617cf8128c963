from __future__ import annotations

import numpy as np

from commonbeat.synthetic.visits import MadeVisits


def test_the_same_seed_makes_the_same_visits():
    one, two = MadeVisits(0.3).make(5), MadeVisits(0.3).make(5)
    assert np.array_equal(one.started, two.started) and np.array_equal(one.place, two.place)


def test_friendlier_places_are_visited_more_which_is_the_trap():
    made = MadeVisits(0.0, places=400).make(1)
    visits = np.bincount(made.place)
    share = np.bincount(made.place, weights=made.started) / np.bincount(made.place, weights=made.talks)
    assert np.corrcoef(np.log(visits), share)[0, 1] > 0.4


def test_a_handover_begins_the_officer_anew_and_not_the_place():
    made = MadeVisits(0.0, handed_over=1.0).make(1)
    assert np.all(np.bincount(made.place[made.officer_visit == 1]) == 2)
    assert np.all(np.bincount(made.place[made.place_visit == 1]) == 1)
