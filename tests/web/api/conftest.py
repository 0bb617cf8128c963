"""A machine of our agency."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from commonbeat.program.clients.actions import make_key
from commonbeat.program.clients.pace import Pace
from commonbeat.web.api import reader
from tests.cast import Cast


@pytest.fixture(autouse=True)
def fresh_pace(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(reader, "pace", Pace())
    yield


@pytest.fixture
def ask(cast: Cast) -> Callable[..., Any]:
    """Asks as a machine: `ask(address="...")`, with the headers given."""
    secret = make_key(cast.castellanos, cast.agency, name="Dispatch console").secret

    def get(headers: dict[str, str] | None = None, **question: Any) -> Any:
        return Client().get(
            "/api/v1/briefing", question, headers={"Authorization": f"Bearer {secret}", **(headers or {})}
        )

    get.secret = secret  # type: ignore[attr-defined]
    return get
