"""A city's 311 system sends concerns in and follows them, in the shapes that its client libraries send."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from commonbeat.program.clients.actions import make_key, revoke_key
from commonbeat.program.clients.models import ApiKey, Scope
from commonbeat.program.clients.pace import Pace
from commonbeat.program.concerns.actions import let_concern_through, settle_concern, word_for_public
from commonbeat.program.concerns.models import Concern, ConcernKind, ReplyAddress
from commonbeat.program.concerns.raising import Saying, raise_concern
from commonbeat.web.api import reader
from commonbeat.web.open311.description import OPENAPI
from commonbeat.web.wsgi import application
from tests.cast import Cast

pytestmark = pytest.mark.django_db
V2 = "/open311/v2/"
SCHEMA = schemathesis.openapi.from_dict(OPENAPI)
SCHEMA.app = application
ANY_TIME: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.fixture(autouse=True)
def fresh_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "pace", Pace())


@pytest.fixture
def lights(cast: Cast) -> ConcernKind:
    return ConcernKind.objects.create(agency=cast.agency, code="lights", titles={"en": "A light is out <&>"})


@pytest.fixture
def key(cast: Cast, lights: ConcernKind) -> str:
    return make_key(cast.castellanos, cast.agency, name="City 311", scopes=[Scope.OPEN311], per_minute=60_000).secret


def get(path: str, **query: str) -> Any:
    return Client().get(V2 + path, query)


def post(key: str, form: str = "json", **fields: str) -> Any:
    """Form-encoded, the key among the fields, as `three` and the Ruby and JavaScript clients send."""
    sent = {"api_key": key, "service_code": "lights", "lat": "37.96", "long": "-121.29", **fields}
    return Client(enforce_csrf_checks=True).post(
        f"{V2}requests.{form}", urlencode(sent), content_type="application/x-www-form-urlencoded"
    )


def test_the_round_trip_of_a_report(cast: Cast, key: str) -> None:
    sent = post(
        key,
        description="The light at the stairs is out",
        email="sam@example.org",
        first_name="Samwise",
        last_name="Poe",
    ).json()
    code = sent[0]["service_request_id"]
    assert "sealed" in sent[0]["service_notice"]
    concern = Concern.objects.get()
    assert (concern.channel, concern.state, str(concern.code)) == ("open311", "queued", code)
    assert "Samwise" not in str(Concern.objects.values()) and b"sam@" not in bytes(ReplyAddress.objects.get().sealed)
    told = get(f"requests/{code}.json", api_key=key).json()[0]
    assert (told["status"], told["service_code"]) == ("open", "lights")
    assert "sam@" not in str(told)
    let_concern_through(cast.okafor, concern, area=cast.oak_creek)
    settle_concern(cast.rivera, Concern.objects.get(), "The lamp is in.", done=True)
    told = get("requests.json", api_key=key, status="closed").json()[0]
    assert (told["status"], told["status_notes"]) == ("closed", "The lamp is in.")
    assert get(f"tokens/{code}.json", api_key=key).json() == [{"service_request_id": code, "token": code}]


def test_both_forms_say_the_same_and_xml_is_escaped(key: str) -> None:
    sent = post(key, form="xml", description="Dark & <cold> \x0b")
    code = ET.fromstring(sent.content).findtext("request/service_request_id")
    assert code
    told = ET.fromstring(get("requests.xml", api_key=key, service_request_id=code).content)
    assert (told.tag, told.findtext("request/description")) == ("service_requests", "Dark & <cold>")
    services = ET.fromstring(get("services.xml", api_key=key).content)
    assert services.findtext("service/service_name") == get("services.json", api_key=key).json()[0]["service_name"]
    assert get("services/lights.json", api_key=key).json() == {"service_code": "lights", "attributes": []}
    assert ET.fromstring(get("discovery.xml").content).findtext("endpoints/endpoint/specification")
    assert get("discovery.json").json()["endpoints"][0]["formats"] == ["application/json", "text/xml"]


def test_a_second_delivery_of_the_same_id_changes_nothing_and_another_clients_id_is_its_own(
    cast: Cast, key: str
) -> None:
    first, again = (post(key, service_request_id="A-17").json()[0]["service_request_id"] for _ in range(2))
    assert first == again
    other = make_key(cast.castellanos, cast.agency, name="Parks", scopes=[Scope.OPEN311]).secret
    assert post(other, service_request_id="A-17").json()[0]["service_request_id"] != first
    assert Concern.objects.count() == 2
    assert get(f"requests/{first}.json", api_key=other).status_code == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"service_code": ""}, 400),
        ({"service_code": "no-such"}, 404),
        ({"lat": "", "long": ""}, 400),
        ({"lat": "nan"}, 400),
        ({"lat": "91"}, 400),
        ({"email": "no address"}, 400),
        ({"description": "x" * 2001}, 400),
        ({"description": "\x00"}, 400),
        ({"api_key": ""}, 403),
        ({"api_key": "cb_unknown"}, 403),
        ({"jurisdiction_id": "harbor-city"}, 404),
    ],
)
def test_what_is_wrong_is_told_as_the_specification_lists_it(key: str, fields: dict[str, str], status: int) -> None:
    answer = post(key, **fields)
    assert answer.status_code == status
    assert [set(each) for each in answer.json()] == [{"code", "description"}]
    assert answer.json()[0]["code"] == status
    assert not Concern.objects.exists()


def test_dates_are_at_most_ninety_days_apart(key: str) -> None:
    assert get("requests.json", api_key=key, start_date="2026-01-01T00:00:00Z").json() == []
    for span in (
        {"start_date": "2026-01-01", "end_date": "2026-04-30"}, {"start_date": "soon"}, {"start_date": "0001-01-01"},
        {"status": "lost"},
    ):  # fmt: skip
        assert get("requests.json", api_key=key, **span).status_code == 400


def test_a_resident_who_came_otherwise_is_read_in_the_agencys_public_words_alone(
    cast: Cast, key: str, lights: ConcernKind
) -> None:
    saying = Saying(
        kind=lights, words="zebra-canary", area=cast.oak_creek, lon=-121.2, lat=37.9, reply_to="z@example.org"
    )
    concern = raise_concern(cast.agency, saying, channel=Concern.Channel.PAGE).concern
    assert get("requests.json", api_key=key).json() == []
    let_concern_through(cast.okafor, concern)
    assert get(f"requests/{concern.code}.json", api_key=key).status_code == 404
    word_for_public(cast.okafor, Concern.objects.get(), "A light was out.")
    told = get(f"requests/{concern.code}.json", api_key=key)
    assert b"zebra" not in told.content
    assert (told.json()[0]["description"], told.json()[0]["lat"]) == ("A light was out.", None)


def test_a_key_opens_its_agency_alone_and_its_scope_alone(cast: Cast, key: str) -> None:
    code = post(key, description="Dark").json()[0]["service_request_id"]
    theirs = make_key(None, cast.harbor_city, name="City 311", scopes=[Scope.OPEN311], label="test").secret
    assert get("services.json", api_key=theirs).json() == get("requests.json", api_key=theirs).json() == []
    assert get(f"requests/{code}.json", api_key=theirs).status_code == 404
    assert post(theirs).status_code == 404
    dispatch = make_key(cast.castellanos, cast.agency, name="Dispatch").secret
    assert get("requests.json", api_key=dispatch).status_code == 403
    revoke_key(cast.castellanos, ApiKey.objects.get(name="City 311", agency=cast.agency))
    assert get("requests.json", api_key=key).status_code == 403


def test_a_key_that_asks_too_often_is_told_when_to_come_again(cast: Cast) -> None:
    slow = make_key(cast.castellanos, cast.agency, name="Slow", scopes=[Scope.OPEN311], per_minute=1).secret
    last = [get("services.json", api_key=slow) for _ in range(3)][-1]
    assert (last.status_code, last.json()[0]["code"]) == (429, 429)
    assert int(last["Retry-After"]) > 0


def _call(case: Any, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for signal in (request_started, request_finished):  # as Django's own test client does
        monkeypatch.setattr(signal, "send", lambda *_, **__: [])
    case.call_and_validate(app=application, headers={"X-API-Key": key}, checks=[not_a_server_error])


@SCHEMA.parametrize()
@settings(max_examples=15, **ANY_TIME)
def test_no_request_breaks_the_interface(case: Any, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _call(case, key, monkeypatch)


@pytest.mark.prove
@SCHEMA.parametrize()
@settings(max_examples=1_000, **ANY_TIME)
def test_thousands_of_requests_break_nothing(case: Any, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _call(case, key, monkeypatch)
