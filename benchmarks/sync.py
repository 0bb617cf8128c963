"""Visits a second that the real server stores and answers for, from phones on the same machine.

    python -m benchmarks.sync                      SQLite, each part for 60 s
    python -m benchmarks.sync --postgres           PostgreSQL, in a cluster of its own
    python -m benchmarks.sync --seconds 10

The server is `commonbeat serve` in a folder of its own, the phones are a second process. Each visit is one row with a
receipt and a chained audit event, on disk before the answer. 10 % of the requests are sent a second time. Beside the
times stands the processor time that the server used a visit, which says the same on a busy machine.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.phones import Load, crowd, fsync_milliseconds, processor_seconds, talk
from tests.web.field.served import Installation, Server, install, serving
from tests.with_postgres import OWNER, SERVING, address, cluster

PHONES = 16


def told(name: str, load: Load, folder: Path, used: float) -> None:
    """One line of figures; `used` is the server's processor time in seconds."""
    stored = load.outcomes["accepted"]
    print(
        f"{name}: {stored / load.took:,.0f} visits/s, p50 {load.milliseconds(0.5):.0f} ms, "
        f"p99 {load.milliseconds(0.99):.0f} ms, {1000 * used / max(1, stored):.2f} ms of processor time a visit, "
        f"statuses {dict(load.statuses)}, outcomes {dict(load.outcomes)}, "
        f"errors {dict(load.errors)}; fsync p50 {fsync_milliseconds(folder):.2f} ms",
        flush=True,
    )


def end_of_shift(server: Server, installation: Installation, phones: int = 200, entries: int = 30) -> Load:
    """Every phone comes at once with its queue, one batch; a busy answer is waited out and tried again."""
    total, lock = Load(), threading.Lock()

    def one(number: int) -> None:
        token = installation.tokens[number]
        while True:
            seen = talk(server.port, token, installation.areas, lambda sent: sent > 0, entries, 0, seed=10_000 + number)
            with lock:
                total.add(seen)
            if seen.outcomes:
                return
            time.sleep(2)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(phones)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total.took = time.perf_counter() - began
    return total


def measure(seconds: float, postgres: bool) -> None:
    """All parts, one server each."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="commonbeat-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        settings = {}
        if postgres:
            folder.chmod(0o755)
            home = folder / "postgres"
            home.mkdir()
            socket = stack.enter_context(cluster(home))
            settings = {
                "COMMONBEAT_DATABASE": address(SERVING, socket),
                "COMMONBEAT_DATABASE_OWNER": address(OWNER, socket),
            }
        name = "PostgreSQL" if postgres else "SQLite"
        print(f"{name}, {platform.machine()}, Python {platform.python_version()}; preparing", flush=True)
        installation = install(folder / "data", 200, **settings)
        for title, size in (("one visit a request", 1), ("batches of 20", 20)):
            with serving(installation) as server:
                crowd(server.port, installation.tokens, installation.areas, 1, size=size, phones=PHONES)
                before = processor_seconds(server.process.pid)
                load = crowd(server.port, installation.tokens, installation.areas, seconds, size=size, phones=PHONES)
                told(title, load, folder, processor_seconds(server.process.pid) - before)
        with serving(installation) as server:
            before = processor_seconds(server.process.pid)
            load = end_of_shift(server, installation)
            used = processor_seconds(server.process.pid) - before
            told(
                f"end of shift, 200 phones with 30 entries each, all answered in {load.took:.1f} s", load, folder, used
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--postgres", action="store_true")
    arguments = parser.parse_args()
    measure(arguments.seconds, arguments.postgres)
