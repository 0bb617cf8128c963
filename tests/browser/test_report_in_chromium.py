"""The report in a real browser: wide and narrow, with and without JavaScript, by keyboard, for a screen reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from commonbeat.report.page import render
from tests.browser.chromium import chromium
from tests.report.city import content

SIZES = [(1280, 900), (390, 844)]


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def url(tmp_path_factory) -> str:
    path: Path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(content()), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_map_comes_alive_and_the_page_complains_about_nothing(browser, url, width, height):
    page = browser.new_page(viewport={"width": width, "height": height})
    trouble: list[str] = []
    calls: list[str] = []
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: calls.append(request.url))
    page.goto(url)
    page.locator("html[data-map=ready]").wait_for(state="attached", timeout=60_000)
    assert trouble == []
    assert {call.split(":")[0] for call in calls} <= {"file", "blob", "data"}
    assert page.locator("#still").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_reader_without_javascript_sees_the_drawn_map_and_every_table(browser, url, width, height):
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
    page = context.new_page()
    page.goto(url)
    assert page.locator("#still svg").is_visible()
    assert page.locator("#live").is_hidden()
    assert page.get_by_role("rowheader", name="Oak Creek Apartments").first.is_visible()
    context.close()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_axe_finds_nothing_serious(browser, url, width, height):
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(url)
    page.locator("html[data-map=ready]").wait_for(state="attached", timeout=60_000)
    wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": wcag}})
    assert [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in found.response["violations"]] == []
    page.close()


def test_the_keyboard_reaches_the_content_and_switches_a_layer(browser, url):
    page = browser.new_page()
    page.goto(url)
    page.locator("html[data-map=ready]").wait_for(state="attached", timeout=60_000)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.get_by_label("Kernel density")
    box.focus()
    page.keyboard.press("Space")
    assert box.is_checked()
    page.close()


def test_on_paper_the_drawing_stands_in_for_the_live_map(browser, url):
    page = browser.new_page()
    page.goto(url)
    page.locator("html[data-map=ready]").wait_for(state="attached", timeout=60_000)
    page.emulate_media(media="print")
    assert page.locator("#still").is_visible()
    assert page.locator("#live").is_hidden()
    page.close()
