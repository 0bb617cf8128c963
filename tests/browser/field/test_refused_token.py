"""A phone whose token is refused keeps what waits: registered again by itself, or after signing in."""

from __future__ import annotations

from playwright.sync_api import expect

from commonbeat.program.visits.models import Device, Visit
from tests.browser.field.phone import log_visit, open_app, screen, until, whole
from tests.browser.program_server import Program


def test_a_phone_with_a_session_is_registered_again_and_sends_without_a_tap(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    Device.objects.update(token_hash="0" * 64)
    log_visit(page, "The lamp is out.")
    assert until(lambda: Visit.objects.first()).raised_text == "The lamp is out."
    page.locator("a[data-waiting]").wait_for(state="detached")


def test_without_a_session_the_locked_phone_asks_to_sign_in_and_keeps_what_waits(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.context.set_offline(True)
    log_visit(page, "The gate is open.")
    Device.objects.update(token_hash="0" * 64)
    page.context.clear_cookies()
    page.context.set_offline(False)
    screen(page, "locked")
    expect(page.locator("main [data-waiting='1']")).to_have_text("1 entry waits. Sign in, so that it can be sent.")
    assert not Visit.objects.exists()
    page.reload()
    whole(page)
    expect(page.locator("main [data-waiting='1']")).to_have_text("1 entry waits. Sign in, so that it can be sent.")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/sign-in/**")
    program.sign_in(page.context, program.cast.rivera)
    open_app(page)
    assert until(lambda: Visit.objects.first()).raised_text == "The gate is open."
