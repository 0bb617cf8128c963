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

from tests.web.field.served import Line, made_visit


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
    last: list[dict[str, object]] = []
    while not until(sent):
        if not last or source.random() >= replays:
            last = [made_visit(source, areas, seq + number + 1) for number in range(size)]
            seq += size
        began = time.perf_counter()
        try:
            line = line or Line(port, token)
            status, answer = line.sync(last)
        except (OSError, ValueError) as error:
            load.errors[type(error).__name__] += 1
            line = None
            time.sleep(0.05)
            continue
        load.seconds.append(time.perf_counter() - began)
        load.statuses[status] += 1
        sent += 1
        if status == 200:
            load.outcomes.update(result["outcome"] for result in answer["results"])
        elif status in (429, 503) and "retry-after" not in line.headers:
            load.without_retry_after += 1
    return load


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
        seen = talk(port, token, areas, lambda _: time.perf_counter() >= end, size, replays, seed=number)
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
