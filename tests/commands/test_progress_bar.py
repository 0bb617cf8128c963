"""The one bar of all commands: seen by a person, by nobody else, and it starts again with each kind of work."""

from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from commonbeat.commands import terminal
from commonbeat.commands.terminal import progress_bar
from commonbeat.progress import silent


def test_nothing_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as tell:
        assert tell is silent
        tell("reading rows", 1, 2)
    assert capsys.readouterr() == ("", "")


def test_it_says_what_is_done_and_starts_again_when_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = io.StringIO()
    monkeypatch.setattr(terminal, "err", Console(file=seen, force_terminal=True, width=100))
    with progress_bar(show=True) as tell:
        for work in (
            ("reading [rows]", 1_000_000, 2_000_000),
            ("reading [rows]", 2_000_000, 2_000_000),
            ("ranking", 1, 4),
            ("thinking", 0, None),
            ("ranking", 4, 4),
        ):
            tell(*work)
            time.sleep(0.25)  # longer than between two pictures
    drawn = seen.getvalue()
    assert "reading [rows]" in drawn
    assert "2000000/2000000" in drawn
    assert "4/4" in drawn
    assert "1/2000000" not in drawn
    assert "0/?" in drawn
