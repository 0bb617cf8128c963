"""Nothing that anybody wrote is in a log or a traceback (promise U5)."""

from __future__ import annotations

import logging
import sys

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.debug import get_exception_reporter_class, get_exception_reporter_filter

from commonbeat.web.logs import WordlessFormatter
from commonbeat.web.urls import urlpatterns as ours
from tests.cast import Cast, signed_in
from tests.web.signin.door import say

NOTE, TOKEN, PASSWORD, EMAIL = (
    "canary-note-7c1f",
    "canary-token-7c1f",
    "canary-password-7c1f",
    "canary7c1f@mail.example",
)
CANARIES = (NOTE, TOKEN, PASSWORD, EMAIL, "canary")


def crash(request, token: str) -> HttpResponse:
    note = request.POST.get("note", "")
    try:
        raise IntegrityError(f"Key (note)=({note}) already exists.")
    except IntegrityError as error:
        password = request.POST.get("password", "")
        raise ValidationError(f"{note} {token} {password}") from error


def logged(request) -> HttpResponse:
    logging.getLogger("some.library").error("could not keep %s of %s", request.POST["note"], request.POST["email"])
    logging.getLogger("some.library").error(f"could not keep {request.POST['note']}")
    return HttpResponse("ok")


urlpatterns = [*ours, path("crash/<str:token>", crash), path("logged", logged)]


@pytest.fixture
def lines():
    """What the server's own handler writes."""
    said: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(self.format(record))

    handler = Kept()
    handler.setFormatter(WordlessFormatter("{asctime} {levelname} {name} {message}", style="{"))
    logging.getLogger().addHandler(handler)
    yield said
    logging.getLogger().removeHandler(handler)


def assert_silent(said: list[str], *streams: str) -> None:
    everything = "\n".join([*said, *streams])
    assert everything
    for canary in CANARIES:
        assert canary not in everything


@override_settings(ROOT_URLCONF="tests.web.test_logs")
def test_a_crash_writes_where_it_was_and_no_word_of_anybody(cast: Cast, lines, capfd) -> None:
    client = signed_in(cast.rivera, raise_request_exception=False)
    sent = {"note": NOTE, "password": PASSWORD, "email": EMAIL}
    answer = client.post(f"/crash/{TOKEN}?q={NOTE}", sent)
    assert answer.status_code == 500
    assert not any(canary in answer.content.decode() for canary in CANARIES)
    said = "\n".join(lines)
    assert "ValidationError" in said
    assert "IntegrityError" in said
    assert "test_logs.py" in said
    assert "crash/<str:token>" in said
    assert_silent(lines, *capfd.readouterr())


@override_settings(ROOT_URLCONF="tests.web.test_logs")
def test_what_a_library_would_log_is_left_out(db: None, lines, capfd) -> None:
    assert Client().post("/logged", {"note": NOTE, "email": EMAIL}).status_code == 200
    assert "some.library" in "\n".join(lines)
    assert_silent(lines, *capfd.readouterr())


def test_sign_in_and_missing_pages_write_nothing_typed(cast: Cast, lines, capfd) -> None:
    say(Client(), EMAIL, PASSWORD)
    Client().get(f"/sign-in/first/{TOKEN}/")
    Client().get(f"/nowhere/{TOKEN}?next={NOTE}")
    Client(enforce_csrf_checks=True).post("/sign-in/", {"login": EMAIL, "password": PASSWORD})
    assert_silent(lines, *capfd.readouterr())


def test_a_report_of_a_fault_has_no_values() -> None:
    try:
        raise ValueError(NOTE)
    except ValueError:
        reporter = get_exception_reporter_class(None)(None, *sys.exc_info())
    assert reporter.get_traceback_text() == "ValueError\n"
    assert NOTE not in str(reporter.get_traceback_html())
    assert get_exception_reporter_filter(None).get_safe_settings() == {}


def test_nothing_is_mailed_when_the_program_fails(settings, mailoutbox) -> None:
    assert settings.ADMINS == []
    assert mailoutbox == []
    handlers = [type(handler).__name__ for handler in logging.getLogger("django").handlers]
    assert handlers == []
