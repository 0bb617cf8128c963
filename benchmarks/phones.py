"""Load on the server by phones, in a process of its own: what the benchmarks of sync share."""

from __future__ import annotations

import multiprocessing
import os
import random
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from tests.web.field.served import Line

#: A visit as a phone would send it. Filled in by `%`, so that the phones' work is small beside the server's.
_ENTRY = (
    '{"id": "%s", "seq": %d, "kind": "visit", "content": {"area": %d, "began_at": "2026-03-04T%02d:%02d:00-08:00", '
    '"minutes": %d, "kind": "walked", "talks_they_started": 1, "talks_i_started": 2, "raised": ["Noise"], '
    '"raised_text": "%s", "language": "en"}}'
)
_WHAT = ["The gate at the back", "The light over the stairs", "A pile of old tires", "The fence beside the school"]
_IS = ["does not close.", "has been broken for a week.", "bothers the people who walk there.", "was mended since."]
_SAYS = ["The manager knows.", "Two neighbors asked about it.", "Public works wants photos.", "Look again on Monday."]
_OUTCOMES = ("accepted", "already", "conflict", "rejected")


@dataclass
class Load:
    """What phones saw: seconds each request took, statuses, outcomes of entries, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    without_retry_after: int = 0
    took: float = 0.0

    def add(self, other: Load) -> None:
        """Take the other's in."""
        self.seconds += other.seconds
        self.statuses += other.statuses
        self.outcomes += other.outcomes
        self.errors += other.errors
        self.without_retry_after += other.without_retry_after

    def milliseconds(self, share: float) -> float:
        """The time within which this share of the requests was answered."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def talk(
    port: int, token: str, areas: list[int], until: Callable[[int], bool], size: int, replays: float, seed: int
) -> Load:
    """One phone: batches of `size` one after another while `until(batches sent)` is false; a share is sent again."""
    load, source, seq, sent = Load(), random.Random(seed), 0, 0
    line: Line | None = None
    body = b""
    while not until(sent):
        if not body or source.random() >= replays:
            body = _batch(source, areas, seq, size)
            seq += size
        began = time.perf_counter()
        try:
            line = line or Line(port, token)
            status, answer = line.request("POST", "/field/sync", body)
        except (OSError, ValueError) as error:
            load.errors[type(error).__name__] += 1
            line = None
            time.sleep(0.05)
            continue
        load.seconds.append(time.perf_counter() - began)
        load.statuses[status] += 1
        sent += 1
        if status == 200:
            for outcome in _OUTCOMES:
                load.outcomes[outcome] += answer.count(b'"%s"' % outcome.encode())
        elif status in (429, 503) and "retry-after" not in line.headers:
            load.without_retry_after += 1
    return load


def _batch(source: random.Random, areas: list[int], seq: int, size: int) -> bytes:
    entries = [
        _ENTRY
        % (
            UUID(int=source.getrandbits(128), version=4),
            number,
            source.choice(areas),
            source.randrange(24),
            source.randrange(60),
            source.randrange(5, 90),
            f"{source.choice(_WHAT)} {source.choice(_IS)} {source.choice(_SAYS)}",
        )
        for number in range(seq + 1, seq + size + 1)
    ]
    return f'{{"entries": [{", ".join(entries)}]}}'.encode()


def crowd(
    port: int, tokens: list[str], areas: list[int], seconds: float, *, size: int = 1, replays: float = 0.1, phones: int
) -> Load:
    """This many phones at once for this long, in another process, each with the next request after the last answer."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_crowd, (port, tokens, areas, seconds, size, replays, phones))


def _crowd(
    port: int, tokens: list[str], areas: list[int], seconds: float, size: int, replays: float, phones: int
) -> Load:
    total, lock = Load(), threading.Lock()
    end = time.perf_counter() + seconds

    def one(number: int) -> None:
        token = tokens[number % len(tokens)]
        seen = talk(
            port, token, areas, lambda _: time.perf_counter() >= end, size, replays, seed=os.getpid() * 1_000 + number
        )
        with lock:
            total.add(seen)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(phones)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total.took = time.perf_counter() - began
    return total


def processor_seconds(pid: int) -> float:
    """Processor time that a process has used so far, all its threads, in user and system mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fsync_milliseconds(folder: Path) -> float:
    """Median time of writing 4 KiB and waiting for the disk."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(200):
            file.write(os.urandom(4096))
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times)
