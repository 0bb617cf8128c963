"""The weight of the first view, and the time to it without a signal, from the server as it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.program_server import PHONE

SETUP = """
from commonbeat.web.setup import prepare_database, ready
ready(); prepare_database()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from commonbeat.program.writer import writer
from tests.cast import make_cast, signed_in
settings.ALLOWED_HOSTS = ["*"]
cast = writer.run(make_cast)
print(signed_in(cast.rivera).cookies["commonbeat"].value)
writer.stop()
"""
PORT = 18431


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """`commonbeat serve` with its compressed files; its address and the cookie of a signed-in officer."""
    data: Path = tmp_path_factory.mktemp("installed")
    told = {**os.environ, "COMMONBEAT_DATA": str(data), "DJANGO_SETTINGS_MODULE": "commonbeat.web.settings"}
    made = subprocess.run([sys.executable, "-c", SETUP], env=told, check=True, capture_output=True, text=True)
    command = [str(Path(sys.executable).with_name("commonbeat")), "serve", "--port", str(PORT)]
    server = subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{PORT}"
    try:
        for _ in range(240):
            with suppress(OSError), urllib.request.urlopen(f"{url}/healthz"):
                break
            time.sleep(0.25)
        yield url, made.stdout.split()[-1]
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_the_first_view_is_light_and_comes_up_at_once_without_a_signal(
    installed: tuple[str, str], browser: Browser, record_property: Callable[[str, object], None]
) -> None:
    url, cookie = installed
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, base_url=url)
    context.add_cookies([{"name": "commonbeat", "value": cookie, "url": url}])
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto("/field/")
    page.locator("html[data-ready=whole]").wait_for(state="attached")
    page.get_by_role("heading", name="Oak Creek").wait_for()
    weight = sum(received)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    times = []
    for _ in range(5):
        page.goto("/field/")
        page.get_by_role("link", name="Log a visit").wait_for()
        times.append(page.evaluate("performance.getEntriesByName('shown')[0].startTime"))
    record_property("first view, kB", round(weight / 1000, 1))
    record_property("usable without a signal, ms (median of 5)", round(sorted(times)[2]))
    assert weight < 150_000
    assert sorted(times)[2] < 1_000
    context.close()
