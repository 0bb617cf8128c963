"""An incident in NENA's EIDO form is answered with the briefing of its place; nothing else of it is read or kept."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.clients.actions import make_key
from commonbeat.program.places.models import Place, PlaceAddress
from commonbeat.web.api.eido import BadIncidentError, read_incident
from tests.cast import Cast, signed_in


@pytest.fixture
def sample(shared_data: Path) -> bytes:
    return (shared_data / "dispatch" / "nena-eido-call-transfer.json").read_bytes()


def tower(cast: Cast) -> Place:
    place = Place.objects.create(agency=cast.agency, key="cellular", label="42 W Cellular St")
    PlaceAddress.objects.create(
        agency=cast.agency, place=place, text="42 W CELLULAR ST", number="42", street="W CELLULAR ST"
    )
    return place


def send(cast: Cast, body: bytes, **headers: str) -> Any:
    secret = make_key(cast.castellanos, cast.agency, name="CAD").secret
    return Client().post(
        "/api/v1/briefing/eido",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", **headers},
    )


def incident(*locations: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"$id": "urn:x:1", "locationComponent": list(locations), **more}).encode()


def located(kind: str, xml: str) -> dict[str, Any]:
    return {"locationTypeDescriptionRegistryText": kind, "locationByValue": f"<presence>{xml}</presence>"}


CIVIC = "<civicAddress><HNO>1200</HNO><RD>Oak Creek</RD><STS>Drive</STS><A3>Alder Falls</A3></civicAddress>"
POINT = "<gml:Point xmlns:gml='http://www.opengis.net/gml'><gml:pos>37.9600 -121.2900</gml:pos></gml:Point>"


def test_the_sample_of_nena_leads_to_the_place_of_its_civic_address(cast: Cast, sample: bytes) -> None:
    assert send(cast, sample).json()["code"] == "no_briefing"
    tower(cast)
    told = send(cast, sample).json()
    assert told["place"]["id"] == "cellular"
    assert told["found"] == {"by": "eido", "how": "exact", "location_type": "RoutingLocation"}
    page = send(cast, sample, Accept="text/html").content.decode()
    assert "RoutingLocation" in page


def test_nothing_of_the_caller_is_kept_or_answered(cast: Cast, sample: bytes) -> None:
    tower(cast)
    answer = send(cast, sample)
    kept = str(list(AuditEvent.objects.values()))
    for private in ("8195551212", "alice", "Tschofenig", "tjones"):
        assert private not in answer.content.decode()
        assert private not in kept
    event = AuditEvent.objects.get(action="briefing.view")
    assert event.details == {"by": "eido", "incident": "urn:emergency:uid:incidentid:a56e556d871:bcf.state.pa.us"}


def test_the_place_of_the_incident_goes_before_the_caller_and_the_tower(cast: Cast) -> None:
    tower(cast)
    far = "<civicAddress><HNO>42</HNO><PRD>W</PRD><RD>Cellular</RD><STS>St</STS></civicAddress>"
    told = send(cast, incident(located("RoutingLocation", far), located("IncidentLocation", CIVIC))).json()
    assert told["place"]["id"] == "oak-creek"
    unknown = CIVIC.replace("1200", "77")
    told = send(cast, incident(located("RoutingLocation", far), located("IncidentLocation", unknown)))
    assert told.json()["code"] == "no_briefing", "an unknown place is not replaced by the tower"


def test_a_point_is_taken_alone_and_only_offered_beside_an_unknown_address(cast: Cast) -> None:
    Place.objects.filter(pk=cast.mill_street_shop.pk).update(lon=-121.0)
    assert send(cast, incident(located("Caller", POINT))).json()["place"]["id"] == "oak-creek"
    unknown = "<civicAddress><HNO>9</HNO><RD>Nowhere</RD><STS>Rd</STS></civicAddress>"
    answer = send(cast, incident(located("Caller", unknown + POINT)))
    assert (answer.status_code, answer.json()["candidates"][0]["place"]) == (409, "oak-creek")
    wide = POINT + "<gs:radius xmlns:gs='x'>300</gs:radius>"
    assert send(cast, incident(located("Caller", wide))).status_code == 409


BOMB = '<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><RD>&b;</RD>'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"[]", 400), (b"\xff\xfe", 400), (b'{"a": NaN}', 400), (b"1" * 10_000, 400),
        (b"[" * 100_000, 400), (b'{"a":' * 40 + b"1" + b"}" * 40, 400), (b'{"a": "' + b"x" * 300_000 + b'"}', 400),
        (b"{" + b" " * 5_000_000 + b"}", 413), (b"{}", 422), (incident(), 422),
        (incident(located("Caller", BOMB)), 422),
        (b'{"locationComponent": {"a": 1}}', 422), (b'{"locationComponent": [1, null, []]}', 422),
    ],
)  # fmt: skip
def test_bombs_and_nonsense_are_refused_quickly(cast: Cast, body: bytes, status: int) -> None:
    began = time.perf_counter()
    answer = send(cast, body)
    assert answer.status_code == status, answer.content
    assert time.perf_counter() - began < 1


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["locationComponent", "locationByValue", "$id", "locationTypeDescriptionRegistryText", "x"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused_and_never_breaks(value: Any) -> None:
    with contextlib.suppress(BadIncidentError):
        read_incident(json.dumps(value).encode("utf-8", "surrogatepass"))


def test_a_signed_in_page_needs_its_token(cast: Cast) -> None:
    browser = signed_in(cast.tran, enforce_csrf_checks=True)
    answer = browser.post("/api/v1/briefing/eido", incident(located("Caller", CIVIC)), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "form_expired")
