"""Published pages: what they show, with which headers, and what the public connection cannot read."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, connection, connections, transaction

from commonbeat.program.agencies.models import Member
from commonbeat.web.public.published import NotForThePublicError, nothing_else
from commonbeat.web.public.tables import PUBLISHED
from tests.cast import Cast
from tests.web.public.published import Resident, oak_creek

__all__ = ["oak_creek"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "public"])
PAGES = (
    "/alder-falls/",
    "/alder-falls/oak-creek/",
    "/alder-falls/oak-creek/numbers",
    "/alder-falls/oak-creek/say",
    "/alder-falls/follow",
)
CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def test_every_page_answers_in_every_language_with_exact_headers_no_cookie_and_no_script(oak_creek: Cast) -> None:
    for path in (*PAGES, "/nowhere/"):
        for language in ("en", "es", "ar"):
            answer = Resident().get(f"{path}?lang={language}", HTTP_COOKIE="commonbeat=x; django_language=es")
            assert answer.status_code == (404 if path == "/nowhere/" else 200), path
            assert answer["Content-Security-Policy"] == CSP
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Referrer-Policy"] == "same-origin"
            assert "Set-Cookie" not in answer.headers
            assert "Cookie" not in answer.get("Vary", "")
            page = answer.content.decode()
            assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
            assert not re.search(r"<script|\son[a-z]+=|\sstyle=|https?://(?!testserver)", page), path


def test_published_pages_are_kept_for_five_minutes_and_asked_about_by_tag(oak_creek: Cast) -> None:
    answer = Resident().get("/alder-falls/oak-creek/")
    assert answer["Cache-Control"] == "public, max-age=300"
    again = Resident().get("/alder-falls/oak-creek/", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert Resident().get("/alder-falls/oak-creek/say")["Cache-Control"] == "no-store"


def test_pages_are_packed(oak_creek: Cast) -> None:
    answer = Resident().get("/alder-falls/oak-creek/", HTTP_ACCEPT_ENCODING="gzip")
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 12_000


def test_a_browser_gets_its_own_language_and_a_link_keeps_it(oak_creek: Cast) -> None:
    answer = Resident().get("/alder-falls/", HTTP_ACCEPT_LANGUAGE="es-MX,es;q=0.9,en;q=0.5")
    assert answer["Content-Language"] == "es"
    assert "Accept-Language" in answer["Vary"]
    assert b"/alder-falls/oak-creek/?lang=es" in answer.content


def test_the_first_address_leads_to_the_only_site_and_a_missing_stroke_is_added(oak_creek: Cast) -> None:
    assert Resident().get("/")["Location"] == "/alder-falls/"
    assert Resident().get("/alder-falls/oak-creek?lang=es")["Location"] == "/alder-falls/oak-creek/?lang=es"


def test_what_does_not_exist_looks_alike(oak_creek: Cast) -> None:
    unknown = [
        "/harbor-city/", "/alder-falls/mill-street/", "/alder-falls/mill-street/say", "/alder-falls/none/numbers",
        "/alder-falls/oak-creek/pictures/abc.jpg", "/office/", "/sign-in/", "/api/v1/briefing", "/harbor-city/follow",
    ]  # fmt: skip
    answers = [Resident().get(path, HTTP_ACCEPT_LANGUAGE="en") for path in unknown]
    assert {(one.status_code, one.content) for one in answers} == {(404, answers[0].content)}


def test_the_public_connection_reads_no_other_table(oak_creek: Cast) -> None:
    tables = set(connection.introspection.table_names())
    assert tables > PUBLISHED
    for table in sorted(tables - PUBLISHED):
        with pytest.raises(DatabaseError), connections["public"].cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
    for table in PUBLISHED:
        with connections["public"].cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}"')


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE publishing_publicsite SET title = 'x'",
        "DELETE FROM publishing_release",
        "INSERT INTO publishing_answer SELECT * FROM publishing_answer",
        "SELECT title FROM publishing_publicsite UNION SELECT email FROM agencies_member",
        "SELECT (SELECT max(count) FROM publishing_publishedcell) FROM publishing_publicsite",
        "DROP TABLE publishing_release",
        "CREATE TABLE mine (a integer)",
        "ATTACH DATABASE '/etc/hostname' AS other",
        "PRAGMA writable_schema = 1",
    ],
)
def test_an_attack_through_the_public_connection_is_refused(oak_creek: Cast, attack: str) -> None:
    with pytest.raises(DatabaseError), connections["public"].cursor() as cursor:
        cursor.execute(attack)


def test_on_postgresql_the_role_reads_live_releases_alone(oak_creek: Cast) -> None:
    from commonbeat.program.publishing.models import Release

    Release.objects.update(state=Release.State.WITHDRAWN)
    assert Resident().get("/alder-falls/oak-creek/").status_code == 404
    if connection.vendor == "postgresql":
        assert Release.objects.using("public").count() == 0


def test_a_query_on_the_programs_own_tables_is_refused_while_a_public_request_runs(oak_creek: Cast) -> None:
    with nothing_else(), pytest.raises(NotForThePublicError), transaction.atomic():
        Member.objects.first()
    assert Member.objects.exists()
