"""The way in."""

from __future__ import annotations

from django.test import Client

from commonbeat.program.audit.models import AuditEvent
from tests.cast import Cast, signed_in


def test_a_stranger_is_asked_to_sign_in(db: None) -> None:
    answer = Client().get("/office/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_each_member_lands_on_their_own_face(cast: Cast) -> None:
    assert signed_in(cast.rivera).get("/")["Location"] == "/field/"
    assert signed_in(cast.okafor).get("/")["Location"] == "/office/"


def test_a_password_alone_opens_nothing(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.okafor, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/office/")["Location"] == "/sign-in/second-factor/"


def test_refused_looks_like_not_there_and_is_recorded(cast: Cast) -> None:
    rivera = signed_in(cast.rivera)
    refused, missing = rivera.get("/office/"), rivera.get("/office/no-such-page")
    assert (refused.status_code, missing.status_code) == (404, 404)
    event = AuditEvent.objects.get(action="access.refused")
    assert (event.actor, event.details) == (cast.rivera, {"view": "office:start"})


def test_the_sign_in_page_opens(db: None) -> None:
    assert Client().get("/sign-in/").status_code == 200


def test_another_language_leads_to_the_form_when_a_refused_form_is_shown(cast: Cast) -> None:
    browser = signed_in(cast.okafor)
    here = "http://testserver/office/concerns/kinds/new?from=list"
    refused = browser.post("/office/concerns/kinds/new", {}, headers={"referer": here}).content.decode()
    assert 'name="next" value="/office/concerns/kinds/new?from=list"' in refused
    elsewhere = browser.post("/office/concerns/kinds/new", {}, headers={"referer": "http://elsewhere.example/x"})
    assert 'name="next" value="/"' in elsewhere.content.decode()
