"""U5 over every address: what is typed, sent or kept is in no log, no error page and no audit event.

The routes come from the resolver and the names of fields from the forms, so that new ones are in it by themselves.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.conf import settings as installed
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponseBase
from django.test import Client, override_settings

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.audit.models import AuditEvent, AuditHead
from commonbeat.program.postings.models import PlanDraft
from commonbeat.program.publishing.models import PublishedCell, Release
from commonbeat.web.logs import WordlessFormatter
from commonbeat.web.signin.limits import by_address, by_name
from tests.cast import Cast, signed_in
from tests.program.rows import fill
from tests.web.routes import Route, routes

CANARY = "canary9e4d"
NOTE, TOKEN, ADDRESS = f"The {CANARY} gate sticks.", f"cb_{CANARY}-token", f"77 {CANARY} ST"
EMAIL, PASSWORD = f"{CANARY}@mail.example", f"{CANARY} harbor lantern 7"
OURS = 800_001
#: A form with something wrong in it is shown again with what was written.
SHOWN_AGAIN = (400, 422)


class CrashingViews:
    """Every view fails, and its error quotes everything that came."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        del view, args
        quoted = f"{request.body!r} {request.get_full_path()} {kwargs} {request.headers} {NOTE}"
        try:
            raise IntegrityError(f"Key (note)=({quoted}) already exists.")
        except IntegrityError as error:
            raise ValidationError(quoted) from error


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the server's own handler writes, down to the least level."""
    said: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(self.format(record))

    handler, root = Kept(), logging.getLogger()
    handler.setFormatter(WordlessFormatter("{asctime} {levelname} {name} {message}", style="{"))
    root.addHandler(handler)
    yield said
    root.removeHandler(handler)


def text_fields() -> dict[str, str]:
    """A canary for every field of every form of the program; numbers, dates and choices get what they take."""
    values = {"q": ADDRESS, "text": NOTE, "address": ADDRESS, "token": TOKEN, "next": f"/{CANARY}", "why": NOTE}
    for form in _forms(forms.BaseForm):
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.EmailField):
                values[name] = EMAIL
            elif isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.IntegerField | forms.DateField):
                values.setdefault(name, "1")
            elif "password" in name:
                values[name] = PASSWORD
            elif isinstance(field, forms.CharField):
                values[name] = NOTE
    return values


def _forms(form: type) -> Iterator[type]:
    for each in form.__subclasses__():
        yield each
        yield from _forms(each)


def everyone(cast: Cast) -> list[Member]:
    """Every role of the agency."""
    return [cast.okafor, cast.castellanos, cast.rivera, cast.adeyemi, cast.tran, cast.moreau]


def someone_allowed(cast: Cast, route: Route) -> Member | None:
    """A member who may open the route."""
    roles = [role for role in Role if role in (route.roles or ())]
    return next((member for member in everyone(cast) if member.has_role(*roles)), None) if roles else None


def filled(route: Route) -> str:
    """The address with our rows' numbers, and canaries where words go."""
    path = route.path
    for name, converter in route.parts:
        single = Route(path, ((name, converter),), route.view, route.roles)
        path = single.filled(OURS if converter in ("int", "uuid") else f"{CANARY}-{name}")
    return path


def sent_everywhere(cast: Cast) -> Iterator[tuple[Route, Any]]:
    """Every route, asked by a stranger and by someone who may, by form, JSON and query; each answer."""
    clients = {member.pk: signed_in(member, raise_request_exception=False) for member in everyone(cast)}
    stranger = Client(raise_request_exception=False)
    fields, headers = text_fields(), {"HTTP_REFERER": f"https://x.example/{CANARY}", "HTTP_USER_AGENT": CANARY}
    body = json.dumps({**fields, "entries": [{"id": TOKEN, "kind": "note", "content": {"text": NOTE}}]})
    for route in sorted(routes(), key=lambda route: route.path.endswith("/out/")):  # the door out comes last
        path, member = filled(route), someone_allowed(cast, route)
        by_address.clear()
        by_name.clear()
        yield route, stranger.post(f"{path}?q={CANARY}", fields, HTTP_AUTHORIZATION=f"Bearer {TOKEN}", **headers)
        if member is not None:
            client = clients[member.pk]
            yield route, client.post(path, fields, **headers)
            yield route, client.post(f"{path}?q={CANARY}", body, content_type="application/json", **headers)
            yield route, client.get(path, {"q": ADDRESS, "text": NOTE}, **headers)


def assert_nothing_told(route: Route, answer: Any) -> None:
    """An error page says nothing of what was sent; a form that is shown again may."""
    if answer.status_code >= 400 and answer.status_code not in SHOWN_AGAIN:
        content = b"".join(answer) if answer.streaming else answer.content
        # The form that chooses a language comes back to the address that was asked for.
        content = re.sub(rb'name="next" value="[^"]*"', b"", content)
        assert CANARY.encode() not in content, (answer.status_code, route.path, content[:3_000])


def assert_nothing_kept(said: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    """Neither in the server's log, nor on its streams, nor in the audit log."""
    for line in [*said, *capfd.readouterr()]:
        assert CANARY not in line, line
    for event in AuditEvent.objects.values():
        assert CANARY not in str(event), event


@pytest.fixture
def filled_cast(cast: Cast) -> Cast:
    """Our agency has a row in every table, so that addresses lead somewhere."""
    fill(cast.agency, OURS, "Row")
    AuditHead.objects.filter(pk=OURS).delete()  # a chain has one end
    AuditEvent.objects.filter(pk=OURS).delete()  # and no number twice
    PlanDraft.objects.filter(pk=OURS).update(closed_at=datetime.now(UTC))  # its plan is no plan
    PublishedCell.objects.filter(pk=OURS).delete()
    Release.objects.filter(pk=OURS).delete()  # nobody published what it holds
    return cast


def test_nothing_sent_to_any_address_is_in_a_log_an_error_page_or_an_event(filled_cast: Cast, lines, capfd) -> None:
    statuses = set()
    for route, answer in sent_everywhere(filled_cast):
        assert answer.status_code < 500, route.path
        statuses.add(answer.status_code)
        assert_nothing_told(route, answer)
    assert {200, 302, 404} <= statuses
    assert_nothing_kept(lines, capfd)


def test_nothing_is_told_when_every_view_fails_quoting_everything(filled_cast: Cast, lines, capfd) -> None:
    failed = 0
    with override_settings(MIDDLEWARE=[*installed.MIDDLEWARE, "tests.web.test_canaries.CrashingViews"]):
        for route, answer in sent_everywhere(filled_cast):
            failed += answer.status_code == 500
            assert_nothing_told(route, answer)
    assert failed > len(routes())
    assert "ValidationError" in "\n".join(lines)
    assert_nothing_kept(lines, capfd)


@contextmanager
def every_write_failing() -> Iterator[list[str]]:
    """The database refuses whatever a request writes, and quotes its values, as PostgreSQL does."""
    refused: list[str] = []

    def executed(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        words = str(sql).lstrip().upper()
        if words.startswith(("INSERT", "UPDATE")) and "SESSION" not in words and "CACHE" not in words:
            refused.append(str(sql))
            raise IntegrityError(f"Failing row contains ({params}) {NOTE}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(executed):
        yield refused


def test_nothing_is_told_when_the_database_refuses_every_write_quoting_its_values(
    filled_cast: Cast, lines, capfd
) -> None:
    with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.cache"):
        asked = sent_everywhere(filled_cast)
        assert_nothing_told(*next(asked))  # by now everyone has signed in
        with every_write_failing() as refused:
            for route, answer in asked:
                assert_nothing_told(route, answer)
    assert len(refused) > 10
    assert "IntegrityError" in "\n".join(lines)
    assert_nothing_kept(lines, capfd)
