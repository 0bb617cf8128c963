"""A partner reaches their property and nothing else: no page of staff, no other property, nothing of another agency."""

from __future__ import annotations

import pytest
from django.test import Client

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import STAFF, Role
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.partners.actions import invite_partner, open_estate
from tests.cast import Cast, signed_in
from tests.program.rows import fill
from tests.web.routes import Route, routes
from tests.web.test_access_table import plain

THEIRS, CANARY = 900_001, "CANARY"


def staff_only() -> list[Route]:
    return [one for one in routes() if one.roles and set(STAFF) & one.roles and Role.PARTNER not in one.roles]


def partner_only() -> list[Route]:
    return [one for one in routes() if one.roles == {Role.PARTNER}]


def test_a_partner_reaches_no_page_of_staff(cast: Cast) -> None:
    client = signed_in(cast.whitfield)
    missing = plain(client.get("/office/no-such-page").content)
    paths = [one for one in staff_only() if not one.path.startswith("/api/")]
    assert len(paths) > 80
    for route in paths:
        answer = client.get(route.filled(1))
        if answer.status_code == 405:
            answer = client.post(route.filled(1))
        assert (answer.status_code, plain(answer.content)) == (404, missing), route.path
    assert (
        AuditEvent.objects.filter(actor=cast.whitfield, action="access.refused").count() >= len(paths) - 1
    )  # a photo says it by itself


def test_to_the_interface_of_machines_a_partner_is_nobody(cast: Cast) -> None:
    answers = [one.get("/api/v1/briefing?place=oak-creek") for one in (signed_in(cast.whitfield), Client())]
    assert answers[0].status_code == 401
    assert answers[0].content == answers[1].content


def test_a_partner_manages_no_factors_on_the_pages_of_staff(cast: Cast) -> None:
    client = signed_in(cast.whitfield)
    for path in ("me/factors/app/add/", "me/factors/codes/new/", "me/factors/passkeys/add/", "again/"):
        assert client.get(f"/sign-in/{path}").status_code == 404, path


def test_staff_reach_no_page_of_a_partner(cast: Cast) -> None:
    cast.whitfield  # noqa: B018 - so that there is a property
    for member in (cast.rivera, cast.okafor, cast.castellanos, cast.reyes):
        client = signed_in(member)
        for route in partner_only():
            answer = client.get(route.filled(cast.estate.pk))
            if answer.status_code == 405:
                answer = client.post(route.filled(cast.estate.pk))
            assert answer.status_code == 404, route.path


def test_what_is_another_agencys_or_another_propertys_looks_like_nothing(cast: Cast) -> None:
    fill(cast.harbor_city, THEIRS, CANARY)
    shop = open_estate(cast.okafor, cast.mill_street_shop, cast.mill_street, title=CANARY, kind="shop")
    client = signed_in(cast.whitfield)
    missing = plain(client.get("/partner/999999/").content)
    for route in partner_only():
        if not route.parts:
            continue
        for number in (THEIRS, shop.pk):
            answer = client.get(route.filled(number))
            if answer.status_code == 405:
                answer = client.post(route.filled(number))
            assert answer.status_code == 404, route.path
            assert CANARY.encode() not in answer.content
            assert plain(answer.content).replace(str(number).encode(), b"ID") == missing.replace(b"999999", b"ID")


@pytest.fixture
def harbor_partner(cast: Cast) -> Member:
    estate = open_estate(
        cast.harbor_sergeant, cast.harbor_place, cast.harbor_area, title="Pier Lofts", kind="apartments"
    )
    made = invite_partner(cast.harbor_sergeant, estate, email="m@pier.example", name="Lena Voss", title="manager")
    return made.partner


def test_a_partner_of_harbor_city_sees_nothing_of_ours(cast: Cast, harbor_partner: Member) -> None:
    cast.whitfield  # noqa: B018 - so that there is a property of ours
    client = signed_in(harbor_partner)
    for path in ("", "concerns/", "fixes/", "calls/", "agreement/"):
        answer = client.get(f"/partner/{cast.estate.pk}/{path}")
        assert answer.status_code == 404, path
        assert b"Oak Creek" not in answer.content


def test_a_session_by_a_password_alone_opens_nothing(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.whitfield, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/partner/")["Location"] == "/partner/begin/"
    assert client.get(f"/partner/{cast.estate.pk}/")["Location"] == "/partner/begin/"


def test_nothing_is_shown_before_the_agreement_is_accepted(cast: Cast) -> None:
    partner = cast.invited.partner
    client, here = signed_in(partner), f"/partner/{cast.estate.pk}/"
    for path in ("", "concerns/", "fixes/", "calls/"):
        assert client.get(here + path)["Location"] == f"{here}agreement/"
    page = client.get(f"{here}agreement/").content
    assert b"Nobody loses a home" in page
    assert b"Rivera" not in page
    assert client.post(f"{here}agreement/", {"version": "7"}).status_code == 409
    assert client.post(f"{here}agreement/", {"version": "1"})["Location"] == here
    cast.invited.refresh_from_db()
    assert (cast.invited.agreed_version, bool(cast.invited.agreed_at)) == (1, True)
    assert client.get(here).status_code == 200
