"""The office in a real browser: at a desk and on a phone, for a screen reader, by keyboard alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe

from commonbeat.program.areas.models import Area
from commonbeat.program.postings.models import Handover, Posting
from commonbeat.program.visits.models import Visit
from tests.browser.program_server import DESK, PHONE, Program
from tests.program.areas.some_run import finished_run

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def filled(program: Program) -> list[str]:
    """Visits, a run and a handover; gives the pages to look at."""
    cast = program.cast
    for week in range(1, 12):
        Visit.objects.create(
            agency=cast.agency,
            area=cast.oak_creek,
            officer=cast.rivera,
            began_at=datetime.now(UTC) - timedelta(days=7 * week),
            minutes=600,
            kind="walked",
            entry=uuid4(),
        )
    Area.objects.filter(agency=cast.agency).update(expected_calls=200)
    run = finished_run(cast.agency, cast.adeyemi)
    handover = Handover.objects.create(
        agency=cast.agency,
        posting=cast.posting,
        to_officer=cast.lindqvist,
        overlap_until=datetime.now(UTC).date(),
        made_by=cast.okafor,
        pack={"made_on": "2026-05-01", "places": ["Oak Creek"], "languages": ["es"], "commitments": [], "notes": {}},
    )
    there = f"/office/selection/runs/{run.pk}"
    return [
        "/office/",
        "/office/areas/",
        f"/office/areas/{cast.oak_creek.pk}",
        "/office/selection/",
        "/office/selection/upload",
        there,
        f"{there}/compare?a=A1&b=A2",
        f"{there}/areas/A2/approve",
        "/office/postings/",
        "/office/postings/new",
        f"/office/postings/{cast.posting.pk}/hand-over",
        f"/office/handovers/{handover.pk}",
        "/office/conflicts/",
    ]


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_axe_finds_nothing_serious_and_no_page_scrolls_sideways(program: Program, size: tuple[int, int]) -> None:
    pages = filled(program)
    page = program.signed_in_page(program.cast.okafor, size)
    for path in pages:
        page.goto(path)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        serious = [
            (path, rule["id"], rule["nodes"][0]["html"][:120])
            for rule in found.response["violations"]
            if rule["impact"] in ("serious", "critical")
        ]
        assert serious == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path


def test_a_plan_is_made_changed_and_posted_by_keyboard_alone(program: Program) -> None:
    filled(program)
    cast = program.cast
    page = program.signed_in_page(cast.okafor, DESK)
    page.goto("/office/postings/")
    page.get_by_role("button", name="Propose a plan").press("Enter")
    box = page.get_by_label("Area of Maja Lindqvist")
    box.focus()
    box.press("Home")
    page.get_by_text("Maja Lindqvist stands nowhere.").wait_for()
    box = page.get_by_label("Area of Maja Lindqvist")
    assert box.evaluate("element => element === document.activeElement")
    box.press("M")
    page.get_by_text("Maja Lindqvist stands nowhere.").wait_for(state="detached")
    page.get_by_role("button", name="Approve and post").press("Enter")
    page.get_by_text("Maja Lindqvist is posted to Mill Street.").wait_for()
    assert Posting.objects.get(officer=cast.lindqvist).area == cast.mill_street
