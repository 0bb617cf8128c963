"""From the demo's first page to the page of an area: a resident reads there what the department published."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import Page, expect
from waitress.server import create_server

from commonbeat.program.demo.public import make_public
from commonbeat.synthetic import public_words
from tests.browser.program_server import DESK, PHONE, Program, browser, program

__all__ = ["browser", "program"]

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "public"])


@pytest.fixture
def residents(program: Program, settings: Any) -> Iterator[None]:
    """The demo's site for residents on a port of its own, with what the demo's filler publishes there."""
    from commonbeat.web.public.handler import public_application

    cast = program.cast
    officers = {**dict.fromkeys(public_words.CARDS, cast.lindqvist), "rivera": cast.rivera}
    today = datetime.now(UTC).date()
    make_public(cast.okafor, officers, [cast.oak_creek, cast.mill_street], None, today)
    server = create_server(public_application(), host="127.0.0.1", port=0, threads=4, ident="")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.web.demo.urls"
    settings.PUBLIC_URL = f"http://127.0.0.1:{server.effective_port}"
    try:
        yield
    finally:
        server.task_dispatcher.shutdown()
        server.close()
        thread.join(timeout=5)
        connections.close_all()


def troubles(page: Page) -> list[str]:
    return [one["id"] for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_resident_reads_what_was_published(residents: None, program: Program, size: tuple[int, int]) -> None:
    page = program.context_of(size=size, locale="en-US").new_page()
    page.goto("/")
    assert troubles(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.get_by_role("link", name="Start as a resident").click()
    expect(page.get_by_role("link", name="Oak Creek", exact=True)).to_be_visible()
    page.get_by_role("link", name="Oak Creek", exact=True).click()
    for words in (public_words.DID[0][0], public_words.NOT_YET[0][0], public_words.NOT_YET[0][1], "Sol Rivera"):
        expect(page.get_by_text(words).first).to_be_visible()
    assert troubles(page) == []
    assert page.locator(".demo-bar").count() == 0
