"""No request whatever makes the interface fail: requests made from its own description (promise I4)."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from commonbeat.program.clients.actions import make_key
from commonbeat.program.clients.models import ApiKey
from commonbeat.web.api import reader
from commonbeat.web.api.docs import _schema
from commonbeat.web.wsgi import application
from tests.cast import Cast

SCHEMA = schemathesis.openapi.from_dict(_schema())
SCHEMA.app = application
_ANY_TIME = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.fixture
def secret(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> str:
    for signal in (request_started, request_finished):  # as Django's own test client does
        monkeypatch.setattr(signal, "send", lambda *_, **__: [])
    made = make_key(cast.castellanos, cast.agency, name="Any", per_minute=60_000)
    monkeypatch.setattr(reader.pace, "wait", lambda *_: 0.0)
    return made.secret


def _call(case: Any, secret: str) -> None:
    assert ApiKey.objects.exists()
    case.call_and_validate(app=application, headers={"Authorization": f"Bearer {secret}"}, checks=[not_a_server_error])


@SCHEMA.parametrize()
@settings(max_examples=25, **_ANY_TIME)
def test_no_request_breaks_the_interface(case: Any, secret: str) -> None:
    _call(case, secret)


@pytest.mark.prove
@SCHEMA.parametrize()
@settings(max_examples=2_000, **_ANY_TIME)
def test_thousands_of_requests_break_nothing(case: Any, secret: str) -> None:
    _call(case, secret)
