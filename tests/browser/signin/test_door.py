"""The door in a real browser, against a real server: init, serve, sign in, add a factor, reach the office."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from allauth.mfa.totp.internal import auth as totp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.chromium import chromium
from tests.browser.signin.serving import EMAIL, PHRASE, Installation, serving

SIZES = [(1280, 900), (390, 844)]
SHOTS = os.environ.get("COMMONBEAT_SHOTS")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

#: What a thumb would miss: under 44 pixels, links inside a sentence left out.
SMALL_TARGETS = """[...document.querySelectorAll('main button, main a')]
  .filter(one => one.offsetParent && !one.closest('p:not(:has(.usa-button))'))
  .filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("installation")) as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


class Watched:
    """A page that must not complain, looked at by axe in both languages and sizes."""

    def __init__(self, browser, place: Installation) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, base_url=place.url)
        self.page: Page = self.context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", lambda said: self.trouble.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))

    def look(self, name: str) -> None:
        """No serious finding, nothing wider than the screen, big targets on the phone."""
        for width, height in SIZES:
            self.page.set_viewport_size({"width": width, "height": height})
            found = Axe().run(self.page, options=RULES).response["violations"]
            serious = [
                (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
            ]
            assert serious == [], name
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width, name
            if width == 390:
                small = self.page.evaluate(SMALL_TARGETS)
                assert small == [], name
            if SHOTS:
                self.page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def both_languages(self, name: str) -> None:
        """The page, then the same in Spanish, then back."""
        self.look(name)
        self.page.get_by_role("button", name="Español").click()
        assert self.page.locator("html").get_attribute("lang") == "es"
        self.look(f"{name}-es")
        self.page.get_by_role("button", name="English").click()


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def passwords(page: Page) -> None:
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PHRASE)
    page.get_by_role("button", name="Go on").click()


def test_from_init_to_the_office_by_app_then_by_passkey(browser, place: Installation) -> None:
    watched = Watched(browser, place)
    page = watched.page
    page.goto("/")
    assert page.title().startswith("Sign in")
    watched.both_languages("1-sign-in")

    passwords(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Add a second factor"
    watched.both_languages("2-second-factor")
    page.goto("/office/")
    assert page.url.endswith("/sign-in/second-factor/"), "one factor opens no office"

    page.get_by_role("link", name="Add an app").click()
    secret = page.locator("#totp-secret").inner_text()
    watched.look("3-app")
    page.get_by_label("The six digits").fill(code_of(secret))
    page.get_by_role("button", name="Add the app").click()
    assert re.fullmatch(r"\d{8}", page.locator(".cb-codes li").first.inner_text())
    watched.look("4-recovery-codes")
    page.get_by_label("I have kept them.").check()
    page.get_by_role("link", name="Go on").click()
    page.wait_for_url("**/office/")

    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    tool.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    page.get_by_role("link", name="Luz Castellanos").click()
    watched.both_languages("5-my-account")
    page.get_by_role("link", name="Add a passkey").click()
    watched.look("6-passkey")
    page.get_by_label("Name, so that").fill("Work phone")
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_text("The passkey was added.").wait_for()
    page.goto("/sign-in/me/")
    assert page.get_by_text("Work phone").is_visible()

    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/office/")
    for path, name in (
        ("/office/people/", "7-people"),
        ("/office/people/add/", "8-add"),
        ("/office/agency/", "9-agency"),
    ):
        page.goto(path)
        watched.both_languages(name)

    page.goto("/office/people/add/")
    page.get_by_label("Name").fill("Sol Rivera")
    page.get_by_label("E-mail address").fill("rivera@alder-falls.example")
    page.get_by_label("Officer").check()
    page.get_by_role("button", name="Add, and show the link").click()
    link = page.get_by_label("Link").input_value()
    watched.look("10-link")
    page.goto("/office/people/")
    page.get_by_role("link", name="Sol Rivera").click()
    watched.both_languages("11-member")

    page.goto("/sign-in/password/")
    watched.look("12-password")
    page.goto("/sign-in/me/factors/codes/new/")
    watched.look("13-new-codes")
    assert watched.trouble == []

    rivera = Watched(browser, place)
    rivera.page.goto(link)
    assert "first/" in rivera.page.url
    assert link.rstrip("/").rpartition("/")[2] not in rivera.page.url
    rivera.look("14-first-password")
    rivera.context.close()

    second = Watched(browser, place)
    second.page.goto("/sign-in/")
    passwords(second.page)
    assert second.page.get_by_role("heading", level=1).inner_text() == "One more step"
    second.both_languages("15-one-more-step")
    assert second.trouble == []
    second.context.close()
    watched.context.close()
    log = (place.folder / "serve.log").read_text()
    for canary in (PHRASE, EMAIL, secret, "rivera@"):
        assert canary not in log


def test_by_keyboard_alone(browser, place: Installation) -> None:
    page = browser.new_page(base_url=place.url)
    page.goto("/sign-in/")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none", reached[-1]
        if reached[-1] == "Go on":
            break
    assert reached[-4:] == ["Use a passkey", "login", "password", "Go on"]
    page.close()


def test_without_scripts_the_password_still_opens_the_next_step(browser, place: Installation) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=place.url)
    page = context.new_page()
    page.goto("/sign-in/")
    assert "Passkeys need JavaScript." in page.content()
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill("not the password at all")
    page.get_by_role("button", name="Go on").click()
    assert page.get_by_role("alert").first.is_visible()
    context.close()
