"""The door is at a name, so that a passkey made at it can be kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_number_of_this_machine_leads_to_its_name(cast: Cast, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    answer = Client().get("/sign-in/?next=/office/", headers={"host": "127.0.0.1:8000"})
    assert (answer.status_code, answer["Location"]) == (302, "http://localhost:8000/sign-in/?next=/office/")
    assert Client().get("/sign-in/", headers={"host": "localhost:8000"}).status_code == 200


def test_where_the_name_is_not_served_the_number_stays(cast: Cast, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    assert Client().get("/sign-in/", headers={"host": "127.0.0.1:8000"}).status_code == 200
