"""The analyst's lenses beside the reference implementations (group `bench`), and beside plain definitions."""

from __future__ import annotations

import time
import warnings
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.clusters import weighted_dbscan
from commonbeat.analysis.geometry import to_degrees, to_meters
from commonbeat.analysis.gi_star import gi_star, grid_neighbors, hot_cells, near_neighbors
from commonbeat.analysis.kernel_density import kernel_density
from commonbeat.analysis.near_repeat import near_repeat
from commonbeat.errors import InputError

ORIGIN = (-87.95, 43.05)


def made_points(n: int, seed: int) -> np.ndarray:
    """Meters of n points, half of them in a few clumps."""
    random = np.random.default_rng(seed)
    clumps = random.uniform(0, 8000, (6, 2))
    near = clumps[random.integers(0, 6, n // 2)] + random.normal(0, 200, (n // 2, 2))
    return np.concatenate([near, random.uniform(0, 8000, (n - n // 2, 2))])


# -- DBSCAN


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.integers(1, 40), st.floats(0.5, 3.0), st.floats(0.5, 8.0))
def test_core_points_and_their_clusters_follow_the_definition(seed: int, n: int, eps: float, least: float) -> None:
    random = np.random.default_rng(seed)
    xy, weight = random.integers(0, 10, (n, 2)).astype(float), random.integers(1, 5, n).astype(float)
    found = weighted_dbscan(xy, weight, eps, least)
    near = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) <= eps
    core = near @ weight >= least
    assert (found.core == core).all()
    reach = near & core[:, None] & core[None, :]
    for _ in range(n):
        reach = reach | (reach @ reach)
    both = core[:, None] & core[None, :]
    same = found.label[:, None] == found.label[None, :]
    assert (same[both] == reach[both]).all()
    border = near & core[None, :]
    assert ((found.label >= 0) == border.any(axis=1)).all()
    assert all(found.label[i] in found.label[border[i]] for i in np.flatnonzero(border.any(axis=1)))
    assert (np.diff(found.weight) <= 0).all()


def test_places_with_weights_give_the_core_set_of_scikit_learn_on_places_and_on_raw_calls() -> None:
    cluster = import_module("sklearn.cluster")
    xy = made_points(2_000, 1)
    weight = np.random.default_rng(2).integers(1, 6, len(xy))
    found = weighted_dbscan(xy, weight, 120.0, 25)
    theirs = cluster.DBSCAN(eps=120.0, min_samples=25).fit(xy, sample_weight=weight)
    core = np.zeros(len(xy), dtype=bool)
    core[theirs.core_sample_indices_] = True
    assert (found.core == core).all()
    pairs = {(a, b) for a, b in zip(found.label[core], theirs.labels_[core], strict=True)}
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(found.weight)
    assert ((found.label >= 0) == (theirs.labels_ >= 0)).all()
    raw = cluster.DBSCAN(eps=120.0, min_samples=25).fit(np.repeat(xy, weight, axis=0))
    raw_core = np.zeros(int(weight.sum()), dtype=bool)
    raw_core[raw.core_sample_indices_] = True
    assert (np.repeat(found.core, weight) == raw_core).all()


def test_dbscan_of_nothing_is_nothing_and_of_noise_is_noise() -> None:
    assert len(weighted_dbscan(np.empty((0, 2)), [], 1.0, 1.0).label) == 0
    alone = weighted_dbscan([[0.0, 0.0], [9.0, 9.0]], [1.0, 1.0], 1.0, 5.0)
    assert alone.label.tolist() == [-1, -1]
    assert len(alone.weight) == 0
    with pytest.raises(InputError):
        weighted_dbscan([[0.0, np.nan]], [1.0], 1.0, 1.0)


def test_the_middle_of_a_cluster_leans_to_the_heavier_place() -> None:
    found = weighted_dbscan([[0.0, 0.0], [4.0, 0.0]], [3.0, 1.0], 5.0, 4.0)
    assert found.middle.tolist() == [[1.0, 0.0]]
    assert found.weight.tolist() == [4.0]


# -- Gi*


def test_gi_star_agrees_with_esda_to_the_last_digits() -> None:
    esda = import_module("esda")
    weights = import_module("libpysal.weights")
    random = np.random.default_rng(3)
    value = random.poisson(random.lognormal(1, 1, 900)).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = esda.G_Local(value, weights.lat2W(30, 30, rook=False), star=True, transform="B", permutations=0).Zs
    ours = gi_star(value, grid_neighbors((30, 30), 1.5))
    assert np.abs(ours - theirs).max() <= 7e-15


def test_gi_star_follows_its_formula_on_points() -> None:
    random = np.random.default_rng(4)
    xy, x = random.uniform(0, 10, (40, 2)), random.poisson(5, 40).astype(float)
    near = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) <= 2.0
    count, n = near.sum(axis=1), len(x)
    by_hand = (near @ x - count * x.mean()) / (x.std() * np.sqrt((n * count - count**2) / (n - 1)))
    assert gi_star(x, near_neighbors(xy, 2.0)) == pytest.approx(by_hand, abs=1e-12)


def test_where_everything_is_equal_nothing_is_hot() -> None:
    assert gi_star(np.full(9, 3.0), grid_neighbors((3, 3), 1.5)).tolist() == [0.0] * 9


def test_a_planted_hot_spot_is_found_and_quiet_cells_are_not() -> None:
    random = np.random.default_rng(5)
    xy = np.concatenate([random.uniform(0, 5000, (2000, 2)), random.normal(2600, 120, (300, 2))])
    lon, lat = to_degrees(xy, ORIGIN).T
    layer = hot_cells(lon, lat)
    hot = layer.q_value < 0.05
    at = to_meters(layer.lon[hot], layer.lat[hot], origin=ORIGIN)
    assert 4 <= hot.sum() <= 40
    assert np.hypot(*(at - 2600).T).max() < 1000
    assert layer.value.sum() == 2300


def test_stray_coordinates_are_named_when_they_stretch_the_grid() -> None:
    with pytest.raises(InputError, match="too many"):
        hot_cells([-87.9, 12.0], [43.0, -54.0])


# -- density


def test_binned_density_follows_the_exact_kernel_sum() -> None:
    xy = made_points(3_000, 7)
    lon, lat = to_degrees(xy, ORIGIN).T
    layer = kernel_density(lon, lat, cell_meters=250.0, bandwidth_meters=500.0)
    at = to_meters(layer.lon, layer.lat, origin=ORIGIN)
    square = ((at[:, None, :] - xy[None, :, :]) ** 2).sum(axis=2)
    exact = np.exp(-square / (2 * 500.0**2)).sum(axis=1) / (2 * np.pi * 0.5**2)
    assert np.corrcoef(layer.value, exact)[0, 1] >= 0.994
    assert np.abs(layer.value - exact).max() <= 0.02 * exact.max()


def test_density_keeps_the_number_of_calls() -> None:
    lon, lat = to_degrees(made_points(500, 8), ORIGIN).T
    layer = kernel_density([*lon, np.nan], [*lat, 43.0], np.full(501, 2.0))
    assert layer.value.sum() * (layer.cell_meters / 1000) ** 2 == pytest.approx(1000, rel=1e-3)


def test_density_of_nothing_is_nothing() -> None:
    assert len(kernel_density([], []).value) == 0
    assert len(hot_cells([np.nan], [np.nan]).value) == 0


# -- near repeats


def test_near_repeats_are_counted_by_definition() -> None:
    random = np.random.default_rng(9)
    xy, days = random.uniform(0, 1000, (80, 2)), random.integers(0, 100, 80).astype(float)
    found = near_repeat(xy, days, distances=(100.0, 300.0), spans=(7.0, 30.0), permutations=9)
    i, k = np.triu_indices(80, 1)
    apart, later = np.hypot(*(xy[i] - xy[k]).T), np.abs(days[i] - days[k])
    table = [
        [((apart <= 100) & (later <= 7)).sum(), ((apart <= 100) & (later > 7) & (later <= 30)).sum()],
        [
            ((apart > 100) & (apart <= 300) & (later <= 7)).sum(),
            ((apart > 100) & (apart <= 300) & (later > 7) & (later <= 30)).sum(),
        ],
    ]
    assert found.observed.tolist() == table


def test_planted_repeats_stand_out_and_a_shuffled_city_does_not() -> None:
    random = np.random.default_rng(10)
    xy, days = random.uniform(0, 3000, (400, 2)), random.uniform(0, 365, 400)
    again = near_repeat(
        np.concatenate([xy, xy[:60] + random.normal(0, 30, (60, 2))]),
        np.concatenate([days, days[:60] + random.uniform(0, 5, 60)]),
        permutations=199,
    )
    assert again.ratio[0, 0] > 3
    assert again.p_value[0, 0] == pytest.approx(1 / 200)
    plain = near_repeat(xy, days, permutations=199)
    assert plain.p_value[0, 0] > 0.02


def test_999_shuffles_of_5000_calls_take_seconds() -> None:
    random = np.random.default_rng(11)
    began = time.perf_counter()
    near_repeat(random.uniform(0, 20_000, (5000, 2)), random.uniform(0, 365, 5000), permutations=999)
    assert time.perf_counter() - began < 15
