"""Machines and members ask for the briefing of a place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.clients.actions import make_key, revoke_key
from commonbeat.program.clients.models import ApiKey
from commonbeat.program.notes.actions import write_note
from commonbeat.program.places.models import Place
from commonbeat.web.api.shapes import BriefingOut
from tests.cast import Cast, signed_in
from tests.program.briefings.test_brief import know_everything

Ask = Callable[..., Any]


def test_a_mistyped_address_leads_to_its_briefing(cast: Cast, ask: Ask) -> None:
    write_note(cast.rivera, cast.oak_creek_apartments, kind="hazard", text="Loose dog behind the fence.")
    told = ask(address="1200 oak crek drive apt 4").json()
    assert told["place"]["id"] == "oak-creek"
    assert told["found"] == {"by": "address", "how": "typing", "location_type": ""}
    assert [note["text"] for note in told["notes"]] == ["Loose dog behind the fence."]
    assert [reach["role"] for reach in told["knows"]] == ["posted", "backup"]


def test_the_answer_is_of_the_shape_that_the_docs_declare(cast: Cast, ask: Ask) -> None:
    know_everything(cast)
    told = ask(address="1200 Oak Creek Dr").json()
    assert all(told[part] for part in ("areas", "knows", "notes", "commitments", "recent_calls", "languages"))
    declared = BriefingOut.model_validate(told)
    assert shape_of(declared.model_dump()) == shape_of(told)
    assert declared.notes[0].disputed == ["It is otherwise."]


def shape_of(told: Any) -> Any:
    """The names of an answer, without its values."""
    if isinstance(told, dict):
        return {name: shape_of(value) for name, value in told.items()}
    return [shape_of(value) for value in told] if isinstance(told, list) else None


def test_by_place_id_and_by_coordinates(cast: Cast, ask: Ask) -> None:
    assert ask(place="oak-creek").json()["found"]["by"] == "place"
    Place.objects.filter(pk=cast.mill_street_shop.pk).update(lon=-121.0)
    assert ask(lat=37.96, lon=-121.29).json()["place"]["id"] == "oak-creek"
    assert ask(lat=0, lon=0).status_code == 404


def test_no_briefing_differs_from_not_available(cast: Cast, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    none = ask(address="999 Nowhere Rd")
    assert (none.status_code, none.json()["code"]) == (404, "no_briefing")

    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("commonbeat.web.api.briefings.find_address", locked)
    gone = ask(address="1200 Oak Creek Dr")
    assert (gone.status_code, gone.json()["code"], gone["Retry-After"]) == (503, "not_available", "5")
    assert "locked" not in gone.content.decode()


def test_two_places_are_a_choice(cast: Cast, ask: Ask) -> None:
    answer = ask(lat=37.96, lon=-121.29)  # both places of the cast lie there
    assert (answer.status_code, answer.json()["code"]) == (409, "several_places")
    assert {each["place"] for each in answer.json()["candidates"]} == {"oak-creek", "mill-street"}


@pytest.mark.parametrize(
    "question",
    [{}, {"address": "1 Elm St", "place": "x"}, {"lat": 1}, {"lat": 91, "lon": 0}, {"lat": "nan", "lon": 0},
     {"address": "a" * 201}, {"address": "1200 Oak Creek Dr", "purpose": "curiosity"}],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_is_named(cast: Cast, ask: Ask, question: dict[str, Any]) -> None:
    answer = ask(**question)
    assert (answer.status_code, answer.json()["code"]) == (422, "question")


def test_the_answer_may_be_one_page_that_needs_nothing_else(cast: Cast, ask: Ask) -> None:
    page = ask({"Accept": "text/html"}, address="1200 Oak Creek Dr")
    text = page.content.decode()
    assert page["Content-Type"].startswith("text/html")
    assert "Oak Creek Apartments" in text
    assert "tel:555-0100" in text
    assert "<link" not in text
    assert "<script" not in text
    assert "style-src 'sha256-" in page["Content-Security-Policy"]
    none = ask({"Accept": "text/html"}, address="999 Nowhere Rd")
    assert "No briefing for this place" in none.content.decode()


def test_every_view_is_in_the_log_with_its_purpose(cast: Cast, ask: Ask) -> None:
    ask({"Commonbeat-Purpose": "follow-up"}, address="1200 Oak Creek Dr")
    ask(place="oak-creek", purpose="patrol")
    ask(address="999 Nowhere Rd")
    events = list(AuditEvent.objects.filter(action__startswith="briefing").order_by("seq"))
    assert [(event.action, event.purpose, event.outcome) for event in events] == [
        ("briefing.view", "follow-up", "done"),
        ("briefing.view", "patrol", "done"),
        ("briefing.search", "dispatched", "none"),
    ]
    assert {event.actor_label for event in events} == {f"key {ask.secret[:10]}"}  # type: ignore[attr-defined]
    assert "Nowhere" not in str([event.details for event in events])
    assert ask({"Commonbeat-Purpose": "curiosity"}, place="oak-creek").status_code == 422


def test_members_ask_with_their_session_and_strangers_not_at_all(cast: Cast) -> None:
    for member in (cast.rivera, cast.tran, cast.okafor, cast.adeyemi, cast.moreau, cast.castellanos):
        assert signed_in(member).get("/api/v1/briefing", {"place": "oak-creek"}).status_code == 200
    stranger = Client().get("/api/v1/briefing", {"place": "oak-creek"})
    assert (stranger.status_code, stranger.json()["code"]) == (401, "not_signed_in")
    one_factor = Client()
    one_factor.force_login(cast.okafor, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert one_factor.get("/api/v1/briefing", {"place": "oak-creek"}).status_code == 401


def test_another_agencys_place_looks_like_none(cast: Cast, ask: Ask) -> None:
    theirs, none = ask(place="pier"), ask(place="no-such-place")
    assert (theirs.status_code, theirs.content) == (none.status_code, none.content)
    assert ask(address="9 Pier Rd").content == ask(address="999 Nowhere Rd").content


def test_a_key_that_ended_or_lacks_the_scope_opens_nothing(cast: Cast, ask: Ask) -> None:
    ApiKey.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert ask(place="oak-creek").json()["code"] == "key_unknown"
    made = make_key(cast.castellanos, cast.agency, name="Incidents", scopes=["eido"])
    headers = {"X-API-Key": made.secret}
    assert Client().get("/api/v1/briefing", {"place": "oak-creek"}, headers=headers).json()["code"] == "key_scope"
    revoke_key(cast.castellanos, made.row)
    assert Client().get("/api/v1/briefing", {"place": "oak-creek"}, headers=headers).json()["code"] == "key_unknown"
    assert AuditEvent.objects.filter(action="key.refused", outcome="refused").count() == 3


def test_a_machine_is_slowed_down_and_told_when_to_come_again(cast: Cast) -> None:
    made = make_key(cast.castellanos, cast.agency, name="Eager", per_minute=6)
    headers = {"Authorization": f"Bearer {made.secret}"}
    answers = [Client().get("/api/v1/briefing", {"place": "oak-creek"}, headers=headers) for _ in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3
    assert 1 <= int(answers[-1]["Retry-After"]) <= 10


def test_guessing_keys_is_slowed_down(cast: Cast) -> None:
    answers = [
        Client().get("/api/v1/briefing", {"place": "x"}, headers={"Authorization": f"Bearer cb_{number}"}).status_code
        for number in range(8)
    ]
    assert answers == [401] * 5 + [429] * 3


def test_the_docs_and_the_document_load_nothing_from_elsewhere(db: None) -> None:
    page = Client().get("/api/docs").content.decode()
    assert "/api/v1/briefing/eido" in page
    assert "https://" not in page.replace('href="https://testserver', "")
    told = Client().get("/api/v1/openapi.json").json()
    assert set(told["paths"]) == {"/api/v1/briefing", "/api/v1/briefing/eido"}
