"""The doors through which phones send."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.test import Client

from commonbeat.program.visits.devices import revoke_device
from commonbeat.program.visits.models import Device, Visit
from tests.cast import Cast, signed_in
from tests.program.visits.phone import Phone, Seal, visit
from tests.web.field.conftest import Handset, register


def test_an_officer_registers_a_phone_and_it_sends_sealed_entries_without_a_cookie(
    cast: Cast, handset: Handset
) -> None:
    told = handset.told
    assert told["member"] == {"id": cast.rivera.pk, "name": "Sol Rivera"}
    assert told["settings"]["raised_choices"] == ["Noise", "Parking", "Lighting"]
    answer = handset.sync(Seal(told["agency_public_key"]).seal(Phone().entry("visit", visit(cast.oak_creek.pk))))
    assert answer.status_code == 200
    assert answer.json()["results"][0]["outcome"] == "accepted"
    assert (answer.json()["last_seq"], answer.json()["missing"]) == (1, [])
    assert Visit.objects.get().officer == cast.rivera
    assert "Set-Cookie" not in answer.headers


def test_the_officers_key_is_the_same_after_every_sign_in_and_another_for_everyone(
    cast: Cast, handset: Handset
) -> None:
    assert signed_in(cast.rivera).get("/field/unlock").json()["officer_key"] == handset.told["officer_key"]
    assert signed_in(cast.lindqvist).get("/field/unlock").json()["officer_key"] != handset.told["officer_key"]
    assert signed_in(cast.tran).get("/field/unlock").status_code == 404


def test_registering_again_replaces_the_token_and_keeps_the_count(cast: Cast) -> None:
    browser, uuid = signed_in(cast.rivera), str(uuid4())

    def again() -> Handset:
        body = json.dumps({"uuid": uuid, "label": "a phone"})
        return Handset(browser.post("/field/device", body, content_type="application/json").json())

    first = again()
    first.sync(Phone(seq=4).entry("visit", visit(cast.oak_creek.pk)))
    second = again()
    assert (second.told["last_seq"], Device.objects.count()) == (5, 1)
    assert (first.sync().status_code, second.sync().status_code) == (401, 200)


def test_two_officers_on_one_phone_each_have_a_token(cast: Cast) -> None:
    uuid = str(uuid4())
    hands = [
        Handset(
            signed_in(member).post("/field/device", json.dumps({"uuid": uuid}), content_type="application/json").json()
        )
        for member in (cast.rivera, cast.lindqvist)
    ]
    for hand in hands:
        hand.sync(Phone().entry("visit", visit(cast.oak_creek.pk)))
    assert {row.officer for row in Visit.objects.all()} == {cast.rivera, cast.lindqvist}


def test_a_disabled_member_and_a_revoked_phone_stop_at_once(cast: Cast, handset: Handset) -> None:
    assert handset.sync().status_code == 200
    cast.rivera.is_active = False
    cast.rivera.save()
    assert handset.sync().status_code == 401
    cast.rivera.is_active = True
    cast.rivera.save()
    assert handset.sync().status_code == 200
    revoke_device(cast.okafor, Device.objects.get())
    answer = handset.sync()
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Device")
    assert answer.json()["code"] == "token"


@pytest.mark.parametrize("said", ["", "Device", "Device ", "Device nonsense", "Bearer x", "Device " + "x" * 5_000])
def test_without_a_known_token_nothing_is_taken(db: None, said: str) -> None:
    answer = Client().post(
        "/field/sync", '{"entries": []}', content_type="application/json", headers={"Authorization": said}
    )
    assert answer.status_code == 401


def test_the_token_reads_nothing(cast: Cast, handset: Handset) -> None:
    for path in ("/field/unlock", "/field/", "/office/", "/field/photo/" + "ab" * 32):
        assert handset.client.get(path, headers=handset.headers).status_code in (302, 404)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"entries": 7}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 200_000, 400),
        (b'{"entries": [' + b'{"content": ' * 50_000 + b"]}", 400),
        (b'{"entries": [' + b"1" * 10_000 + b"]}", 400),
        (b'{"entries": [' + b",".join([b"1"] * 201) + b"]}", 400),
        (b'{"entries": [' + b",".join([b"1"] * 200) + b"]}", 200),
        (b'{"entries": []}' + b" " * 1024 * 1024, 413),
    ],
    ids=["nothing", "list", "empty", "number", "bytes", "deep", "deep objects", "long number", "201", "200", "large"],
)
def test_a_body_that_is_no_batch_is_refused_and_harms_nothing(
    cast: Cast, handset: Handset, body: bytes, status: int
) -> None:
    answer = handset.client.post("/field/sync", body, content_type="application/json", headers=handset.headers)
    assert answer.status_code == status


def test_sentences_for_the_officer_are_in_the_officers_language(cast: Cast) -> None:
    cast.rivera.interface_language = "es"
    cast.rivera.save()
    entry = Phone().entry("visit", visit(cast.oak_creek.pk, raised_text="Call 209-555-0147."))
    (result,) = register(cast.rivera).sync(entry).json()["results"]
    assert result["code"] == "guard"
    assert result["message"] == result["finding"]["why"]
