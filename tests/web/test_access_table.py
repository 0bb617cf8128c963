"""T1: every address, every role of this agency and of another; what is not ours looks like what does not exist.

The table is made from the URL resolver, so a new address is in it without being added.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from django.test import Client

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.tenancy.owned_tables import owned_models
from tests.cast import Cast, signed_in
from tests.program.rows import fill
from tests.web.routes import Route, routes

THEIRS, NOBODYS = 900_001, 999_999
CANARY = "CANARY"
#: Names under which a form or a query might name a row.
NAMES = ["q", "place", "place_id", "pk", "id", *(model._meta.model_name or "" for model in owned_models())]


@pytest.fixture
def harbor_filled(cast: Cast) -> Cast:
    """Harbor City has a row in every table, all numbered alike, all saying CANARY."""
    fill(cast.harbor_city, THEIRS, CANARY)
    return cast


def everyone(cast: Cast) -> list[Member]:
    return [cast.rivera, cast.okafor, cast.adeyemi, cast.tran, cast.moreau, cast.castellanos]


def test_every_view_says_who_may_open_it() -> None:
    silent = [route.path for route in routes() if route.roles is None and not route.of_library]
    assert silent == []
    assert len(routes()) > 10


def test_a_stranger_reaches_no_staff_page(harbor_filled: Cast) -> None:
    for route in staff_routes():
        for method in ("get", "post"):
            answer = getattr(Client(), method)(route.filled(THEIRS))
            assert answer.status_code in (302, 401, 403, 404, 405), (method, route.path)
            assert CANARY.encode() not in answer.content


def staff_routes() -> list[Route]:
    """Routes for members; a route for a phone's token or a machine's key has a test beside that token."""
    return [route for route in routes() if set(Role) & (route.roles or frozenset())]


def plain(content: bytes) -> bytes:
    """The page without what differs from request to request: the form's token and mark, and the address itself.

    Of an export, whether the other agency is in it: ours changes from one request to the next by its own log.
    """
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            whole = b"".join(packed.read(name) for name in packed.namelist())
        return CANARY.encode() if CANARY.encode() in whole else b"an export"
    content = re.sub(rb'((?:csrfmiddlewaretoken|next|once)" value=")[^"]*', rb"\1", content)
    return re.sub(rb"900001|999999", b"ID", content)


def asked(client: Client, route: Route, number: int) -> Iterator[tuple[str, int, bytes]]:
    """The route asked in every way, with the number in the path, the query, the body and a header."""
    path = route.filled(number)
    fields = dict.fromkeys(NAMES, str(number))
    header = {"HTTP_X_AGENCY": "harbor-city", "HTTP_X_PLACE": str(number)}
    for method in ("get", "post", "put", "delete"):
        answer = getattr(client, method)(path, fields if method in ("get", "post") else "", **header)
        content = b"".join(answer) if answer.streaming else answer.content
        yield method, answer.status_code, plain(content)


def rows_of(cast: Cast) -> dict[str, list[object]]:
    """Everything Harbor City has, but for its log."""
    found: dict[str, list[object]] = {}
    for model in owned_models():
        if not model._meta.label.startswith("audit."):
            values = model._base_manager.filter(agency=cast.harbor_city).order_by("pk").values()
            found[model._meta.label] = list(values)
    return found


@pytest.mark.parametrize("person", range(6))
def test_what_is_another_agencys_looks_like_what_does_not_exist(harbor_filled: Cast, person: int) -> None:
    member = everyone(harbor_filled)[person]
    client, before = signed_in(member, raise_request_exception=True), rows_of(harbor_filled)
    for route in staff_routes():
        theirs, nobodys = list(asked(client, route, THEIRS)), list(asked(client, route, NOBODYS))
        for (method, status, content), other in zip(theirs, nobodys, strict=True):
            assert CANARY.encode() not in content, (method, route.path)
            assert status < 500, (method, route.path)
            if route.parts or method == "post":
                assert (method, status, content) == other, route.path
    assert rows_of(harbor_filled) == before


@pytest.mark.parametrize("person", range(6))
def test_a_role_that_is_not_named_gets_the_page_for_nothing_there_and_it_is_recorded(cast: Cast, person: int) -> None:
    member = everyone(cast)[person]
    client = signed_in(member)
    missing = plain(client.get("/office/no-such-page").content)
    refused = 0
    for route in staff_routes():
        if member.has_role(*[role for role in Role if role in (route.roles or ())]):
            continue
        answer = client.get(route.filled(NOBODYS))
        if answer.status_code == 405:
            answer = client.post(route.filled(NOBODYS))
        assert (answer.status_code, plain(answer.content)) == (404, missing), route.path
        refused += 1
    assert AuditEvent.objects.filter(actor=member, action="access.refused", outcome="refused").count() == refused


def test_each_table_has_a_row_of_the_other_agency_in_this_table(harbor_filled: Cast) -> None:
    for model in owned_models():
        assert model._base_manager.filter(pk=THEIRS, agency=harbor_filled.harbor_city).exists(), model
