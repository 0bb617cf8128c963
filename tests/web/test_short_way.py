"""The short way of machines answers as the long way does, and takes nobody else."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.signals import request_finished, request_started

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.clients.actions import make_key, revoke_key
from commonbeat.web import short_way
from commonbeat.web.api import machines
from commonbeat.web.wsgi import _all, application
from tests.cast import Cast
from tests.program.briefings.test_brief import know_everything

Answer = tuple[str, dict[str, str], bytes]


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    for signal in (request_started, request_finished):  # as Django's own test client does
        monkeypatch.setattr(signal, "send", lambda *_, **__: [])


def asked(way: Callable[..., Any], question: dict[str, str], **headers: str) -> Answer:
    """Status, headers and body; `made_at` of two answers is not the same."""
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/api/v1/briefing", "QUERY_STRING": urlencode(question),
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(), "REMOTE_ADDR": "127.0.0.1", **headers,
    }  # fmt: skip
    told: list[Any] = []
    body = b"".join(way(environ, lambda status, headers: told.extend((status, dict(headers)))))
    return told[0], told[1], body.partition(b'"made_at"')[0]


@pytest.mark.parametrize(
    ("question", "headers"),
    [
        ({"address": "1200 oak crek drive apt 4"}, {}),
        ({"address": "1200 Oak Creek Dr"}, {"HTTP_ACCEPT_LANGUAGE": "es"}),
        ({"address": "1200 Oak Creek Dr"}, {"HTTP_ACCEPT": "text/html"}),
        ({"lat": "37.96", "lon": "-121.29"}, {"HTTP_ACCEPT": "text/html", "HTTP_ACCEPT_LANGUAGE": "es"}),
        ({"place": "pier"}, {}),
        ({"lat": "91", "lon": "0"}, {}),
        ({"place": "oak-creek"}, {"REQUEST_METHOD": "DELETE"}),
    ],
)
def test_the_short_way_answers_as_the_long_one(cast: Cast, question: dict[str, str], headers: dict[str, str]) -> None:
    know_everything(cast)
    shown = {"HTTP_AUTHORIZATION": f"Bearer {make_key(cast.castellanos, cast.agency, name='Console').secret}"}
    long, short = (asked(way, question, **shown, **headers) for way in (_all, application))
    kept = {name for name in long[1] if name != "Vary"}
    assert (short[0], short[2]) == (long[0], long[2])
    assert {name: short[1].get(name) for name in kept - {"Content-Security-Policy"}} == {
        name: long[1][name] for name in kept - {"Content-Security-Policy"}
    }
    policies = [set(answer[1]["Content-Security-Policy"].split("; ")) for answer in (short, long)]
    assert policies[0] == policies[1]


def test_every_view_by_the_short_way_is_audited_and_a_key_that_ended_opens_nothing(cast: Cast) -> None:
    made = make_key(cast.castellanos, cast.agency, name="Console")
    question, shown = {"place": "oak-creek"}, {"HTTP_X_API_KEY": made.secret}
    assert asked(application, question, **shown)[0] == "200 OK"
    event = AuditEvent.objects.get(action="briefing.view")
    assert (event.address, event.actor_label) == ("127.0.0.1", f"key {made.row.start}")
    revoke_key(cast.castellanos, made.row)
    assert asked(application, question, **shown)[0] == "401 Unauthorized"
    assert AuditEvent.objects.filter(action="briefing.view").count() == 1


def test_only_a_key_goes_the_short_way(cast: Cast) -> None:
    here = {"PATH_INFO": "/api/v1/briefing"}
    assert machines.asks({**here, "HTTP_X_API_KEY": ""})
    assert machines.asks({**here, "HTTP_AUTHORIZATION": "bearer cb_1"})
    assert not machines.asks({**here, "HTTP_COOKIE": "commonbeat=1"})
    assert not machines.asks({**here, "HTTP_AUTHORIZATION": "Basic cb_1"})
    assert not machines.asks({"PATH_INFO": "/office/", "HTTP_X_API_KEY": "cb_1"})
    assert asked(application, {"place": "oak-creek"})[0] == "401 Unauthorized"


def test_what_is_left_out_is_middleware_that_there_is() -> None:
    from django.conf import settings

    assert set(settings.MIDDLEWARE) >= short_way._LEFT_OUT
