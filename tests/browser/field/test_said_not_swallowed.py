"""What goes wrong is said, and nothing that was written is lost by it."""

from __future__ import annotations

from playwright.sync_api import expect

from commonbeat.program.visits.models import SetAside, Visit
from tests.browser.field.phone import log_visit, open_app, raw, screen, until, whole
from tests.browser.program_server import Program

FULL = """() => {
  IDBObjectStore.prototype.add = function () {
    throw new DOMException("no room", "QuotaExceededError");
  };
}"""


def test_a_full_phone_says_so_and_keeps_the_words(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.get_by_role("link", name="Log a visit").click()
    page.get_by_label("In a few words").fill("The gate is open again.")
    page.evaluate(FULL)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("alert").filter(has_text="The phone is full").wait_for()
    expect(page.get_by_label("In a few words")).to_have_value("The gate is open again.")
    assert not Visit.objects.exists()


def test_the_guard_speaks_before_saving(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.get_by_role("link", name="Log a visit").click()
    page.get_by_label("In a few words").fill("Call her at (209) 555-0134 about the gate")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("alert").filter(has_text="phone number").wait_for()
    page.get_by_role("button", name="Leave it out").click()
    page.get_by_role("button", name="Save", exact=True).click()
    assert until(lambda: Visit.objects.first()).raised_text == "Call her at about the gate"


def test_what_the_server_refuses_comes_back_with_the_reason_and_is_mended_under_the_same_id(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    page.context.route("**/field/guard.json", lambda route: route.fulfill(json={"patterns": []}))
    open_app(page)
    log_visit(page, "Plate 7ABC123 by the gate")
    page.get_by_role("link", name="1 entry was refused").click()
    refused = page.locator("li[data-state=rejected]")
    entry = refused.get_attribute("data-entry")
    expect(refused).to_contain_text("plate", ignore_case=True)
    page.get_by_role("link", name="Mend it").click()
    page.get_by_label("In a few words").fill("A car by the gate")
    page.get_by_role("button", name="Save", exact=True).click()
    visit = until(lambda: Visit.objects.first())
    assert (str(visit.entry), visit.raised_text) == (entry, "A car by the gate")


def test_one_tap_takes_a_stop_out_of_the_log_and_shows_the_procedure(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.get_by_role("link", name="Log a visit").click()
    page.get_by_label("In a few words").fill("Two were searched at the gate.")
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Yes: take it out of the log").click()
    page.get_by_text("Fill in the stop form before the end of the shift.").wait_for()
    assert until(lambda: SetAside.objects.first()).officer == program.cast.rivera
    assert not Visit.objects.exists()
    assert not [row for row in raw(page)["meta"] if row.startswith("draft")]
    page.get_by_role("link", name="Back to my areas").click()
    page.get_by_role("link", name="Log a visit").click()
    expect(page.get_by_label("In a few words")).to_have_value("")


def test_an_update_of_the_app_keeps_the_outbox(program: Program, monkeypatch) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.context.route("**/field/sync", lambda route: route.abort())
    page.context.set_offline(True)
    log_visit(page, "Waits through the update.")
    monkeypatch.setattr("commonbeat.web.field.app.version", lambda: "the-next-version")
    page.context.set_offline(False)
    page.evaluate("navigator.serviceWorker.getRegistration('/field/').then((found) => found.update()).then(() => true)")
    page.wait_for_event("load")
    whole(page)
    assert page.evaluate("caches.keys()") == ["commonbeat-field-the-next-version"]
    screen(page, "home")
    page.goto("/field/#/entries")
    page.get_by_text("Waits through the update.").wait_for()
    assert not Visit.objects.exists()
