"""Before and after beside comparison places: coverage and false alarms on a made city whose truth is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.analysis.before_after import FEWEST, Change, before_after
from tests.analysis.made_city import weekly_counts

COMPARISON = ([40] * 10, [40] * 10)


def looks(seeds: range, planted: float, *, sd: float = 1.6, places: int = 1_500, chosen: int = 2) -> list[Change]:
    """Places chosen for a high third year, the second year before, the fourth after; each city gives ten problems."""
    found = []
    for seed in seeds:
        years = weekly_counts(seed, places=places, weeks=208, sd=sd).reshape(places, 4, 52).sum(axis=2)
        dice = np.random.default_rng(seed)
        listed = np.argsort(-years[:, 2], kind="stable")
        comparison = listed[60:100]
        for _ in range(10):
            treated = dice.choice(listed[:60], chosen, replace=False)
            after = dice.binomial(years[treated, 3], 1 + planted)
            found.append(before_after(years[treated, 1], after, years[comparison, 1], years[comparison, 3]))
    return found


def covered(found: list[Change], truth: float) -> float:
    said = [one for one in found if one.estimate is not None]
    assert len(said) > 0.9 * len(found)
    return float(np.mean([one.low <= truth <= one.high for one in said]))  # type: ignore[operator]


def test_no_program_no_finding_though_the_places_were_chosen_for_being_high() -> None:
    found = looks(range(8), 0.0)
    assert covered(found, 0.0) >= 0.88
    assert abs(float(np.median([one.estimate for one in found if one.estimate is not None]))) < 0.08


@pytest.mark.prove
@pytest.mark.parametrize("sd", [1.0, 1.6])
@pytest.mark.parametrize("planted", [0.0, -0.2, -0.4])
def test_limits_hold_in_19_of_20_made_cities(
    sd: float, planted: float, record_property: Callable[[str, object], None]
) -> None:
    found = looks(range(60), planted, sd=sd, places=3_000)
    share = covered(found, planted)
    median = float(np.median([one.estimate for one in found if one.estimate is not None]))
    record_property("covered", f"{share:.1%} of {len(found)}; median {median:+.3f}")
    assert 0.92 <= share <= 0.985
    assert abs(median - planted) < 0.05


def test_a_clear_fall_is_said_and_a_small_one_is_not() -> None:
    assert before_after([200], [80], *COMPARISON).verdict == "fell"
    assert before_after([80], [200], *COMPARISON).verdict == "rose"
    assert before_after([40], [36], *COMPARISON).verdict == "cannot tell"
    assert before_after([4_000], [4_000], [4_000] * 30, [4_000] * 30).verdict == "same"


def test_too_little_to_say_is_said_without_a_number() -> None:
    few_places = before_after([100], [50], [40] * (FEWEST - 1), [40] * (FEWEST - 1))
    few_calls = before_after([4], [1], *COMPARISON)
    for found in (few_places, few_calls):
        assert (found.estimate, found.low, found.verdict) == (None, None, "cannot tell")
    assert (few_calls.before, few_calls.after) == (4, 1)


def test_what_happens_everywhere_is_no_change() -> None:
    found = before_after([100, 60], [50, 30], [40] * 20, [20] * 20)
    assert found.estimate == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (([1, 2], [1], [1], [1]), "one count before and one after"),
        (([-1], [1], [1], [1]), "not negative"),
        (([float("nan")], [1], [1], [1]), "not negative"),
    ],
)
def test_numbers_that_mean_nothing_are_refused(given: tuple[list[float], ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        before_after(*given)


counts = st.integers(0, 500)


@given(
    st.lists(st.tuples(counts, counts), min_size=1, max_size=5),
    st.lists(st.tuples(counts, counts), min_size=0, max_size=30),
)
def test_the_estimate_lies_within_its_limits_whatever_the_counts(
    treated: list[tuple[int, int]], comparison: list[tuple[int, int]]
) -> None:
    found = before_after(
        [b for b, _ in treated], [a for _, a in treated], [b for b, _ in comparison], [a for _, a in comparison]
    )
    if found.estimate is None:
        assert found.verdict == "cannot tell"
    else:
        assert found.low is not None
        assert found.high is not None
        assert -1 <= found.low <= found.estimate <= found.high
