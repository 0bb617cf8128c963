"""What a sergeant and an analyst do in a week, in Chromium, at a desk and on a phone, by keyboard where it says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from commonbeat.program.jobs.models import Import
from commonbeat.program.postings.models import Handover
from tests.browser.program_server import DESK, PHONE, Program
from tests.program.areas.some_run import finished_run

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@SIZES
def test_an_area_is_approved_an_officer_posted_and_the_posting_handed_over(
    program: Program, size: tuple[int, int]
) -> None:
    cast = program.cast
    run = finished_run(cast.agency, cast.adeyemi)
    page = program.signed_in_page(cast.okafor, size)
    page.goto(f"/office/selection/runs/{run.pk}")
    page.get_by_role("link", name="Approve Station Row").click()
    page.get_by_label("Why this area?").fill("Noise every night, and nobody has talked to everyone there yet.")
    page.get_by_text("Spanish", exact=True).click()
    page.get_by_role("button", name="Approve this area").click()
    expect(page.get_by_role("status")).to_contain_text("Station Row is approved")
    origin = page.get_by_role("region", name="Where this area came from")
    expect(origin).to_contain_text("Ngozi Okafor")
    expect(origin).to_contain_text("Commonbeat ")
    expect(origin).to_contain_text("months")

    page.get_by_role("link", name="Post an officer").click()
    page.get_by_label("Officer", exact=True).select_option(label="Maja Lindqvist")
    page.get_by_label("Hours a week in the area").fill("16")
    page.get_by_label("Why this officer?").fill("She speaks with everyone there.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Maja Lindqvist")

    page.goto(f"/office/postings/{cast.posting.pk}/hand-over")
    page.get_by_label("Next officer").select_option(label="Maja Lindqvist")
    page.get_by_label("Last day on which both").fill((datetime.now(UTC) + timedelta(days=9)).date().isoformat())
    page.get_by_role("button", name="Make the pack").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Oak Creek")
    handover = Handover.objects.get(posting=cast.posting)

    hers = program.signed_in_page(cast.lindqvist, size)
    hers.goto(f"/office/handovers/{handover.pk}")
    hers.get_by_role("button", name="I have read it").click()
    expect(hers.get_by_role("button", name="I have read it")).to_have_count(0)
    page.goto(f"/office/postings/{cast.posting.pk}/hand-over")
    page.get_by_role("button", name="End the posting").click()
    expect(page.get_by_role("status")).to_be_visible()
    cast.posting.refresh_from_db()
    assert cast.posting.ends_on is not None


@SIZES
def test_a_second_person_is_led_from_the_first_page_to_the_held_import_and_decides_by_keyboard(
    program: Program, size: tuple[int, int]
) -> None:
    cast = program.cast
    held = Import.objects.create(
        agency=cast.agency,
        started_by=cast.adeyemi,
        file_name="march again.csv",
        phase=Import.Phase.LOAD,
        state="done",
        outcome={
            "state": "held",
            "name": "2026-03-01-1",
            "calls_added": 60,
            "calls_replaced": 0,
            "held_because": ["48 MILL ST: 60 of its 80 calls in the lake would be added to, moved or changed."],
        },
    )
    page = program.signed_in_page(cast.okafor, size)
    page.goto("/office/")
    page.get_by_role("link", name="march again.csv").press("Enter")
    expect(page.get_by_role("heading", name="Held for a second person")).to_be_visible()
    expect(page.get_by_text("60 of its 80 calls")).to_be_visible()
    page.get_by_role("button", name="Let it in").press("Enter")
    expect(page.get_by_role("heading", name="Waiting its turn")).to_be_visible()
    held.refresh_from_db()
    assert (held.phase, held.decided_by) == ("approve", cast.okafor)

    first = program.signed_in_page(cast.adeyemi, size)
    Import.objects.filter(pk=held.pk).update(state="done", phase="load", decided_by=None)
    first.goto(f"/office/selection/imports/{held.pk}")
    expect(first.get_by_text("you cannot decide")).to_be_visible()
    expect(first.get_by_role("button", name="Let it in")).to_have_count(0)


@SIZES
def test_a_place_named_by_the_sergeant_is_found_by_a_mistyped_name_by_keyboard_alone(
    program: Program, size: tuple[int, int]
) -> None:
    cast = program.cast
    page = program.signed_in_page(cast.okafor, size)
    page.goto("/office/briefing/mill-street")
    page.get_by_role("link", name="Name this place").press("Enter")
    page.get_by_label("Name").focus()
    page.keyboard.type("Heron Court")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Heron Court")
    dispatch = program.signed_in_page(cast.tran, size)
    dispatch.goto("/office/briefing/")
    dispatch.keyboard.type("heron cuort")
    found = dispatch.locator(".br-offered a").first
    expect(found).to_contain_text("Heron Court")
    found.press("Enter")
    expect(dispatch.get_by_role("heading", level=1)).to_have_text("Heron Court")
    expect(dispatch.locator(".br-where")).to_contain_text("48 Mill St")
