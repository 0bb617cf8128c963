"""Dispatch beside everything else: a machine that asks for briefings by address, with a key, at a steady pace."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.web.field.served import Installation, Line, Server

ADDRESSES = [f"{100 + 4 * number} OAK CREEK ST" for number in range(40)]
_MAKE = """
from commonbeat.web.setup import ready
ready()
import json, sys
from commonbeat.program.agencies.models import Agency
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.clients.actions import make_key
from commonbeat.program.places.models import Place, PlaceAddress
from commonbeat.program.writer import writer
texts = json.loads(sys.argv[1])
def fill(agency):
    for at, text in enumerate(texts):
        place = Place.objects.create(agency=agency, key=f"p{at}", label=text.title(), lon=-121.0, lat=37.0 + at / 1e4)
        number, street = text.split(" ", 1)
        PlaceAddress.objects.create(agency=agency, place=place, text=text, number=number, street=street)
with agency_scope(1):
    agency = Agency.objects.get(pk=1)
    writer.run(lambda: fill(agency))
    print(json.dumps(make_key(None, agency, name="Dispatch", per_minute=6_000).secret))
writer.stop()
"""


def key_of(installation: Installation) -> str:
    """Places with addresses in the installation, and a key that opens their briefings."""
    told: str = json.loads(installation.python("-c", _MAKE, json.dumps(ADDRESSES)).splitlines()[-1])
    return told


@dataclass
class Asked:
    """What dispatch saw: milliseconds from when a question was due to its answer, and statuses."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    without_retry_after: int = 0

    def within(self, share: float) -> float:
        """The milliseconds within which this share was answered; the slowest counts in a short run."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ask(server: Server, key: str, seconds: float, *, a_second: float = 20, connections: int = 4) -> Asked:
    """Ask at this pace, by a clock that does not wait for answers, over connections that are kept."""
    asked, lock = Asked(), threading.Lock()
    numbers = iter(range(int(seconds * a_second)))
    began = time.perf_counter() + 0.1

    def one() -> None:
        line = Line(server.port, key, scheme="Bearer")
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                break
            due = began + number / a_second
            time.sleep(max(0.0, due - time.perf_counter()))
            status, _ = line.request("GET", f"/api/v1/briefing?address={quote(ADDRESSES[number % len(ADDRESSES)])}")
            with lock:
                asked.milliseconds.append((time.perf_counter() - due) * 1000)
                asked.statuses[status] += 1
                asked.without_retry_after += status != 200 and "retry-after" not in line.headers
        line.close()

    threads = [threading.Thread(target=one) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return asked


class Asking:
    """`ask` beside what the block does."""

    def __init__(self, server: Server, key: str, seconds: float, **pace: Any) -> None:
        self.asked = Asked()
        self._thread = threading.Thread(target=self._ask, args=(server, key, seconds), kwargs=pace)

    def _ask(self, server: Server, key: str, seconds: float, **pace: Any) -> None:
        self.asked = ask(server, key, seconds, **pace)

    def __enter__(self) -> Asking:
        self._thread.start()
        return self

    def __exit__(self, *stopped: object) -> None:
        self._thread.join()
