"""Ten times the phones that the server serves at once, for 30 s, while dispatch asks for briefings (promise L6).

    python -m benchmarks.overload                  160 phones, each asking again at once
    python -m benchmarks.overload --seconds 10

Promised: only 200, and 429 or 503 with Retry-After; less than 1 GiB; full speed again within 5 s; briefings p99 250 ms.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from benchmarks.phones import Load, crowd, fsync_milliseconds
from tests.web.dispatch import Asked, Asking, ask, key_of
from tests.web.field.served import Server, install, serving

PHONES = 16


@dataclass(frozen=True)
class Overload:
    """What was seen before, during and after the flood; memory in bytes at its highest."""

    before: Load
    flood: Load
    after: Load
    briefings: Asked
    memory: int

    def speed_again(self) -> float:
        """Share of the visits a second before the flood that is stored in the 5 s after it."""
        before, after = (load.outcomes["accepted"] / load.took for load in (self.before, self.after))
        return after / before


def overload(folder: Path, seconds: float, calm: float = 5) -> Overload:
    """Calm, flood, calm, on a server of its own in this folder."""
    installation = install(folder / "data", PHONES * 10)
    key = key_of(installation)
    with serving(installation) as server:

        def come(phones: int, so_long: float) -> Load:
            return crowd(server.port, installation.tokens, installation.areas, so_long, phones=phones)

        ask(server, key, 1)  # the first look at each address reads it from disk
        _said(f"calm for {calm:.0f} s")
        before = come(PHONES, calm)
        _said(f"flood for {seconds:.0f} s")
        with _Memory(server) as memory, Asking(server, key, seconds) as dispatch:
            flood = come(PHONES * 10, seconds)
        _said(f"calm for {calm:.0f} s")
        after = come(PHONES, calm)
    return Overload(before, flood, after, dispatch.asked, memory.highest)


class _Memory:
    """The highest memory of a server, looked at five times a second."""

    def __init__(self, server: Server) -> None:
        self.highest = 0
        self._server, self._over = server, threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self._over.wait(0.2):
            self.highest = max(self.highest, self._server.resident_bytes())

    def __enter__(self) -> _Memory:
        self._thread.start()
        return self

    def __exit__(self, *stopped: object) -> None:
        self._over.set()
        self._thread.join()


def _said(what: str) -> None:
    print(f"  {what}", flush=True)


def measure(seconds: float) -> None:
    """Run it and say the result in one line."""
    folder = Path(tempfile.mkdtemp(prefix="commonbeat-bench-"))
    try:
        seen = overload(folder, seconds)
        print(
            f"L6: {PHONES * 10} phones for {seconds:.0f} s: {dict(seen.flood.statuses)}, "
            f"errors {dict(seen.flood.errors)}, "
            f"refusals without Retry-After {seen.flood.without_retry_after + seen.briefings.without_retry_after}, "
            f"{seen.memory / 2**20:,.0f} MiB, speed in the 5 s after {seen.speed_again():.0%} of before, "
            f"briefings {dict(seen.briefings.statuses)} p99 {seen.briefings.within(0.99):.0f} ms; "
            f"fsync p50 {fsync_milliseconds(folder):.2f} ms",
            flush=True,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    measure(parser.parse_args().seconds)
