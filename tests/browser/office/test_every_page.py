"""Every page of the program in Chromium, found by the URL resolver: a new page is covered without being added here.

Each is opened by somebody who may open it, on a phone and at a desk, in English and in Spanish: axe finds nothing
serious, nothing is wider than the screen, a thumb hits every target, drawings can be read, and it is in one language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import SelectionRun
from commonbeat.program.audit.models import AuditEvent, AuditHead
from commonbeat.program.jobs.models import Import
from commonbeat.program.postings.models import PlanDraft
from commonbeat.program.publishing.models import PublishedCell, Release
from tests.browser.program_server import DESK, PHONE, Program
from tests.cast import Cast
from tests.program.areas.some_run import finished_run
from tests.program.rows import fill
from tests.web.routes import Route, routes

OURS = 700_001
WORDS = "Green door"
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
#: Parts of addresses that are no number.
PARTS = {"area_id": "A2", "key": "oak-creek"}
#: What answers with no page, or is a page that has tests of its own because it needs a device or a script to run.
NO_PAGES = ("/field/", "/static/", "/sign-in/out/", "/api/", "/healthz")

WIDER = """() => {
  const wide = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > wide) found.push("page " + document.documentElement.scrollWidth);
  for (const one of document.querySelectorAll("main *")) {
    const box = one.getBoundingClientRect();
    if (!box.width || box.right <= wide + 1 || one.closest(".usa-sr-only, svg, .maplibregl-map")) continue;
    let outer = one.parentElement;
    while (outer && outer.id !== "main" && !["auto", "scroll"].includes(getComputedStyle(outer).overflowX))
      outer = outer.parentElement;
    if (!outer || outer.id === "main") found.push(one.outerHTML.slice(0, 100));
  }
  return found;
}"""
SMALL_WORDS = """() => [...document.querySelectorAll("main svg text")]
  .filter((one) => one.getClientRects().length && one.getBoundingClientRect().width)
  .filter((one) => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a < 11)
  .map((one) => one.textContent)"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "main button, main a, main select, main summary, main input:not([type=hidden], [type=checkbox], [type=radio])")]
  .filter((one) => one.getClientRects().length && !one.closest(".usa-sr-only, .maplibregl-ctrl"))
  .filter((one) => getComputedStyle(one).display !== "inline" || !one.closest("p, dd"))
  .filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 120))"""


def reader(cast: Cast, route: Route) -> Member | None:
    """Somebody who may open the page; the administrator before others, since their pages come last to anyone's mind."""
    for member in (cast.castellanos, cast.okafor, cast.adeyemi, cast.rivera, cast.tran):
        if route.roles is None or (route.roles and member.has_role(*(set(Role) & route.roles))):
            return member
    return None


def address(route: Route) -> str:
    path = route.path
    for name, converter in route.parts:
        value = PARTS.get(name) or (f"00000000-0000-4000-8000-{OURS:0>12}" if converter == "uuid" else str(OURS))
        path = path.replace(f"<{converter}:{name}>" if converter else f"<{name}>", value)
    return path


def pages(cast: Cast) -> Iterator[tuple[Member | None, str]]:
    for route in routes():
        if not route.path.startswith(NO_PAGES) and "media" not in route.path:
            yield reader(cast, route), address(route)


def filled(cast: Cast) -> None:
    """A row in every table, numbered alike, so that every address with a number leads somewhere."""
    fill(cast.agency, OURS, WORDS)
    AuditEvent.objects.filter(pk=OURS).delete()
    AuditHead.objects.filter(pk=OURS).delete()
    PlanDraft.objects.filter(pk=OURS).delete()
    PublishedCell.objects.filter(pk=OURS).delete()
    Release.objects.filter(pk=OURS).delete()  # nobody published what it holds
    done = finished_run(cast.agency, cast.adeyemi)
    told = {name: getattr(done, name) for name in ("settings", "state", "result", "data", "map", "code_version")}
    SelectionRun.objects.filter(pk=OURS).update(**told)
    Import.objects.filter(pk=OURS).update(
        report={}, outcome={"state": "held", "name": "x", "calls_added": 9, "calls_replaced": 1, "held_because": ["12"]}
    )


def trouble(page: Page, size: tuple[int, int]) -> list[Any]:
    found: list[Any] = [
        (one["id"], one["nodes"][0]["html"][:120])
        for one in Axe().run(page, options=WCAG).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]
    found += page.evaluate(WIDER) + page.evaluate(SMALL_WORDS)
    return found + (page.evaluate(SMALL_TARGETS) if size == PHONE else [])


@pytest.mark.parametrize(
    ("size", "locale"),
    [
        pytest.param(PHONE, "en-US", id="phone in English"),
        pytest.param(DESK, "es-MX", id="desk in Spanish"),
        pytest.param(DESK, "en-US", id="desk in English", marks=pytest.mark.prove),
        pytest.param(PHONE, "es-MX", id="phone in Spanish", marks=pytest.mark.prove),
    ],
)
def test_every_page_is_for_everybody(program: Program, size: tuple[int, int], locale: str) -> None:
    filled(program.cast)
    Member.objects.update(interface_language=locale[:2])
    opened: dict[Any, Page] = {}
    seen, wrong = [], []
    for member, path in pages(program.cast):
        if member not in opened:
            opened[member] = program.context_of(member, size, locale=locale, reduced_motion="reduce").new_page()
        page = opened[member]
        asked = page.request.get(path)
        assert asked.status < 500, path
        if asked.status != 200 or "text/html" not in asked.headers.get("content-type", ""):
            continue
        page.goto(path)
        if page.locator("main h1").count() == 0:
            continue
        seen.append(path)
        if page.locator("html").get_attribute("lang") != locale[:2]:
            wrong.append((path, "another language"))
        wrong += [(path, one) for one in trouble(page, size)]
    assert wrong == [], "\n".join(str(one) for one in wrong)
    assert len(seen) > 40
