"""Areas are drawn again when calls move; places stay with the officer who knows them at a stated price."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from commonbeat.analysis.stationing.continuity import redraw
from commonbeat.errors import ConflictError


def made_town(seed: int, places: int = 120, officers: int = 8):
    """Walks in km, loads a year later, and the drawing of the year before."""
    draw = np.random.default_rng(seed)
    at = draw.uniform(0, 10, (places, 2))
    load = draw.lognormal(0, 0.5, places)
    posts = at[draw.choice(places, officers, replace=False)]
    for _ in range(30):
        nearest = np.linalg.norm(at[:, None] - posts[None], axis=2).argmin(axis=1)
        posts = np.array([np.average(at[nearest == k], axis=0, weights=load[nearest == k]) for k in range(officers)])
    walk = np.linalg.norm(at[:, None] - posts[None], axis=2)
    before = redraw(walk, load, np.full(places, -1), price=0).officer
    later = load * np.exp(draw.normal(0, 0.25, places))
    posts = np.array([np.average(at[before == k], axis=0, weights=later[before == k]) for k in range(officers)])
    return np.linalg.norm(at[:, None] - posts[None], axis=2), later, before


def test_a_price_of_one_kilometer_cuts_moves_by_more_than_half_for_under_two_percent_more_walk():
    changed, kept, walk = [], [], []
    for seed in range(12):
        walks, load, before = made_town(seed)
        free = redraw(walks, load, before, price=0.0)
        held = redraw(walks, load, before, price=1.0)
        changed.append(free.changed)
        kept.append(held.changed)
        walk.append(held.walk / free.walk - 1)
    assert np.mean(kept) < np.mean(changed) / 2
    assert np.mean(walk) < 0.02


def test_the_drawing_is_the_best_of_all_drawings():
    draw = np.random.default_rng(7)
    walk, load = draw.uniform(0, 5, (7, 2)), draw.uniform(1, 2, 7)
    now = draw.integers(0, 2, 7)
    found = redraw(walk, load, now, price=0.7, band=0.3)
    costs = []
    for plan in itertools.product(range(2), repeat=7):
        officer = np.array(plan)
        loads = np.bincount(officer, weights=load, minlength=2)
        if np.all(np.abs(loads / (load.sum() / 2) - 1) <= 0.3):
            costs.append((load * walk[np.arange(7), officer]).sum() + 0.7 * load[officer != now].sum())
    cost = found.walk + 0.7 * load[found.officer != now].sum()
    assert cost == pytest.approx(min(costs))
    assert found.gap <= 1e-4


def test_a_band_that_one_heavy_place_breaks_is_said():
    with pytest.raises(ConflictError, match="wider workload band"):
        redraw(np.ones((2, 2)), np.array([10.0, 1.0]), np.array([0, 1]), price=0, band=0.1)
