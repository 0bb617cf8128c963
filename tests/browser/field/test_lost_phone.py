"""A phone that is locked, signed out or left alone shows nothing of what waits."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from commonbeat.program.visits.models import Visit
from tests.browser.field.phone import log_visit, open_app, raw, screen, until, whole
from tests.browser.program_server import Program

WORDS = "Loud music behind the laundry room."
#: What may be read nowhere on a locked phone.
SECRETS = (WORDS, "laundry", "Oak Creek", "Apartments", "Alder Falls", "Rivera", "hung out", "KEY secret")


def waits_offline(program: Program) -> Page:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.context.set_offline(True)
    log_visit(page, WORDS)
    return page


def assert_nothing_readable(page: Page) -> None:
    screen(page, "locked")
    held = raw(page)
    assert len(held["entries"]) == 1
    text = str(held)
    assert [secret for secret in SECRETS if secret in text] == []
    expect(page.locator("body")).to_contain_text("1 entry waits")
    shown = page.locator("body").inner_text()
    assert [secret for secret in SECRETS if secret in shown] == []


def test_even_while_the_officer_is_signed_in_what_rests_is_sealed(program: Program) -> None:
    page = waits_offline(program)
    text = str(raw(page))
    assert [secret for secret in SECRETS[:-1] if secret in text] == []
    page.locator("a[data-waiting='1']").click()
    expect(page.locator("li[data-state=waiting]")).to_contain_text(WORDS)


def test_after_lock_nothing_is_readable_and_what_waits_is_still_sent(program: Program) -> None:
    page = waits_offline(program)
    page.get_by_role("button", name="Lock").click()
    assert_nothing_readable(page)
    page.reload()
    whole(page)
    assert_nothing_readable(page)
    page.context.set_offline(False)
    assert until(lambda: Visit.objects.first()).raised_text == WORDS
    page.locator("[data-waiting]").first.wait_for(state="detached")
    assert WORDS not in str(raw(page))


def test_after_signing_in_again_what_waits_can_be_read_and_edited(program: Program) -> None:
    page = waits_offline(program)
    page.get_by_role("button", name="Lock").click()
    screen(page, "locked")
    page.context.route("**/field/sync", lambda route: route.abort())
    page.context.set_offline(False)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/sign-in/**")
    program.sign_in(page.context, program.cast.rivera)
    open_app(page)
    page.locator("a[data-waiting='1']").click()
    expect(page.locator("li[data-state=waiting]")).to_contain_text(WORDS)
    page.get_by_role("link", name="Correct it").click()
    expect(page.get_by_label("In a few words")).to_have_value(WORDS)


def test_a_phone_left_alone_for_half_an_hour_locks(program: Program) -> None:
    page = program.context_of(program.cast.rivera).new_page()
    page.clock.install()
    open_app(page)
    page.context.set_offline(True)
    log_visit(page, WORDS)
    page.clock.fast_forward("31:00")
    assert_nothing_readable(page)


def test_a_killed_app_that_is_opened_after_half_an_hour_is_locked(program: Program) -> None:
    page = waits_offline(program)
    page.evaluate("""async () => {
      const { remember, recall } = await import("/static/field/store.js");
      const unlocked = await recall("unlocked");
      await remember("unlocked", { ...unlocked, used: unlocked.used - 31 * 60 * 1000 });
    }""")
    page.reload()
    whole(page)
    assert_nothing_readable(page)


def test_signing_out_elsewhere_locks_the_phone(program: Program) -> None:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.context.clear_cookies()
    page.reload()
    whole(page)
    screen(page, "locked")
    assert "KEY secret" not in str(raw(page))


def test_two_officers_on_one_phone_read_their_own_entries_alone(program: Program) -> None:
    page = waits_offline(program)
    page.get_by_role("button", name="Lock").click()
    screen(page, "locked")
    page.context.route("**/field/sync", lambda route: route.abort())
    page.context.set_offline(False)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/sign-in/**")
    program.sign_in(page.context, program.cast.lindqvist)
    open_app(page)
    page.goto("/field/#/entries")
    screen(page, "entries")
    assert page.locator("li[data-entry]").count() == 0
    page.context.unroute("**/field/sync")
    page.reload()
    assert until(lambda: Visit.objects.first()).officer == program.cast.rivera


@pytest.mark.parametrize("name", ["/field/shell", "/field/sw.js", "/field/words/es.json", "/field/guard.json"])
def test_what_the_phone_keeps_of_the_app_names_no_agency_and_nobody(program: Program, name: str) -> None:
    page = program.signed_in_page(program.cast.rivera)
    text = page.request.get(name).text()
    assert [secret for secret in ("Rivera", "Alder Falls", "Oak Creek") if secret in text] == []
