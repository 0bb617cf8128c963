"""How long people wait: against published figures, and those who still wait are never left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.analysis.reply_times import waiting_time

#: Weeks of remission of Freireich and others (1963), the standard example of the estimate: R's `survfit` with
#: `conf.type = "log-log"` gives these medians and limits.
TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
UNTREATED = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_standard_example_gives_the_published_medians_and_limits() -> None:
    ended, going_on = TREATED
    found = waiting_time([*ended, *going_on], [True] * len(ended) + [False] * len(going_on))
    assert (found.median, found.low, found.high) == (23, 13, None)
    assert (found.raised, found.answered, found.longest_open) == (21, 9, 35)
    found = waiting_time(UNTREATED, [True] * len(UNTREATED))
    assert (found.median, found.low, found.high, found.longest_open) == (8, 4, 11, None)


def test_leaving_the_hard_ones_unanswered_does_not_shorten_the_time() -> None:
    answered_at_once = [1.0] * 5
    left_lying = [60.0] * 6
    assert waiting_time(answered_at_once, [True] * 5).median == 1
    assert waiting_time(answered_at_once + left_lying, [True] * 5 + [False] * 6).median is None


def test_nobody_answered_is_no_time_at_all() -> None:
    found = waiting_time([3.0, 9.0], [False, False])
    assert (found.raised, found.answered, found.median, found.longest_open) == (2, 0, None, 9.0)
    assert waiting_time([], []).raised == 0


@pytest.mark.parametrize("days", [[-1.0], [float("nan")], [float("inf")]])
def test_a_time_that_is_none_is_refused(days: list[float]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        waiting_time(days, [True])


@given(st.lists(st.tuples(st.floats(0, 1000), st.booleans()), min_size=1, max_size=60))
def test_the_median_lies_within_its_limits_and_what_was_seen(raised: list[tuple[float, bool]]) -> None:
    days, answered = [one for one, _ in raised], [known for _, known in raised]
    found = waiting_time(days, answered)
    if found.median is not None:
        assert found.median in {one for one, known in raised if known}
        assert found.low is None or found.low <= found.median
        assert found.high is None or found.median <= found.high


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=60))
def test_with_everybody_answered_it_is_the_plain_median(days: list[float]) -> None:
    ordered = sorted(days)
    assert waiting_time(days, [True] * len(days)).median == ordered[(len(days) - 1) // 2]
