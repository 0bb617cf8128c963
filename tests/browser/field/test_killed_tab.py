"""The tab is killed at each point of the save path (promise D7): nothing shown as saved goes missing."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from commonbeat.program.visits.models import Device, Visit
from tests.browser.field.phone import open_app, until, whole
from tests.browser.program_server import Program

#: Counts every step of encryption, storage and sending once `stopAt` is set, and stands still at that one.
STEPS: Final = """() => {
  let count = 0;
  const step = (what) => {
    if (window.stopAt === undefined) return;
    count += 1;
    if (count !== window.stopAt) return;
    console.log(`stopped at ${count}: ${what}`);
    for (;;);
  };
  const wrap = (owner, name) => {
    const real = owner[name];
    owner[name] = function (...args) {
      step(`before ${name}`);
      const result = real.apply(this, args);
      if (name === "transaction") result.addEventListener("complete", () => step("complete"));
      if (!(result instanceof Promise)) return result;
      return result.then((value) => (step(`after ${name}`), value));
    };
  };
  for (const name of ["encrypt", "importKey", "exportKey", "generateKey", "deriveBits", "deriveKey"]) {
    wrap(SubtleCrypto.prototype, name);
  }
  for (const name of ["put", "add", "delete", "get", "getAll"]) wrap(IDBObjectStore.prototype, name);
  wrap(IDBDatabase.prototype, "transaction");
  wrap(window, "fetch");
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(() => {
      if (document.getElementById("said").textContent) console.log("shown as saved");
    }).observe(document.getElementById("said"), { childList: true, subtree: true });
  });
  window.steps = () => count;
}"""


def opened(context: BrowserContext, offline: bool, told: list[str]) -> Page:
    """A tab with the form, once it comes up: Chromium lets one wait for long whose worker was killed while it began."""
    for _ in range(5):
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.add_init_script(f"({STEPS})()")
        if offline:
            # of this tab alone: the profile's own switch would wait for a service worker that was killed with a tab
            network = context.new_cdp_session(page)
            network.send("Network.enable")
            speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
            network.send("Network.emulateNetworkConditions", {"offline": True, **speed})
        try:
            page.goto("/field/#/visit", timeout=8_000)
            whole(page)
        except Error:
            kill(page)
            told.clear()
        else:
            return page
    raise AssertionError("the app did not come up again")


def run(context: BrowserContext, words: str, stop_at: int, offline: bool) -> tuple[bool, str]:
    """Log a visit and kill the tab at a step: whether it was shown as saved, and at what it stopped."""
    told: list[str] = []
    page = opened(context, offline, told)
    page.get_by_label("In a few words").fill(words)
    page.evaluate(
        "stop => { window.stopAt = stop; setTimeout(() => document.querySelector('form.visit').requestSubmit()); }",
        stop_at,
    )
    waited = 0
    while not any(text.startswith("stopped") for text in told) and waited < 40:
        page.wait_for_timeout(50)
        waited += 1 if "shown as saved" not in told else 4
    stopped = next((text for text in told if text.startswith("stopped")), "")
    kill(page)
    return "shown as saved" in told, stopped.partition(": ")[2]


def kill(page: Page) -> None:
    """Kill the processes that draw pages, as a phone does that needs the memory: SIGKILL, no time to react."""
    browser = page.context.browser
    assert browser is not None
    session = browser.new_browser_cdp_session()
    for process in session.send("SystemInfo.getProcessInfo")["processInfo"]:
        if process["type"] == "renderer":
            os.kill(process["id"], signal.SIGKILL)
    session.detach()
    with suppress(Error):
        page.wait_for_timeout(5_000)  # ends with an error as soon as the tab is gone
        raise AssertionError("the tab survived")
    page.close()


def shown_is_kept(program: Program, runs: int, step_of: Callable[[int], int]) -> Counter[str]:
    """Run, then let everything be sent; gives where the tabs were killed."""
    page = program.signed_in_page(program.cast.rivera)
    context = page.context
    open_app(page)
    page.close()
    shown, where = [], Counter[str]()
    for number in range(runs):
        words = f"Run {number:04} about the lamps"
        is_shown, stopped = run(context, words, step_of(number), offline=number % 2 == 0)
        where[stopped or "afterwards"] += 1
        if is_shown:
            shown.append(words)
    last = context.new_page()
    last.goto("/field/")
    whole(last)
    until(lambda: last.locator("[data-waiting]").count() == 0, 60)
    stored = Counter(Visit.objects.values_list("raised_text", flat=True))
    assert shown
    assert [words for words in shown if stored[words] != 1] == []
    assert max(stored.values()) == 1
    assert Device.objects.get().missing == []
    return where


def test_a_tab_killed_while_saving_loses_nothing_that_was_shown_as_saved(program: Program) -> None:
    steps = [3, 9, 15, 20, 24, 28, 33, 40, 55, 400]
    where = shown_is_kept(program, len(steps), lambda number: steps[number])
    assert len(where) >= 4


@pytest.mark.prove
def test_500_tabs_killed_at_every_step_of_saving_lose_nothing_that_was_shown_as_saved(
    program: Program, record_property: Callable[[str, object], None]
) -> None:
    where = shown_is_kept(program, 500, lambda number: 1 + number % 83)
    assert sum(where.values()) == 500
    record_property("killed", ", ".join(f"{point} {count}" for point, count in where.most_common()))
