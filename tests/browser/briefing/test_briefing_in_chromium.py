"""A briefing found by a mistyped address, on a phone and at a desk, by keyboard; axe finds nothing serious."""

from __future__ import annotations

import os
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from commonbeat.program.commitments.models import Commitment
from commonbeat.program.notes.actions import dispute_note, write_note
from tests.browser.program_server import DESK, PHONE, Program

_WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Where to leave pictures for a person to look at.
_PICTURES = os.environ.get("COMMONBEAT_PICTURES")

_NOTES = {
    "hazard": "Loose dog behind the fence of building C after dark.",
    "access": "The gate on the creek side is open until ten. After that the manager buzzes you in.",
    "works": "Ask at the laundry room first. People talk there on Sunday afternoons.",
    "failed": "Knocking with two cars at the curb. Doors stay closed for a week.",
    "contact": "Property manager, office 209-555-0144, weekdays nine to five.",
    "services": "Food pantry at the school next door on Thursdays.",
    "calendar": "Soccer on the lawn on Saturdays from four.",
}


def fill(program: Program) -> None:
    cast = program.cast
    place = cast.oak_creek_apartments
    for kind, text in _NOTES.items():
        write_note(cast.rivera, place, kind=kind, text=text)
    Commitment.objects.create(
        agency=cast.agency, entry=uuid.uuid4(), area=cast.oak_creek, place=place, what="Ask for a lamp at the stairs",
        to_role="property manager", due_on=date(2026, 12, 1), made_by=cast.rivera, made_at=datetime.now(UTC),
    )  # fmt: skip
    place.recent_calls = [
        {"at": f"2026-11-{day}T03:10+00:00", "day_only": False, "category": "disorder", "words": words}
        for day, words in ((21, "Noise"), (19, "Disturbance"), (18, "Parking"))
    ]  # fmt: skip
    place.save()


def serious(page: Any) -> list[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": _WCAG}})
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}"
        for each in found.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def picture(page: Any, name: str) -> None:
    if _PICTURES:
        page.screenshot(path=str(Path(_PICTURES) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_mistyped_address_leads_to_its_briefing(program: Program, size: tuple[int, int]) -> None:
    fill(program)
    page = program.signed_in_page(program.cast.lindqvist, size)
    page.goto("/office/briefing/")
    expect(page.locator("input:focus")).to_have_count(1)
    page.keyboard.type("1200 oak crek", delay=20)
    page.wait_for_selector(".br-offered a")
    assert serious(page) == []
    picture(page, f"search-{size[0]}")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Oak Creek Apartments')")
    assert page.locator(".br-hazards").is_visible()
    assert page.locator("a.br-call").first.get_attribute("href") == "tel:555-0100"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious(page) == []
    picture(page, f"briefing-{size[0]}")
    for path in ("oak-creek/note", "oak-creek/emergency", "oak-creek/sealed"):
        page.goto(f"/office/briefing/{path}")
        assert serious(page) == [], path
    picture(page, f"sealed-{size[0]}")
    page.goto("/office/briefing/oak-creek/note")
    picture(page, f"note-{size[0]}")


def test_a_full_briefing_prints_on_one_page(program: Program, tmp_path: Path) -> None:
    fill(program)
    for kind, text in _NOTES.items():
        told = write_note(program.cast.rivera, program.cast.oak_creek_apartments, kind=kind, text=f"Since May: {text}")
        dispute_note(program.cast.lindqvist, told, "It was different when I stood there on Sunday evening at eight.")
    page = program.signed_in_page(program.cast.tran, DESK)
    page.goto("/office/briefing/oak-creek")
    printed = page.pdf(path=str(tmp_path / "briefing.pdf"), format="Letter")
    assert printed.count(b"/Type /Page\n") == 1


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_keys_and_the_interface_are_pages_for_everyone(program: Program, size: tuple[int, int]) -> None:
    page = program.signed_in_page(program.cast.castellanos, size)
    page.goto("/office/keys/")
    page.get_by_label("What the machine is").fill("Dispatch console")
    page.get_by_role("button", name="Make the key").click()
    assert page.locator(".br-secret code").inner_text().startswith("cb_")
    assert serious(page) == []
    picture(page, f"keys-{size[0]}")
    page.goto("/api/docs")
    assert serious(page) == []
    picture(page, f"docs-{size[0]}")
