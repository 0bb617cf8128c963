"""Services, referrals and commitments in Chromium, from a need on a phone to the service's own answer."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from commonbeat.program.commitments.models import Commitment
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.problems.actions import open_problem
from commonbeat.program.referrals.actions import hear_back, refer
from commonbeat.program.referrals.models import Referral
from commonbeat.program.referrals.service_door import key_of
from commonbeat.program.services.actions import add_service
from commonbeat.program.services.models import Service
from commonbeat.web.answers.limits import ALL
from tests.browser.office.test_every_page import trouble
from tests.browser.program_server import DESK, PHONE, Program
from tests.cast import Cast

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
SHOTS = os.environ.get("COMMONBEAT_SHOTS", "")


def look(page: Page, name: str, size: tuple[int, int]) -> None:
    """Keep a picture for somebody to look at, when a folder is named."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{size[0]}.png", full_page=True)


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """No test leaves tries behind."""
    for limit in ALL:
        limit.clear()


def directory(cast: Cast) -> Service:
    """Three services; the one that is given has a record."""
    shelter = add_service(
        cast.okafor, code="harbor-house", title="Harbor House", kind="help", needs=["housing", "food"], capacity=8,
        does="Rooms for a night, meals, and help with rent.", hours="Every day, 8 to 8", languages=["en", "es", "vi"],
        desk="555-0141", form_url="https://harbor-house.example/form", inbox="desk@harbor-house.example",
        reply_days=3,
    )  # fmt: skip
    add_service(
        cast.okafor, code="rent-help", title="Rent Help Desk", kind="department", needs=["housing"], reply_days=10,
        does="Payment plans and letters to landlords.", hours="Monday to Friday, 9 to 4", languages=["en"],
    )  # fmt: skip
    add_service(cast.okafor, code="lamps", title="Street lights", does="Mends lamps.", inbox="lamps@city.example")
    for state, days in (("reached", 1.5), ("reached", 2.0), ("not reached", 4.0), ("declined", 3.0), ("", 9.0)):
        made = refer(cast.rivera, shelter, need="food", area=cast.oak_creek, consent=True)
        if state:
            hear_back(cast.agency, made.secret, state)
        began = datetime.now(UTC) - timedelta(days=20 if state else days)
        told = began + timedelta(days=days) if state else None
        Referral.objects.filter(pk=made.referral.pk).update(made_at=began, told_at=told)
    return shelter


def promises(cast: Cast) -> None:
    """A year of promises at Oak Creek."""
    now = datetime.now(UTC)
    for n, (what, state, due) in enumerate(
        (
            ("Ask the city to mend the lamp by the stairs", "open", -3),
            ("Bring the flyer of the rent desk", "open", 4),
            ("Ask the owner for a lock on the back gate", "not kept", -9),
            *((f"Walk the lot, week {week}", "kept", -10 - week) for week in range(5)),
            ("Come to the tenants' meeting", "kept late", -30),
        )
    ):
        Commitment.objects.create(
            agency=cast.agency, entry=uuid4(), area=cast.oak_creek, what=what, made_by=cast.rivera, made_at=now,
            to_role="property manager" if n % 2 else "tenants' meeting", state=state,
            due_on=today_in(cast.agency, now) + timedelta(days=due), closed_at=None if state == "open" else now,
            reason="The owner sold the building." if state == "not kept" else "",
            place=cast.oak_creek_apartments if n % 3 == 0 else None,
        )  # fmt: skip


@SIZES
def test_an_officer_refers_on_a_phone_and_the_service_answers_by_its_link(
    program: Program, size: tuple[int, int]
) -> None:
    cast = program.cast
    directory(cast)
    Referral.objects.all().delete()
    page = program.signed_in_page(cast.rivera, size)
    page.goto("/office/services/")
    page.get_by_role("main").get_by_role("link", name="Referrals").click()
    page.get_by_role("link", name="Make a referral").click()
    page.get_by_label("What help is needed?").select_option(label="Food")
    page.get_by_label("In which area?").select_option(label="Oak Creek")
    page.get_by_role("button", name="Show the services").click()
    page.get_by_text("Harbor House", exact=True).click()
    page.get_by_label("Which language do they speak best?").select_option(label="Vietnamese")
    look(page, "referral-new", size)
    assert trouble(page, size) == []
    page.get_by_role("button", name="Make the referral").click()
    expect(page.get_by_text("There is no referral without consent.")).to_be_visible()
    assert trouble(page, size) == []
    assert not Referral.objects.exists()
    page.get_by_text("They agreed to this referral.").click()
    page.get_by_role("button", name="Make the referral").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The referral is made")
    made = Referral.objects.get()
    expect(page.locator(".sv-code")).to_have_text(made.short_code)
    assert trouble(page, size) == []
    look(page, "referral-made", size)
    words = page.get_by_label("Text to send").input_value()
    link = re.search(r"http://\S+#\S+", words)
    assert link is not None
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter"))) == 1

    service = program.context_of(None, size, reduced_motion="reduce").new_page()
    asked: list[str] = []
    service.on("request", lambda request: asked.append(request.url))
    service.goto(link[0])
    expect(service.get_by_role("heading", level=1)).to_have_text("Was help reached?")
    look(service, "answer", size)
    assert "#" not in service.url
    secret = link[0].partition("#")[2]
    assert [one for one in asked if secret in one.partition("#")[0]] == []
    expect(service.get_by_role("main")).to_contain_text("Vietnamese")
    assert "Oak Creek" not in service.content() and "Rivera" not in service.content()
    service.get_by_role("button", name="Not reached").click()
    expect(service.get_by_role("status")).to_contain_text("We have: Not reached.")
    service.get_by_role("button", name="Reached", exact=True).click()
    expect(service.get_by_role("status")).to_contain_text("We have: Reached.")
    assert trouble(service, size) == []
    look(service, "answered", size)
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("region", name="Referrals")).to_contain_text("Reached")
    assert trouble(page, size) == []


@SIZES
def test_a_service_without_javascript_types_its_key(program: Program, size: tuple[int, int]) -> None:
    cast = program.cast
    shelter = directory(cast)
    made = refer(cast.rivera, shelter, need="food", area=cast.oak_creek, consent=True)
    page = program.context_of(None, size, java_script_enabled=False).new_page()
    page.goto(f"/answer/#{key_of(made)}")
    page.get_by_label("Key").fill("guessed")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is found under this key.")
    look(page, "answer-key", size)
    page.get_by_label("Key").fill(key_of(made))
    page.get_by_label("Key").press("Enter")
    page.get_by_role("button", name="Declined").click()
    expect(page.get_by_role("status")).to_contain_text("We have: Declined.")


@SIZES
def test_a_reason_is_told_and_a_promise_is_written_down(program: Program, size: tuple[int, int]) -> None:
    cast = program.cast
    promises(cast)
    page = program.signed_in_page(cast.okafor, size)
    page.goto(f"/office/areas/{cast.oak_creek.pk}")
    expect(page.get_by_role("region", name="Commitments")).to_contain_text("75%")
    assert trouble(page, size) == []
    look(page, "area", size)
    page.get_by_role("link", name="Write down a promise").click()
    page.get_by_label("What was promised?").fill("Bring the plan of the lamps")
    page.get_by_label("To whom, as a role?").fill("tenants' meeting")
    assert trouble(page, size) == []
    look(page, "commitment-new", size)
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("region", name="Open")).to_contain_text("Bring the plan of the lamps")
    assert trouble(page, size) == []
    look(page, "commitments", size)
    page.get_by_role("button", name="They have been told").click()
    expect(page.get_by_text("They have heard why.")).to_be_visible()
    expect(page.get_by_text("to tell", exact=False)).to_have_count(0)


@SIZES
def test_the_pages_are_for_everybody(program: Program, size: tuple[int, int]) -> None:
    cast = program.cast
    shelter = directory(cast)
    promises(cast)
    open_problem(cast.rivera, cast.oak_creek, "Nights at the back stairs", [cast.oak_creek_apartments])
    page = program.context_of(cast.okafor, size, reduced_motion="reduce").new_page()
    wrong = []
    for name, path in (
        ("services", "/office/services/"),
        ("service", f"/office/services/{shelter.pk}"),
        ("service-new", "/office/services/new"),
        ("referrals", "/office/referrals/"),
        ("referral-begin", "/office/referrals/new"),
        ("hand-over", f"/office/postings/{cast.posting.pk}/hand-over"),
        ("briefing", "/office/briefing/oak-creek"),
        ("start", "/office/"),
    ):
        page.goto(path)
        expect(page.locator("main h1")).to_be_visible()
        wrong += [(path, one) for one in trouble(page, size)]
        look(page, name, size)
    assert wrong == [], "\n".join(str(one) for one in wrong)
