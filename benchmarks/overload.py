"""Ten times the phones that the server serves at once, for 30 s: what they are told, memory, and full speed after.

    python -m benchmarks.overload                  160 phones, each asking again at once
    python -m benchmarks.overload --seconds 10

Promised: only 200 and 429 or 503 with Retry-After, less than 1 GiB, full speed again within 5 s.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.phones import crowd, fsync_milliseconds
from tests.web.field.served import Line, Server, install, serving

PHONES = 16


def health(server: Server, over: threading.Event, times: list[float]) -> None:
    """A page asked for ten times a second, as a person would, until the flood is over."""
    line = Line(server.port, "")
    while not over.wait(0.1):
        began = time.perf_counter()
        line.request("GET", "/healthz")
        times.append(time.perf_counter() - began)


def measure(seconds: float) -> None:
    """Before, during and after the flood."""
    folder = Path(tempfile.mkdtemp(prefix="commonbeat-bench-"))
    try:
        installation = install(folder / "data", PHONES * 10)
        with serving(installation) as server:
            tokens, areas = installation.tokens, installation.areas
            before = crowd(server.port, tokens, areas, 5, phones=PHONES)
            over, times = threading.Event(), list[float]()
            person = threading.Thread(target=health, args=(server, over, times))
            person.start()
            flood = crowd(server.port, tokens, areas, seconds, phones=PHONES * 10)
            memory = server.resident_bytes()
            over.set()
            person.join()
            after = crowd(server.port, tokens, areas, 5, phones=PHONES)
        slow = sorted(times)[int(0.99 * len(times))] * 1000
        print(f"before: {len(before.seconds) / before.took:,.0f} requests/s, {dict(before.statuses)}")
        print(
            f"flood of {PHONES * 10} phones: {dict(flood.statuses)}, errors {dict(flood.errors)}, "
            f"refusals without Retry-After {flood.without_retry_after}, {memory / 2**20:,.0f} MiB, "
            f"a page beside it p99 {slow:.0f} ms"
        )
        print(f"after: {len(after.seconds) / after.took:,.0f} requests/s in the first 5 s, {dict(after.statuses)}")
        print(f"fsync p50 {fsync_milliseconds(folder):.2f} ms")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    measure(parser.parse_args().seconds)
