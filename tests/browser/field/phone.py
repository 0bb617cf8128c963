"""What an officer does with the phone, in the tests' words."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from playwright.sync_api import Page

#: Everything in the phone's store as text: strings as they are, bytes as Latin-1.
RAW: Final = """async () => {
  const db = await new Promise((resolve, reject) => {
    const request = indexedDB.open("commonbeat-field");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const text = (value) => {
    if (value instanceof ArrayBuffer) return new TextDecoder("latin1").decode(value);
    if (ArrayBuffer.isView(value)) return new TextDecoder("latin1").decode(value);
    if (value instanceof CryptoKey) return `KEY ${value.type}`;
    if (Array.isArray(value)) return value.map(text).join(" ");
    if (value && typeof value === "object")
      return Object.entries(value).map((pair) => pair.map(text).join("=")).join(" ");
    return String(value);
  };
  const all = {};
  for (const name of db.objectStoreNames) {
    const store = db.transaction(name).objectStore(name);
    const got = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const [keys, values] = [await got(store.getAllKeys()), await got(store.getAll())];
    all[name] = keys.map((key, index) => `${key}: ${text(values[index])}`);
  }
  db.close();
  return all;
}"""


def open_app(page: Page, path: str = "/field/") -> None:
    """Open the app and wait until it is whole and works without a signal."""
    page.goto(path)
    whole(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def whole(page: Page) -> None:
    """Wait until the app has started."""
    page.locator("html[data-ready=whole]").wait_for(state="attached", timeout=20_000)


def screen(page: Page, name: str) -> None:
    """Wait for a screen."""
    page.locator(f"main[data-screen='{name}']").wait_for(timeout=10_000)


def log_visit(page: Page, words: str = "") -> None:
    """Log a visit with what is there already."""
    page.get_by_role("link", name="Log a visit").click()
    screen(page, "visit")
    if words:
        page.get_by_label("In a few words").fill(words)
    page.get_by_role("button", name="Save", exact=True).click()
    screen(page, "home")


def raw(page: Page) -> dict[str, list[str]]:
    """The phone's store as someone finds it who reads its files."""
    found: dict[str, list[str]] = page.evaluate(RAW)
    return found


def until(holds: Callable[[], Any], seconds: float = 15) -> Any:
    """What `holds` gives, as soon as it is true."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s")
        time.sleep(0.05)
    return found
