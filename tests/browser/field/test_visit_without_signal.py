"""A visit logged without a signal."""

from __future__ import annotations

from playwright.sync_api import expect

from commonbeat.program.commitments.models import Commitment
from commonbeat.program.visits.models import Visit
from tests.browser.field.phone import log_visit, open_app, screen, until, whole
from tests.browser.program_server import Program


def test_a_visit_takes_five_taps_after_opening_without_a_signal_and_is_on_the_server_after_reconnecting(
    program: Program,
) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.context.set_offline(True)
    page.reload()
    whole(page)
    taps = [
        page.get_by_role("link", name="Log a visit"),
        page.get_by_role("radio", name="Walked"),
        page.get_by_role("button", name="30 minutes"),
        page.get_by_role("button", name="More: They came up to me"),
        page.get_by_role("button", name="Save", exact=True),
    ]
    for tap in taps:
        tap.click()
    screen(page, "home")
    expect(page.locator("a[data-waiting='1']")).to_have_text("1 entry waits to be sent")
    assert not Visit.objects.exists()
    page.context.set_offline(False)
    visit = until(lambda: Visit.objects.first())
    assert (visit.officer, visit.area, visit.place) == (
        program.cast.rivera,
        program.cast.oak_creek,
        program.cast.oak_creek_apartments,
    )
    assert (visit.kind, visit.minutes, visit.talks_they_started, visit.talks_i_started) == ("walked", 30, 1, 0)
    page.locator("a[data-waiting]").wait_for(state="detached", timeout=10_000)
    page.get_by_role("link", name="On this phone").click()
    assert page.locator(f"li[data-entry='{visit.entry}']").get_attribute("data-state") == "sent"


def test_what_waits_survives_closing_the_app_and_opening_it_without_a_signal(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.context.set_offline(True)
    log_visit(page, "Broken lamp over the north stairs.")
    context = page.context
    page.close()
    page = context.new_page()
    page.goto("/field/")
    whole(page)
    page.locator("a[data-waiting='1']").click()
    expect(page.locator("li[data-state=waiting]")).to_contain_text("Broken lamp over the north stairs.")
    context.set_offline(False)
    assert until(lambda: Visit.objects.first()).raised_text == "Broken lamp over the north stairs."


def test_a_commitment_is_sent_with_its_visit(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.get_by_role("link", name="Log a visit").click()
    page.get_by_text("I made a commitment").click()
    page.get_by_label("What?").fill("Ask the city about the street light")
    page.get_by_label("To whom, by role?").fill("property manager")
    page.get_by_label("By when?").fill("2030-01-15")
    page.get_by_role("button", name="Save", exact=True).click()
    screen(page, "home")
    commitment = until(lambda: Commitment.objects.select_related("visit").first())
    assert (commitment.what, commitment.to_role) == ("Ask the city about the street light", "property manager")
    assert until(lambda: Commitment.objects.exclude(visit=None).first()).visit.area == program.cast.oak_creek


def test_a_correction_is_a_new_entry_that_amends(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    log_visit(page)
    first = until(lambda: Visit.objects.first())
    page.get_by_role("link", name="On this phone").click()
    page.get_by_role("link", name="Correct it").click()
    page.get_by_role("button", name="45 minutes").click()
    page.get_by_role("button", name="Save", exact=True).click()
    screen(page, "home")
    until(lambda: Visit.objects.count() == 2)
    assert [(visit.minutes, visit.amends_id) for visit in Visit.objects.counted()] == [(45, first.pk)]


def test_a_draft_survives_a_reload(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.get_by_role("link", name="Log a visit").click()
    page.get_by_label("In a few words").fill("Kids want the court lights on longer.")
    page.wait_for_timeout(600)
    page.reload()
    whole(page)
    expect(page.get_by_label("In a few words")).to_have_value("Kids want the court lights on longer.")
