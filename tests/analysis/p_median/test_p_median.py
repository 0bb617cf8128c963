from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from commonbeat.analysis.p_median import PMedian, capacitated_p_median
from commonbeat.errors import ConflictError, InputError
from tests.analysis.p_median.or_library import made_program, read_or_library


def brute_force(
    cost: NDArray[np.float64],
    demand: NDArray[np.float64],
    upper: float,
    lower: float,
    p: int,
    apart: NDArray[np.bool_] | None,
) -> float:
    """Cost of the best plan, by looking at all; infinite when there is none."""
    n, best = len(demand), np.inf
    for medians in itertools.combinations(range(n), p):
        for choice in itertools.product(medians, repeat=n):
            total = cost[range(n), choice].sum()
            if total >= best:
                continue
            loads = [sum(demand[i] for i in range(n) if choice[i] == j) for j in medians]
            if not all(lower - 1e-9 <= load <= upper + 1e-9 for load in loads):
                continue
            if apart is not None and any(
                apart[i, k] and choice[i] == choice[k] for i, k in itertools.combinations(range(n), 2)
            ):
                continue
            best = total
    return float(best)


def assert_holds(
    found: PMedian, cost: NDArray[np.float64], demand: NDArray[np.float64], upper: float, lower: float, p: int
) -> None:
    n = len(demand)
    assert len(found.medians) == p
    assert np.isin(found.assignment, found.medians).all()
    loads = np.bincount(found.assignment, weights=demand, minlength=n)[found.medians]
    assert (loads <= upper + 1e-6).all()
    assert (loads >= lower - 1e-6).all()
    assert found.cost == pytest.approx(cost[np.arange(n), found.assignment].sum())
    assert found.bound <= found.cost + 1e-9


@st.composite
def small_programs(draw: st.DrawFn) -> tuple[NDArray[np.float64], NDArray[np.float64], float, float, int, bool]:
    n = draw(st.integers(2, 6))
    p = draw(st.integers(1, min(3, n)))
    whole = draw(st.booleans())
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    xy = random.integers(0, 6, (n, 2)).astype(float)  # ties and equal points on purpose
    demand = random.integers(0, 6, n).astype(float) if whole else random.uniform(0.1, 5, n)
    apart = xy[:, None, :] - xy[None, :, :]
    distance = np.hypot(apart[..., 0], apart[..., 1])
    distance = np.floor(distance) if draw(st.booleans()) else distance
    mean = float(demand.sum()) / p
    upper = mean * draw(st.sampled_from([1.0, 1.2, 1.6, 3.0]))
    lower = mean * draw(st.sampled_from([0.0, 0.5, 0.9]))
    return distance, demand, upper, lower, p, draw(st.booleans())


@settings(max_examples=60, deadline=None)
@given(small_programs())
def test_small_programs_are_solved_as_by_looking_at_every_plan(
    program: tuple[NDArray[np.float64], NDArray[np.float64], float, float, int, bool],
) -> None:
    distance, demand, upper, lower, p, weighted = program
    weights = demand if weighted else None
    cost = distance * demand[:, None] if weighted else distance
    best = brute_force(cost, demand, upper, lower, p, None)
    if np.isinf(best):
        with pytest.raises(ConflictError):
            capacitated_p_median(distance, demand, upper, p, lower=lower, weights=weights, rounds=20)
        return
    found = capacitated_p_median(distance, demand, upper, p, lower=lower, weights=weights, rounds=20)
    assert_holds(found, cost, demand, upper, lower, p)
    assert found.proven
    assert found.gap == 0
    assert found.cost == pytest.approx(best, rel=1e-6, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 3))
def test_places_that_may_not_share_an_area_never_do(seed: int, p: int) -> None:
    random = np.random.default_rng(seed)
    xy = random.uniform(0, 5, (6, 2))
    distance = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    apart, demand = distance > 3.0, np.ones(6)
    best = brute_force(distance, demand, 6.0, 0.0, p, apart)
    if np.isinf(best):
        with pytest.raises(ConflictError):
            capacitated_p_median(distance, demand, 6.0, p, apart=apart, rounds=20)
        return
    found = capacitated_p_median(distance, demand, 6.0, p, apart=apart, rounds=20)
    assert not (apart & (found.assignment[:, None] == found.assignment[None, :])).any()
    assert found.proven
    assert found.cost == pytest.approx(best)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6, 9])
def test_the_or_library_instances_that_fall_at_once_are_proven(shared_data: Path, number: int) -> None:
    instance = read_or_library(shared_data / "stationing" / f"pmedcap{number}.txt")
    found = capacitated_p_median(instance.distance, instance.demand, instance.capacity, instance.p, seconds=20)
    assert found.cost == instance.optimum
    assert found.proven


@pytest.mark.parametrize("number", [7, 8, 10])
def test_the_search_alone_reaches_the_known_optimum_of_the_tight_instances(shared_data: Path, number: int) -> None:
    instance = read_or_library(shared_data / "stationing" / f"pmedcap{number}.txt")
    found = capacitated_p_median(
        instance.distance, instance.demand, instance.capacity, instance.p, seconds=30, rounds=700, certify=False
    )
    assert found.cost == instance.optimum
    assert not found.proven


@pytest.mark.prove
@pytest.mark.parametrize("number", [7, 8, 10])
def test_the_tight_or_library_instances_are_proven(shared_data: Path, number: int) -> None:
    instance = read_or_library(shared_data / "stationing" / f"pmedcap{number}.txt")
    found = capacitated_p_median(instance.distance, instance.demand, instance.capacity, instance.p, seconds=120)
    assert found.cost == instance.optimum
    assert found.proven


def test_120_places_in_four_areas_are_proven_optimal() -> None:
    distance, load, mean = made_program(120, 4, seed=0)
    found = capacitated_p_median(distance, load, 1.15 * mean, 4, lower=0.85 * mean, weights=load, seconds=30)
    assert_holds(found, distance * load[:, None], load, 1.15 * mean, 0.85 * mean, 4)
    assert found.proven


def test_300_places_have_a_plan_at_once_and_a_sound_bound() -> None:
    distance, load, mean = made_program(300, 8, seed=1)
    found = capacitated_p_median(distance, load, 1.15 * mean, 8, lower=0.85 * mean, weights=load, seconds=3)
    assert_holds(found, distance * load[:, None], load, 1.15 * mean, 0.85 * mean, 8)
    assert 0 <= found.gap < 0.08


def test_the_same_seed_and_rounds_give_the_same_plan() -> None:
    distance, load, mean = made_program(60, 4, seed=2)
    first, second = (
        capacitated_p_median(distance, load, 1.2 * mean, 4, seed=7, rounds=60, seconds=60, certify=False)
        for _ in range(2)
    )
    assert (first.assignment == second.assignment).all()


def test_a_capacity_of_each_median_is_kept() -> None:
    distance, load, mean = made_program(12, 2, seed=3)
    upper = np.where(np.arange(12) < 6, 0.6 * mean, 1.6 * mean)
    found = capacitated_p_median(distance, load, upper, 2, rounds=30)
    loads = np.bincount(found.assignment, weights=load, minlength=12)[found.medians]
    assert (loads <= upper[found.medians] + 1e-9).all()
    assert found.proven


def test_forbidden_pairs_are_never_used() -> None:
    distance, load, _ = made_program(15, 5, seed=4)
    distance[distance > 4.5] = np.inf
    found = capacitated_p_median(distance, load, float(load.sum()), 5, rounds=30)
    assert np.isfinite(found.cost)
    assert np.isfinite(distance[np.arange(15), found.assignment]).all()


@pytest.mark.parametrize(
    ("demand", "capacity", "p", "lower", "words"),
    [
        ([1.0, 1.0, 9.0], 5.0, 2, 0.0, "alone carries 9"),
        ([4.0, 4.0, 4.0], 5.0, 2, 0.0, "carry 12, but 2 areas may carry at most 10"),
        ([1.0, 1.0, 1.0], 5.0, 2, 2.0, "must carry at least 4"),
        ([4.0, 4.0, 4.0], 7.0, 2, 0.0, "No 2 areas keep every rule"),
        ([1.0, 1.0, 1.0], 5.0, 4, 0.0, "4 areas cannot be drawn around 3 places"),
    ],
)
def test_what_cannot_be_says_why(demand: list[float], capacity: float, p: int, lower: float, words: str) -> None:
    distance = np.ones((3, 3)) - np.eye(3)
    with pytest.raises(ConflictError, match=words) as caught:
        capacitated_p_median(distance, np.array(demand), capacity, p, lower=lower, rounds=10)
    assert caught.value.todo


@pytest.mark.parametrize(
    ("distance", "demand"),
    [(np.ones((2, 3)), np.ones(2)), (np.full((2, 2), np.nan), np.ones(2)), (np.ones((2, 2)), np.array([1.0, -1.0]))],
)
def test_numbers_that_do_not_fit_are_refused(distance: NDArray[np.float64], demand: NDArray[np.float64]) -> None:
    with pytest.raises(InputError):
        capacitated_p_median(distance, demand, 5.0, 1)


def test_progress_is_told_up_to_the_end() -> None:
    heard: list[tuple[str, int, int | None]] = []
    distance, load, mean = made_program(30, 3, seed=5)
    capacitated_p_median(
        distance, load, 1.3 * mean, 3, rounds=40, progress=lambda what, done, total: heard.append((what, done, total))
    )
    assert heard[-1] == ("drawing areas", 100, 100)
    assert [done for _, done, _ in heard] == sorted(done for _, done, _ in heard)
