"""The phone's first screen: promises first, then what the officer sees to in problems, and reasons nobody told yet."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import expect

from commonbeat.program.commitments.models import Commitment
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.problems.actions import open_problem
from commonbeat.program.problems.models import Action
from tests.browser.field.phone import open_app, screen
from tests.browser.field.test_for_everybody import complaints, small_targets, small_words
from tests.browser.program_server import Program

SHOTS = os.environ.get("COMMONBEAT_SHOTS", "")


def test_promises_come_first_then_my_part_in_problems_and_it_works_without_a_signal(program: Program) -> None:
    cast, now = program.cast, datetime.now(UTC)
    today = today_in(cast.agency, now)
    problem = open_problem(cast.rivera, cast.oak_creek, "Nights at the back stairs", [cast.oak_creek_apartments])
    for what, days in (("Walk the lot", 4), ("Light the lot", -1)):
        Action.objects.create(
            agency=cast.agency, problem=problem, what=what, kind="lighting", owner=cast.rivera, state="planned",
            due_on=today + timedelta(days=days), made_by=cast.rivera, made_at=now,
        )  # fmt: skip
    for what, days, state in (("Bring the flyer", 2, "open"), ("Mend the lamp", -2, "open"), ("Lock", -9, "not kept")):
        Commitment.objects.create(
            agency=cast.agency, entry=uuid4(), area=cast.oak_creek, what=what, to_role="property manager", state=state,
            due_on=today + timedelta(days=days), made_by=cast.rivera, made_at=now,
            closed_at=None if state == "open" else now, reason="" if state == "open" else "The owner sold it.",
        )  # fmt: skip
    page = program.signed_in_page(cast.rivera)
    open_app(page)
    page.context.set_offline(True)
    page.reload()
    screen(page, "home")
    said = page.locator("main").inner_text()
    order = ["not kept: tell them why", "Mend the lamp", "Bring the flyer", "Light the lot", "Walk the lot"]
    assert sorted(order, key=said.index) == order
    mine = page.get_by_role("region", name="My part in problems")
    expect(mine).to_contain_text("Was due")
    expect(mine).to_contain_text("Nights at the back stairs")
    assert (complaints(page), small_targets(page), small_words(page)) == ([], [], [])
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "field-390.png", full_page=True)
    page.context.set_offline(False)
    mine.get_by_role("link", name="Light the lot").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nights at the back stairs")
