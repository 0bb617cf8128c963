"""The whole way of a concern: said on a phone in Spanish, looked at, answered, done, and told on the public page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.concerns.models import Concern
from tests.browser.program_server import DESK, PHONE, Program

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "public"])
SITE = "/alder-falls"


def follow(page: Page, public_url: str, word: str) -> str:
    """What whoever holds the word reads."""
    page.goto(f"{public_url}{SITE}/follow?lang=es")
    page.locator("#word").fill(word)
    page.locator("button[type=submit]").click()
    return page.locator("main").inner_text()


def test_what_a_resident_says_in_spanish_is_answered_done_and_stands_on_the_public_page(
    program: Program, public_url: str
) -> None:
    cast = program.cast
    phone = program.context_of(size=PHONE, java_script_enabled=False).new_page()
    phone.goto(f"{public_url}{SITE}/oak-creek/say?lang=es&via=poster")
    phone.get_by_label("Una luz de la calle no funciona").check()
    phone.locator("#words").fill("La escalera está oscura.")
    phone.locator("button[type=submit]").click()
    word = phone.locator(".word").inner_text()

    rivera = program.signed_in_page(cast.rivera, PHONE)
    rivera.goto("/office/concerns/")
    expect(rivera.locator("main")).not_to_contain_text("La escalera está oscura.")  # nobody looked at it yet
    okafor = program.signed_in_page(cast.okafor, DESK)
    okafor.goto("/office/")
    okafor.get_by_role("link", name="A broken street light").first.click()
    expect(okafor.locator("blockquote[lang=es]")).to_have_text("La escalera está oscura.")
    okafor.get_by_role("button", name="Let it through").click()
    expect(okafor.get_by_role("heading", name="Give the first answer")).to_be_visible()

    rivera.goto("/office/concerns/")
    rivera.get_by_role("link", name="A broken street light").first.click()
    rivera.get_by_label("Your answer").fill("Gracias. El encargado pide la lámpara hoy.")
    rivera.get_by_text("The work has begun", exact=True).click()
    rivera.get_by_role("button", name="Send the answer").click()
    expect(rivera.locator(".cn-steps")).to_contain_text("El encargado pide la lámpara hoy.")
    assert "El encargado pide la lámpara hoy." in follow(phone, public_url, word)

    rivera.get_by_label("Your answer").fill("La luz funciona otra vez.")
    rivera.get_by_text("It is done", exact=True).click()
    rivera.get_by_role("button", name="Send the answer").click()
    expect(rivera.get_by_role("heading", name="It was not fixed?")).to_be_visible()
    assert "La luz funciona otra vez." in follow(phone, public_url, word)

    okafor.reload()
    okafor.get_by_text("Write what is shown of it").click()
    okafor.get_by_label("Words for the public page").fill("The light at the stairs was out.")
    okafor.get_by_role("button", name="Keep these words").click()
    expect(okafor.locator("main")).to_contain_text("The light at the stairs was out.")
    okafor.goto(f"/office/publishing/areas/{cast.oak_creek.pk}/preview")
    expect(okafor.locator("main")).to_contain_text("The light at the stairs was out.")
    okafor.get_by_role("button", name="Publish this page").click()
    expect(okafor.get_by_role("status")).to_be_visible()

    phone.goto(f"{public_url}{SITE}/oak-creek/?lang=en")
    heard = phone.locator("section", has=phone.get_by_role("heading", name="What we heard"))
    assert "The light at the stairs was out." in heard.inner_text()
    assert "escalera" not in phone.content()  # the resident's own words are never published
    with agency_scope(cast.agency.pk):
        concern = Concern.objects.get()
        assert concern.state == Concern.State.DONE
        assert concern.first_answer_at is not None
        assert concern.done_at is not None
        assert concern.arrived_at < concern.first_answer_at < concern.done_at
