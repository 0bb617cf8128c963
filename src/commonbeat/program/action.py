"""`@action`: a write of the program, in one transaction with its audit event."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from commonbeat.program.writer import writer

P = ParamSpec("P")
T = TypeVar("T")


def action(write: Callable[P, T]) -> Callable[P, T]:
    """Run a write through the one writer: it and its audit events are kept together, or neither is."""

    @wraps(write)
    def through_the_writer(*args: P.args, **kwargs: P.kwargs) -> T:
        return writer.run(partial(write, *args, **kwargs))

    return through_the_writer


def after_commit(job: Callable[[], object]) -> None:
    """Run `job` once the action is on disk, before it is answered; never when nothing was kept.

    For what a database cannot take back, such as deleting a file.
    """
    transaction.on_commit(job, robust=True)
