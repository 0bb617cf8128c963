"""PostgreSQL crashes under load: nothing acknowledged is lost, and the server finds it again by itself (promise D2)."""

from __future__ import annotations

import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.web.field.served import Installation, Line, Server, install, made_visit, serving
from tests.web.field.test_sync_faults import found_in
from tests.with_postgres import OWNER, SERVING, address, binaries, cluster, start_again

PHONES = 4


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that PostgreSQL's own user reaches."""
    if binaries() is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have PostgreSQL")
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="commonbeat-crash-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def crash(home: Path, hard: bool) -> None:
    """Kill one process that serves a connection, after which all start over; or, hard, all of them at once."""
    pid = int((home / "data" / "postmaster.pid").read_text().split()[0])
    if hard:
        os.kill(pid, signal.SIGSTOP)  # so that it starts no other while these are killed
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    if hard:
        for each in (pid, *children):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        while any(Path(f"/proc/{child}").exists() for child in children):
            time.sleep(0.02)
        start_again(home)
        return
    serving_one = [child for child in children if b"commonbeat_app" in Path(f"/proc/{child}/cmdline").read_bytes()]
    with suppress(ProcessLookupError):
        os.kill(serving_one[0] if serving_one else children[-1], signal.SIGKILL)


def send(server: Server, installation: Installation, number: int, over: threading.Event, seen: Seen) -> None:
    """One phone: a batch after the other; what is not acknowledged is sent again until it is, as a phone does."""
    source, seq = random.Random(number), 0
    line = Line(server.port, installation.tokens[number])
    while not over.is_set():
        batch = [made_visit(source, installation.areas, seq := seq + 1) for _ in range(3)]
        while not over.is_set():
            status, answer = line.sync(batch)
            seen.add(status, answer, "retry-after" in line.headers)
            if status == 200:
                break
            time.sleep(0.1)
    line.close()


class Seen:
    """What the phones were told, together."""

    def __init__(self) -> None:
        self.acknowledged: set[str] = set()
        self.statuses: Counter[int] = Counter()
        self.without_retry_after = 0
        self._lock = threading.Lock()

    def add(self, status: int, answer: dict[str, Any], retry_after: bool) -> None:
        """One answer."""
        with self._lock:
            self.statuses[status] += 1
            self.without_retry_after += status != 200 and not retry_after
            self.acknowledged |= {result["id"] for result in answer.get("results", [])}


def crashes(home: Path, data: Path, times: int) -> Seen:
    """Crash the database this often under load: every other time one connection's process, else the whole of it."""
    seen, over = Seen(), threading.Event()
    with cluster(home) as socket:
        database = {
            "COMMONBEAT_DATABASE": address(SERVING, socket),
            "COMMONBEAT_DATABASE_OWNER": address(OWNER, socket),
        }
        installation = install(data, PHONES, **database)
        with serving(installation) as server:
            threads = [
                threading.Thread(target=send, args=(server, installation, number, over, seen))
                for number in range(PHONES)
            ]
            for thread in threads:
                thread.start()
            for turn in range(times):
                time.sleep(random.Random(turn).uniform(0.3, 1.0))
                before = len(seen.acknowledged)
                crash(home, hard=turn % 2 == 1)
                until = time.monotonic() + 30
                while len(seen.acknowledged) < before + 12 and time.monotonic() < until:
                    time.sleep(0.02)
                assert len(seen.acknowledged) >= before + 12, "the server did not find its database again"
            over.set()
            for thread in threads:
                thread.join()
        found = found_in(installation)
    assert seen.acknowledged
    assert seen.acknowledged <= set(found["visits"])
    assert set(seen.statuses) <= {200, 503}
    assert seen.without_retry_after == 0
    return seen


def test_two_crashes_lose_nothing_acknowledged(home: Path, tmp_path: Path) -> None:
    crashes(home, tmp_path / "data", 2)


@pytest.mark.prove
def test_twenty_crashes_lose_nothing_acknowledged(home: Path, tmp_path: Path, record_property: Any) -> None:
    seen = crashes(home, tmp_path / "data", 20)
    told = {"crashes": 20, "acknowledged": len(seen.acknowledged), "lost": 0, "answers": dict(seen.statuses)}
    print(f"D2 on PostgreSQL: {told}, chain intact")  # noqa: T201 - seen with -s
    for name, value in told.items():
        record_property(name, value)
