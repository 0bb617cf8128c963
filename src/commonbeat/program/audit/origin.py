"""From where the present request comes, for the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Origin:
    """The network address a request came from, or the command that was run; and why, when it was said."""

    address: str = ""
    purpose: str = ""


_NOWHERE: Final = Origin()
_origin: ContextVar[Origin] = ContextVar("audit_origin", default=_NOWHERE)


def current_origin() -> Origin:
    """Where the present work comes from."""
    return _origin.get()


@contextmanager
def origin(address: str, purpose: str = "") -> Iterator[None]:
    """Everything recorded inside came from there."""
    token = _origin.set(Origin(address, purpose))
    try:
        yield
    finally:
        _origin.reset(token)
