"""A newcomer's first page: in Chromium, on a phone and at a desk, by keyboard, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.program_server import DESK, PHONE, Program, browser, program

__all__ = ["browser", "program"]


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("locale", ["en-US", "es-MX"])
def test_one_starts_by_keyboard_and_changes_eyes(
    settings: Any, program: Program, size: tuple[int, int], locale: str
) -> None:
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.web.demo.urls"
    page = program.context_of(size=size, locale=locale).new_page()
    page.goto("/")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for target in page.locator(".demo-bar a, .demo-bar select, .demo-bar button, .demo-choices button").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    page.locator(".demo-choices button").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/")
    expect(page.locator("#demo-member")).to_have_value(str(program.cast.okafor.pk))
    page.locator("#demo-member").select_option(str(program.cast.tran.pk))
    page.locator(".demo-look button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#demo-member")).to_have_value(str(program.cast.tran.pk))
    page.emulate_media(media="print")
    expect(page.locator(".demo-bar")).to_be_hidden()
