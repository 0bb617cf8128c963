"""The app by keyboard, for a screen reader, in English and Spanish, in the sun and at night."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from commonbeat.program.visits.models import Visit
from tests.browser.field.phone import log_visit, open_app, screen, until
from tests.browser.program_server import DESK, PHONE, Program

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def complaints(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page, options=WCAG)
    return [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in found.response["violations"]]


def small_targets(page: Page) -> list[str]:
    """Buttons, links and fields lower than 44 px."""
    found: list[str] = page.evaluate(
        """() => Array.from(document.querySelectorAll("button, main a, header a, select, summary, .chip, textarea"))
        .filter((one) => one.offsetHeight > 0 && one.offsetHeight < 44).map((one) => one.outerHTML.slice(0, 80))"""
    )
    return found


def small_words(page: Page) -> list[str]:
    """Words below 16 px, which a phone would zoom in on or nobody reads in the sun."""
    found: list[str] = page.evaluate(
        """() => Array.from(document.querySelectorAll("body *"))
        .filter((one) => one.offsetHeight > 0 && (one.matches("input, select, textarea")
          || Array.from(one.childNodes).some((node) => node.nodeType === 3 && node.data.trim())))
        .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 16).map((one) => one.outerHTML.slice(0, 80))"""
    )
    return found


SCREENS = ("home", "visit", "pulled", "entries", "aside", "notes", "wrong", "not-kept", "mend")


@pytest.mark.parametrize(
    ("locale", "scheme", "size"), [("en-US", "light", PHONE), ("es-US", "dark", PHONE), ("en-US", "dark", DESK)]
)
def test_axe_finds_nothing_and_every_target_suits_a_thumb(
    program: Program, locale: str, scheme: str, size: tuple[int, int]
) -> None:
    page = program.signed_in_page(program.cast.rivera, size, locale=locale, color_scheme=scheme)
    page.emulate_media(reduced_motion="reduce")
    open_app(page)
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    for name in SCREENS:
        page.goto(f"/field/#/{'' if name == 'home' else name}")
        screen(page, name)
        for more in page.locator("summary").all():
            more.click()
        assert (name, complaints(page), small_targets(page), small_words(page)) == (name, [], [], [])
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.get_by_role("button", name="Lock" if locale == "en-US" else "Bloquear").click()
    screen(page, "locked")
    assert (complaints(page), small_words(page)) == ([], [])


def test_a_visit_is_logged_by_keyboard_alone(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)

    def tab_to(text: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            label = page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
            )
            if (label or "").strip() == text:
                return
        raise AssertionError(text)

    tab_to("Log a visit")
    page.keyboard.press("Enter")
    screen(page, "visit")
    tab_to("45 minutes")
    page.keyboard.press("Space")
    tab_to("Save")
    page.keyboard.press("Enter")
    screen(page, "home")
    assert until(lambda: Visit.objects.first()).minutes == 45


def test_the_language_is_changed_on_the_phone_and_kept(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.get_by_role("button", name="Español").click()
    page.get_by_role("heading", name="Mis áreas").wait_for()
    page.reload()
    expect(page.get_by_role("heading", name="Mis áreas")).to_be_visible()


def test_nothing_of_the_app_breaks_the_policy_of_the_page(program: Program) -> None:
    page = program.context_of(program.cast.rivera).new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    open_app(page)
    log_visit(page)
    until(lambda: Visit.objects.exists())
    assert trouble == []
