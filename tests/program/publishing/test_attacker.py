"""Promise P5: whoever keeps every release and subtracts recovers no count under ten.

The numbers are attacked as they are before rounding, so that nothing here leans on it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from commonbeat.program.publishing import calls
from tests.program.publishing.attacker import Found, recover
from tests.program.publishing.histories import made_history


@pytest.fixture
def unrounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The releases show exact counts."""
    monkeypatch.setattr(calls, "rounded", lambda count: count)


def recovered(seeds: range) -> tuple[list[tuple[int, Found]], int, int]:
    """What the attacker finds in these histories; how many releases and shown numbers there were."""
    found: list[tuple[int, Found]] = []
    releases = shown = 0
    for seed in seeds:
        history = made_history(seed)
        releases += len(history.releases)
        for one in history.releases:
            for year in one.content["calls"]:
                cells = [each["calls"] for row in ("quarters", "officer", "kinds") for each in year[row]]
                shown += sum(n is not None for n in cells)
                found += [(seed, Found("shown", n)) for n in cells if n is not None and n < 10]
        found += [(seed, each) for each in recover(history.releases)]
    return found, releases, shown


def test_an_attacker_with_every_release_recovers_no_small_count(unrounded: None) -> None:
    found, releases, shown = recovered(range(15))
    assert not found, found[:5]
    assert releases > 60 and shown > 500


@pytest.mark.prove
def test_an_attacker_recovers_no_small_count_in_hundreds_of_histories(
    unrounded: None, record_property: Callable[[str, object], None]
) -> None:
    found, releases, shown = recovered(range(1_000, 1_600))
    record_property("histories", 600)
    record_property("releases", releases)
    record_property("numbers shown", shown)
    record_property("small counts recovered", len(found))
    assert not found, found[:5]


def test_the_attacker_finds_small_counts_when_nothing_is_withheld(
    unrounded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "LEAST", 0)
    monkeypatch.setattr(calls, "withheld_kinds", lambda *_: set())
    assert recovered(range(10))[0]


def test_the_attacker_finds_late_records_when_what_was_said_is_forgotten(
    unrounded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls.Said, "cell", lambda *_: None)
    assert any("came between" in one.what for _seed, one in recovered(range(15))[0])


def test_the_attacker_finds_a_place_when_outlines_may_differ_within_a_year(
    unrounded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls.Said, "outline", lambda *asked: asked[2])
    assert any(" of [" in one.what for _seed, one in recovered(range(15))[0])


def test_the_attacker_finds_the_withheld_when_only_small_kinds_are_withheld(
    unrounded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "withheld_kinds", lambda row, _quarters: {name for name, n in row.items() if n < 10})
    assert recovered(range(15))[0]
