"""Rivera's phone, registered by her browser."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.cast import Cast, signed_in


class Handset:
    """A registered phone that sends without a cookie."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Authorization": f"Device {told['token']}"}

    def sync(self, *entries: dict[str, Any]) -> Any:
        """Send a batch."""
        body = json.dumps({"entries": entries})
        return self.client.post("/field/sync", body, content_type="application/json", headers=self.headers)

    def put(self, name: str, picture: bytes) -> Any:
        """Send a photo."""
        return self.client.put(
            f"/field/photo/{name}", picture, content_type="application/octet-stream", headers=self.headers
        )


def register(member: Any) -> Handset:
    """The member signs in on a phone and registers it."""
    answer = signed_in(member).post(
        "/field/device", json.dumps({"uuid": str(uuid4()), "label": "a phone"}), content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    return Handset(answer.json())


@pytest.fixture
def handset(cast: Cast) -> Handset:
    return register(cast.rivera)
