"""What waits leaves by itself: when the browser finds a signal after the app was closed, and when it is opened."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext

from commonbeat.program.visits.models import Visit
from tests.browser.field.phone import log_visit, open_app, until, whole
from tests.browser.program_server import Program


def closed_while_it_waits(program: Program) -> BrowserContext:
    page = program.signed_in_page(program.cast.rivera)
    open_app(page)
    page.context.set_offline(True)
    log_visit(page, "The lamp is out.")
    context = page.context
    page.close()
    return context


def test_background_sync_sends_while_the_app_is_closed(program: Program) -> None:
    context = closed_while_it_waits(program)
    context.set_offline(False)
    other = context.new_page()
    other.goto("/healthz")
    session = context.new_cdp_session(other)
    known: list[dict[str, Any]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: known.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    scope = f"{program.url}/field/"
    for _ in range(100):
        if any(one["scopeURL"] == scope for one in known):
            break
        other.wait_for_timeout(50)
    worker = next(one["registrationId"] for one in known if one["scopeURL"] == scope)
    # Chromium may have sent it by now, of its own: the network's return is the same event.
    told = {"origin": program.url, "registrationId": worker, "tag": "outbox", "lastChance": False}
    session.send("ServiceWorker.dispatchSyncEvent", told)
    assert until(lambda: Visit.objects.first()).raised_text == "The lamp is out."


def test_opening_the_app_again_sends_what_waited(program: Program) -> None:
    context = closed_while_it_waits(program)
    context.set_offline(False)
    page = context.new_page()
    page.goto("/field/")
    whole(page)
    assert until(lambda: Visit.objects.first()).raised_text == "The lamp is out."
    page.locator("[data-waiting]").wait_for(state="detached")
