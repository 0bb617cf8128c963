"""A resident without an account, on a phone and without scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.concerns.actions import let_concern_through, settle_concern
from commonbeat.program.concerns.models import Concern
from tests.browser.program_server import DESK, PHONE, Program

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "public"])
PAGES = ("/alder-falls/", "/alder-falls/oak-creek/", "/alder-falls/oak-creek/numbers", "/alder-falls/oak-creek/say",
         "/alder-falls/follow", "/nowhere/")  # fmt: skip
#: Where to leave pictures to look at; none are left without it.
PICTURES = os.environ.get("COMMONBEAT_TEST_PICTURES")


def test_a_resident_says_it_in_spanish_reads_the_answer_by_the_word_and_opens_it_again(
    program: Program, public_url: str
) -> None:
    cast = program.cast
    page = program.context_of(size=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{public_url}/alder-falls/oak-creek/say?lang=es&via=poster")
    page.get_by_label("Una luz de la calle no funciona").check()
    page.locator("#words").fill("La escalera está oscura.")
    page.locator("button[type=submit]").click()
    word = page.locator(".word").inner_text()
    assert page.locator("html").get_attribute("lang") == "es"
    with agency_scope(cast.agency.pk):
        concern = Concern.objects.get()
        assert (concern.channel, concern.language, concern.words) == ("poster", "es", "La escalera está oscura.")
        concern = let_concern_through(cast.okafor, concern)
        settle_concern(cast.rivera, concern, "La luz funciona otra vez.", done=True)
    page.goto(f"{public_url}/alder-falls/follow?lang=es")
    page.locator("#word").fill(word)
    page.locator("button[type=submit]").click()
    assert "La luz funciona otra vez." in page.locator("main").inner_text()
    assert word not in page.url
    page.locator("button[name=reopen]").click()
    assert page.locator(".step-reopened").count() == 1
    with agency_scope(cast.agency.pk):
        assert Concern.objects.get().state == Concern.State.OPEN
    assert page.context.cookies() == []


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_every_public_page_passes_axe_in_three_languages_and_is_not_wider_than_its_screen(
    program: Program, public_url: str, size: tuple[int, int]
) -> None:
    page = program.context_of(size=size, bypass_csp=True).new_page()
    for language in ("en", "es", "ar"):
        for path in PAGES:
            page.goto(f"{public_url}{path}?lang={language}")
            assert page.evaluate("getComputedStyle(document.body).direction") == ("rtl" if language == "ar" else "ltr")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, language)
            found = Axe().run(page)
            assert found.violations_count == 0, (path, language, found.generate_report())
            if PICTURES:
                name = f"{path.strip('/').replace('/', '-')}-{language}-{size[0]}.png"
                page.screenshot(path=str(Path(PICTURES) / name), full_page=True)


def test_the_poster_is_one_sheet_with_the_address_in_words(program: Program, public_url: str) -> None:
    page = program.signed_in_page(program.cast.okafor, DESK)
    page.goto(f"/office/areas/{program.cast.oak_creek.pk}/poster?lang=en&lang=es")
    assert page.locator(".poster svg path").count() == 1
    assert page.locator(".poster-address").inner_text().endswith("/alder-falls/oak-creek/")
    assert page.locator('.poster [lang="es"]').count() == 2
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / "poster.png"), full_page=True)
    printed = page.pdf(format="Letter")
    assert printed.count(b"/Type /Page\n") == 1 or printed.count(b"/Type /Page") == 2  # one sheet and the tree of it
