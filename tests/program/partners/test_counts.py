"""Counts on a partner's page: nothing under ten, nothing under ten by subtraction, no sensitive kind by itself."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from commonbeat.analysis.call_kinds import CallKinds
from commonbeat.analysis.suppression import Counted
from commonbeat.program.partners.counts import count_calls
from commonbeat.program.publishing.calls import KINDS, OTHER_KINDS, Said

FIRST = 12 * 2025
OTHERS = [f"other-{number}" for number in range(5)]
NAMED = [kind for kind in KINDS if kind != "other kinds"]


def calls(months: int = 12, *, others: int = 6, **by_kind: int | tuple[int, ...]) -> CallKinds:
    """The same calls each month at the place (or as listed), and some at others."""
    span = tuple(range(FIRST, FIRST + months))
    rows: dict[tuple[str, int, str, str], int] = {}
    for kind, each in by_kind.items():
        counts = each if isinstance(each, tuple) else (each,) * months
        rows |= {("here", month, "community", kind): n for month, n in zip(span, counts, strict=True)}
    for key in OTHERS:
        rows |= {(key, month, "community", "disorder"): others for month in span}
    return CallKinds(span, rows)


def test_whole_quarters_are_told_rounded_beside_the_middle_of_similar_properties() -> None:
    told = count_calls(calls(14, disorder=8, traffic=2), "here", OTHERS, Said([]), [])
    assert [one.calls for one in told.quarters] == [30, 30, 30, 30], "the begun quarter waits"
    assert [one.similar for one in told.quarters] == [20, 20, 20, 20], "of 18"
    assert told.year == 2025
    kinds = dict(told.kinds)
    assert kinds["disorder"] == 95, "of 96"
    assert kinds["traffic"] is None, "it hides that there was nothing else"


def test_fewer_than_ten_are_withheld_and_fewer_than_five_properties_are_no_comparison() -> None:
    told = count_calls(calls(disorder=3, traffic=0), "here", OTHERS[:4], Said([]), [])
    assert [(one.calls, one.similar) for one in told.quarters] == [(None, None)] * 4
    assert {n for _, n in told.kinds} == {None}, "the whole year would be known from its one kind"


def test_the_middle_of_quiet_properties_is_withheld() -> None:
    told = count_calls(calls(disorder=8, others=3), "here", OTHERS, Said([]), [])
    assert {one.similar for one in told.quarters} == {None}


def test_sensitive_kinds_are_never_named() -> None:
    told = count_calls(calls(**dict.fromkeys(OTHER_KINDS, 20), disorder=20), "here", OTHERS, Said([]), [])
    assert not {name for name, _ in told.kinds} & OTHER_KINDS
    assert dict(told.kinds)["other kinds"] == 20 * 12 * len(OTHER_KINDS)


def test_a_count_that_an_areas_page_would_turn_into_the_neighbors_is_withheld() -> None:
    found = calls(disorder=8, traffic=2)
    near = [Counted("2025-Q2", frozenset({"here", "next door"}), 30 + 4)]
    far = [Counted("2025-Q2", frozenset({"here", "next door"}), 30 + 40)]
    assert [one.calls for one in count_calls(found, "here", OTHERS, Said([]), near).quarters] == [30, None, 30, 30]
    assert [one.calls for one in count_calls(found, "here", OTHERS, Said([]), far).quarters] == [30, 30, 30, 30]
    assert dict(count_calls(found, "here", OTHERS, Said([]), far).kinds)["disorder"] == 95
    by_kind = [Counted("2025 disorder", frozenset({"here", "next door"}), 96 + 4)]
    assert dict(count_calls(found, "here", OTHERS, Said([]), by_kind).kinds)["disorder"] is None


@given(
    counts=st.dictionaries(
        st.sampled_from([*NAMED, *sorted(OTHER_KINDS)]),
        st.tuples(*[st.integers(0, 9) for _ in range(12)]),
        min_size=1,
    )
)
def test_nothing_under_ten_is_shown_or_follows_from_the_years_total(counts: dict[str, tuple[int, ...]]) -> None:
    found = calls(**counts)
    told = count_calls(found, "here", OTHERS, Said([]), [])
    exact = [found.count({"here"}, FIRST + 3 * n, FIRST + 3 * n + 2) for n in range(4)]
    for one, n in zip(told.quarters, exact, strict=True):
        assert one.calls is None or n >= 10
    by_kind = {
        kind: found.count({"here"}, FIRST, FIRST + 11, categories=OTHER_KINDS if kind == "other kinds" else {kind})
        for kind in KINDS
    }
    hidden_kinds = [by_kind[kind] for kind, n in told.kinds if n is None]
    hidden_quarters = [n for one, n in zip(told.quarters, exact, strict=True) if one.calls is None]
    for kind, n in told.kinds:
        assert n is None or by_kind[kind] >= 10
    if not hidden_quarters and len(hidden_kinds) < len(KINDS):
        assert not hidden_kinds or sum(hidden_kinds) >= 10, "the total is known from the quarters"
    if not hidden_kinds:
        assert not hidden_quarters or sum(hidden_quarters) >= 10, "the total is known from the kinds"
    assert all(first.begins < second.begins for first, second in pairwise(told.quarters))
