"""A flood of wrong sign-ins slows no briefing: the limits stand before the hash (promise L7). On a real server."""

from __future__ import annotations

import multiprocessing
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.web.dispatch import Asked, ask, key_of
from tests.web.field.served import Installation, Line, Server, install, serving

WRONG_A_SECOND = 50
#: Passwords that one server hashes a second at most, one after another; a hash takes 50 ms and more.
HASHES_A_SECOND = 25
COUNT = """
from commonbeat.web.setup import ready
ready()
from commonbeat.program.agencies.scope import sign_in_scope
from commonbeat.program.audit.models import AuditEvent
with sign_in_scope():
    print(AuditEvent.objects.filter(outcome="refused", agency__isnull=True).count())
"""


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """Behind a proxy, so that a flood can come from as many addresses as it likes."""
    return install(tmp_path / "data", 1, COMMONBEAT_TRUSTED_PROXY="127.0.0.1")


def wrong_sign_ins(port: int, seconds: float, addresses: int) -> tuple[Counter[int], int]:
    """Fifty a second, each for another name: statuses, and refusals without the seconds after which to come again."""
    statuses, lock, token, without = Counter[int](), threading.Lock(), "a" * 32, [0]
    numbers = iter(range(int(WRONG_A_SECOND * seconds)))
    began = time.perf_counter() + 0.2

    def send() -> None:
        line = Line(port, "", scheme="None")
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                break
            time.sleep(max(0.0, began + number / WRONG_A_SECOND - time.perf_counter()))
            said = {"login": f"nobody{number}@nowhere.example", "password": "x" * 20, "csrfmiddlewaretoken": token}
            source = number % addresses
            more = f"Cookie: commonbeat-csrf={token}\r\nX-Forwarded-For: 198.51.{source >> 8}.{source & 255}\r\n"
            status, _ = line.request(
                "POST", "/sign-in/", urllib.parse.urlencode(said).encode(), "application/x-www-form-urlencoded", more
            )
            with lock:
                statuses[status] += 1
                without[0] += status in (429, 503) and "retry-after" not in line.headers
        line.close()

    threads = [threading.Thread(target=send) for _ in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses, without[0]


@contextmanager
def flood(server: Server, seconds: float, addresses: int) -> Iterator[Callable[[], tuple[Counter[int], int]]]:
    """The flood from a process of its own, beside the block; what it was answered."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(time.sleep, (0,))  # the process is there
        answers = pool.apply_async(wrong_sign_ins, (server.port, seconds, addresses))
        yield partial(answers.get, 60)


def flooded(installation: Installation, seconds: float, addresses: int) -> tuple[Asked, Asked, Counter[int], int]:
    """Briefings before and during the flood, its answers, and how many passwords were hashed."""
    key = key_of(installation)
    with serving(installation) as server:
        ask(server, key, 1)  # the first look at each address reads it from disk
        calm = ask(server, key, min(5.0, seconds))
        with flood(server, seconds, addresses) as answers:
            busy = ask(server, key, seconds)
            statuses, without = answers()
    assert without == 0
    hashed = int(installation.python("-c", COUNT).split()[-1])
    return calm, busy, statuses, hashed


@pytest.mark.parametrize("addresses", [pytest.param(1, marks=pytest.mark.prove), 65_000])
def test_most_of_a_flood_is_refused_before_the_hash(installation: Installation, addresses: int) -> None:
    seconds = 3
    _, busy, statuses, hashed = flooded(installation, seconds, addresses)
    assert busy.statuses == {200: len(busy.milliseconds)}
    assert set(statuses) <= {200, 429}
    assert sum(statuses.values()) == seconds * WRONG_A_SECOND
    assert hashed == statuses[200]
    assert hashed <= (30 if addresses == 1 else seconds * HASHES_A_SECOND)


@pytest.mark.prove
@pytest.mark.parametrize("addresses", [1, 65_000])
def test_fifty_wrong_sign_ins_a_second_slow_no_briefing(
    installation: Installation, addresses: int, record_property: Callable[[str, object], None]
) -> None:
    calm, busy, statuses, hashed = flooded(installation, 30, addresses)
    said = {
        "briefings p99 ms calm": round(calm.within(0.99)),
        "briefings p99 ms under the flood": round(busy.within(0.99)),
        "sign-ins by status": dict(statuses),
        "hashed": hashed,
    }
    print(f"L7, {addresses} addresses: {said}")  # noqa: T201 - seen with -s
    for name, value in said.items():
        record_property(name, value)
    assert busy.statuses == {200: len(busy.milliseconds)}
    assert busy.within(0.99) <= 100
