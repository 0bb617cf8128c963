"""The public face in Chromium, beside the office."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connections
from waitress.server import create_server

from tests.browser.program_server import Program, browser, program
from tests.web.public.published import publish_oak_creek

__all__ = ["browser", "program"]


@pytest.fixture
def public_url(program: Program) -> Iterator[str]:
    """The public face on a port of its own, with the page of Oak Creek."""
    from commonbeat.web.public.handler import public_application
    from commonbeat.web.public.limits import ALL

    for limit in ALL:
        limit.clear()
    publish_oak_creek(program.cast)
    server = create_server(public_application(), host="127.0.0.1", port=0, threads=4, ident="")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        server.close()
        thread.join(timeout=5)
        connections.close_all()
