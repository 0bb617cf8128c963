"""The demo's link above the officer's app covers nothing, on a phone and at a desk, by day and at night."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.field.phone import open_app
from tests.browser.program_server import DESK, PHONE, Program


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (PHONE, "dark"), (DESK, "light")])
def test_the_strip_stands_above_the_app_and_covers_nothing(
    settings: Any, program: Program, size: tuple[int, int], scheme: str
) -> None:
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.web.demo.urls"
    page = program.signed_in_page(program.cast.rivera, size, color_scheme=scheme)
    open_app(page)
    strip, top = page.locator(".demo-bar"), page.locator("#top")
    expect(strip.get_by_role("link")).to_be_visible()
    above, below = strip.bounding_box(), top.bounding_box()
    assert above is not None
    assert below is not None
    assert (above["y"], above["width"]) == (0, size[0])
    assert 44 <= above["height"] <= 60
    assert below["y"] >= above["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
