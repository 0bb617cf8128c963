"""Looking through each person's eyes, in a demo and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection  # noqa: F401 - the mark below reads it
from django.test import Client

from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.models import AuditEvent
from tests.cast import Cast, signed_in

BAR = b"demo-bar"

pytestmark = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a demo has a SQLite database of its own")


@pytest.fixture
def demo(settings: Any) -> Iterator[None]:
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.web.demo.urls"
    yield


def look(client: Client, member: Member, **more: str) -> str:
    answered = client.post("/demo/look", {"member": member.pk, **more})
    assert answered.status_code == 302
    return str(answered["Location"])


@pytest.mark.django_db
def test_a_visitor_chooses_where_to_start(cast: Cast, demo: None) -> None:
    page = Client().get("/").content
    for words in (b"Alder Falls is a made city", b"Sergeant Okafor", b"Officer Rivera", b"Dispatcher Tran", BAR):
        assert words in page
    assert b"posted at Oak Creek" in page


@pytest.mark.django_db
def test_the_bar_names_everybody_of_the_made_agency_and_nobody_of_the_other(cast: Cast, demo: None) -> None:
    page = Client().get("/sign-in/").content.decode()
    assert "Officer Rivera (posted at Oak Creek)" in page
    assert "Officer Lindqvist (backup at Oak Creek)" in page
    for title in (
        "Sergeant Okafor",
        "Analyst Adeyemi",
        "Dispatcher Tran",
        "Auditor Moreau",
        "Administrator Castellanos",
    ):
        assert title in page
    assert "Banks" not in page


@pytest.mark.django_db
def test_one_looks_through_one_persons_eyes_after_another(cast: Cast, demo: None) -> None:
    client = Client()
    assert look(client, cast.okafor) == "/"
    page = client.get("/office/").content.decode()
    assert f'value="{cast.okafor.pk}" selected' in page
    assert look(client, cast.rivera, next="/field/") == "/field/"
    assert b"Demo: look through other eyes" in client.get("/field/").content
    events = AuditEvent.objects.filter(action="sign_in", outcome="done").order_by("seq")
    assert [(event.actor_id, event.details) for event in events] == [
        (cast.okafor.pk, {"factors": ["demo"]}),
        (cast.rivera.pk, {"factors": ["demo"]}),
    ]


@pytest.mark.django_db
def test_nobody_of_another_agency_and_nothing_odd_can_be_chosen(cast: Cast, demo: None) -> None:
    for member in (str(cast.harbor_officer.pk), "", "0", "x", "1e3"):
        client = Client()
        assert client.post("/demo/look", {"member": member}).status_code == 404
        assert "commonbeat" not in client.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_it_leads_to_no_other_host(cast: Cast, demo: None, elsewhere: str) -> None:
    assert look(Client(), cast.okafor, next=elsewhere) == "/"


@pytest.mark.django_db
def test_another_sites_page_cannot_sign_a_browser_in(cast: Cast, demo: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/demo/look", {"member": cast.okafor.pk}).status_code == 403
    assert strict.get("/demo/look").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("named", [False, True])
def test_outside_a_demo_there_is_no_bar_and_no_such_address(cast: Cast, settings: Any, named: bool) -> None:
    """Even if someone put the addresses back (`named`), nothing answers there."""
    if named:
        settings.ROOT_URLCONF = "tests.web.demo.urls"
    for client in (Client(), signed_in(cast.okafor)):
        for path in ("/demo/", "/demo/report"):
            assert client.get(path).status_code == 404
        assert client.post("/demo/look", {"member": cast.rivera.pk}).status_code == 404
    if not named:
        everybody = (cast.rivera, cast.okafor, cast.adeyemi, cast.tran, cast.moreau, cast.castellanos)
        for client in (Client(), *(signed_in(member) for member in everybody)):
            for path in ("/", "/sign-in/", "/office/", "/field/", "/field/shell", "/office/briefing/", "/nothing"):
                assert BAR not in client.get(path, follow=True).content


def test_the_setting_alone_makes_no_demo(tmp_path: Path) -> None:
    """Whoever turns it on for a real program opens nothing: the mark of a made one is missing beside the data."""
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "commonbeat.web.settings"}
    told |= {"COMMONBEAT_DEMO": "true", "COMMONBEAT_DATA": str(tmp_path / "data")}
    asked = [sys.executable, "-c", "from commonbeat.web import settings; print(settings.DEMO)"]
    for marked in (False, True):
        if marked:
            (tmp_path / "demo.json").write_text("{}")
        done = subprocess.run(asked, env=told, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == str(marked)


@pytest.mark.django_db
def test_nobody_is_asked_for_a_password_that_nobody_has(cast: Cast, demo: None) -> None:
    client = Client()
    look(client, cast.castellanos)
    for page in ("/office/people/add/", "/office/agency/", f"/office/people/{cast.rivera.pk}/"):
        assert client.get(page).status_code == 200, page
