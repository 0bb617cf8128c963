"""Every test of the door begins with nobody having tried."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from commonbeat.web.signin.limits import by_address, by_name


@pytest.fixture(autouse=True)
def nobody_tried() -> Iterator[None]:
    yield
    by_address.clear()
    by_name.clear()
    cache.clear()
