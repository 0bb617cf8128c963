"""How long work reports itself, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """A listener for long work.

    It is called with what is being done, how much is done, and how much there is in all (None when unknown),
    in the same unit (rows, bytes, runs). The terminal draws a bar from it; a test counts the calls.
    """

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """Take one report."""


def silent(what: str, done: int, total: int | None) -> None:
    """Listen to nothing: the default of every function that takes a `Progress`."""
