"""Rivera's phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from commonbeat.program.visits.devices import register_device
from commonbeat.program.visits.models import Device
from commonbeat.program.visits.receive import receive
from tests.cast import Cast

Send = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def device(cast: Cast) -> Device:
    return register_device(cast.rivera, uuid4(), "a phone")[0]


@pytest.fixture
def send(device: Device) -> Send:
    """Send entries from Rivera's phone; the results."""
    return lambda *entries, by=device: receive(by, list(entries)).results
