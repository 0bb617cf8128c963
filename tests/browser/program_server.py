"""The program's real server beside the test, on the test's database, and signed-in pages of a real Chromium.

`program` gives the server with the cast in it. A test that imports these fixtures gets a database of its own that is
emptied afterwards, because the server's threads see only what was committed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page
from waitress.server import create_server

from commonbeat.program.agencies.models import Member
from commonbeat.program.writer import writer
from tests.browser.chromium import chromium
from tests.cast import Cast, make_cast, signed_in

PHONE, DESK = (390, 844), (1280, 900)
LOCALES = Path(__file__).parents[2] / "src" / "commonbeat" / "locale"
#: Playwright runs an event loop in the test's thread; Django's models are used there on purpose.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@dataclass
class Program:
    """A running server, who works there, and the browser that looks at it."""

    url: str
    cast: Cast
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    def context_of(self, member: Member | None = None, size: tuple[int, int] = PHONE, **more: Any) -> BrowserContext:
        """A browser profile of its own; signed in with two factors when a member is given."""
        width, height = size
        context = self.browser.new_context(viewport={"width": width, "height": height}, base_url=self.url, **more)
        context.set_default_timeout(15_000)
        context.set_default_navigation_timeout(30_000)
        self.contexts.append(context)
        if member is not None:
            self.sign_in(context, member)
        return context

    def sign_in(self, context: BrowserContext, member: Member) -> None:
        """Put the cookie of a fresh session with two factors into the profile."""
        client = signed_in(member)
        context.add_cookies([{"name": "commonbeat", "value": client.cookies["commonbeat"].value, "url": self.url}])

    def signed_in_page(self, member: Member, size: tuple[int, int] = PHONE, **more: Any) -> Page:
        """A page in which the member signed in. `more`: locale, color_scheme and the like of Playwright."""
        return self.context_of(member, size, **more).new_page()


@contextmanager
def serving() -> Iterator[str]:
    """The web server of the program on a free port of this machine; gives its address."""
    from commonbeat.web.wsgi import application

    server = create_server(application, host="127.0.0.1", port=0, threads=4, ident="")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        server.close()
        thread.join(timeout=5)
        writer.stop()
        connections.close_all()


def compile_words() -> None:
    """Turn the translations into the form that gettext reads, as building the package does."""
    for catalog in LOCALES.glob("*/LC_MESSAGES/*.po"):
        compiled = catalog.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < catalog.stat().st_mtime:
            with catalog.open("rb") as source, compiled.open("wb") as target:
                write_mo(target, read_po(source))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file."""
    with chromium() as found:
        yield found


@pytest.fixture
def program(transactional_db: None, browser: Browser) -> Iterator[Program]:
    """The server with the cast in its database."""
    compile_words()
    with serving() as url:
        running = Program(url, make_cast(), browser)
        try:
            yield running
        finally:
            for context in running.contexts:
                context.close()
