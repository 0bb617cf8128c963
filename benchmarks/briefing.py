"""Briefings by address text from the real server, while phones send visits to it.

    python -m benchmarks.briefing                       1,000,000 addresses of 50 agencies, 60 s, SQLite
    python -m benchmarks.briefing --seconds 20 --addresses 200000

100 requests a second arrive by a clock that does not wait for answers, half of the addresses with a typing error; 20
visits a second arrive beside them. A request's time runs from when it was due, so that a queue counts.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import random
import shutil
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from urllib.parse import quote

from tests.web.field.served import Installation, Line, install, made_visit, serving

STREETS = (
    "OAK", "MAPLE", "CEDAR", "WILLOW", "HARBOR", "FOUNDRY", "ORCHARD", "RIVERSIDE", "LINCOLN", "JEFFERSON",
    "MADISON", "PACIFIC", "THORNTON", "ALPINE", "HAMMER", "PERSHING", "FREMONT", "WASHINGTON", "SUNSET", "GARDEN",
)  # fmt: skip
SECOND = ("CREEK", "VIEW", "GROVE", "PARK", "MILL", "BRIDGE", "HOLLOW", "POINT", "FIELD", "SPRING")
KINDS = ("ST", "AVE", "DR", "BLVD", "LN")
NAMES = [f"{one} {two} {kind}" for one in STREETS for two in SECOND for kind in KINDS]


@dataclass
class Asked:
    """What came back: seconds from when a request was due, and statuses."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    def milliseconds(self, share: float) -> float:
        """The time within which this share was answered."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def fill(installation: Installation, agencies: int, addresses: int) -> list[tuple[str, list[str]]]:
    """Agencies with places, notes and a key each, by plain SQL; gives each key with addresses of its agency."""
    from_django = """
import json, sys, django
django.setup()
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.clients.actions import make_key
from commonbeat.program.agencies.roles import Role
made = []
for number in range(int(sys.argv[1])):
    agency = Agency.objects.create(slug=f"bench-{number}", name=f"Bench {number}")
    author = Member.objects.create_member(agency, f"b{number}@bench.example", "Sol Rivera", [Role.OFFICER])
    made.append([agency.pk, author.pk, make_key(None, agency, name="Bench", per_minute=60000).secret])
print(json.dumps(made))
"""
    installation.environment["DJANGO_SETTINGS_MODULE"] = "commonbeat.web.settings"
    made = json.loads(installation.python("-c", from_django, str(agencies)).splitlines()[-1])
    del installation.environment["DJANGO_SETTINGS_MODULE"]
    base = sqlite3.connect(installation.data / "commonbeat.sqlite3", isolation_level=None)
    base.execute("PRAGMA synchronous=OFF")
    source = random.Random(1)
    found = []
    recent = json.dumps([
        {"at": "2026-11-01T03:10+00:00", "day_only": False, "category": "disorder", "words": "Noise"}
    ] * 6)  # fmt: skip
    for agency, author, secret in made:
        base.execute("BEGIN")
        numbered = source.sample(range(9_000 * len(NAMES)), addresses // agencies)
        texts = [f"{100 + value // len(NAMES)} {NAMES[value % len(NAMES)]}" for value in numbered]
        first = base.execute("SELECT coalesce(max(id), 0) + 1 FROM places_place").fetchone()[0]
        base.executemany(
            "INSERT INTO places_place (id, agency_id, key, label, lake_label, kind, lon, lat, calls_last_year, "
            "recent_calls) VALUES (?, ?, ?, ?, '', 'address', ?, ?, 12, ?)",
            (
                (first + at, agency, f"p{at}", text.title(), -121 + at / 1e5, 37 + at / 1e5, recent)
                for at, text in enumerate(texts)
            ),
        )
        base.executemany(
            "INSERT INTO places_placeaddress (agency_id, place_id, text, number, street, given) VALUES (?,?,?,?,?,0)",
            ((agency, first + at, text, *text.split(" ", 1)) for at, text in enumerate(texts)),
        )
        base.executemany(
            "INSERT INTO notes_note "
            "(code, agency_id, place_id, kind, text, source, author_id, written_at, confirm_by, sealed) "
            "VALUES (lower(hex(randomblob(16))), ?, ?, 'access', 'The gate is open.', 'seen', ?, "
            "'2026-11-01 00:00:00', '2099-01-01', 0)",
            ((agency, first + at, author) for at in range(len(texts)) for _ in range(at % 4)),
        )
        known = source.sample(range(len(texts)), min(400, len(texts)))
        fill_areas(base, agency, author, [first + at for at in known[: len(known) // 2]])
        base.execute("COMMIT")
        found.append((secret, [texts[at] for at in known]))
    base.execute("ANALYZE")
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    base.close()
    return found


def fill_areas(base: sqlite3.Connection, agency: int, author: int, places: list[int]) -> None:
    """An approved area of five of these places each, posted now and before, with promises: one open, nine kept."""
    for at in range(0, len(places), 5):
        area = base.execute(
            "INSERT INTO areas_area (agency_id, name, state, polygon, languages, promised_hours, area_of_run, why) "
            "VALUES (?, ?, 'approved', '{}', '[\"es\"]', 20, '', '') RETURNING id",
            (agency, f"Area {at}"),
        ).fetchone()[0]
        base.executemany(
            "INSERT INTO areas_areaplace (agency_id, area_id, place_id) VALUES (?, ?, ?)",
            ((agency, area, place) for place in places[at : at + 5]),
        )
        base.executemany(
            "INSERT INTO postings_posting (agency_id, area_id, officer_id, backup_id, starts_on, ends_on, "
            "promised_hours, tenure_months, approved_by_id, approved_at, why) "
            "VALUES (?, ?, ?, ?, ?, ?, 10, 24, ?, '2026-01-01 00:00:00', '')",
            (
                (agency, area, author, author, began, ended, author)
                for began, ended in (("2026-06-01", None), ("2024-06-01", "2026-05-31"))
            ),
        )
        base.executemany(
            "INSERT INTO commitments_commitment (agency_id, area_id, place_id, entry, what, to_role, due_on, "
            "made_by_id, made_at, state, reason) VALUES (?, ?, ?, lower(hex(randomblob(16))), 'Ask for a lamp', "
            "'property manager', '2099-01-01', ?, '2026-11-01 00:00:00', ?, '')",
            (
                (agency, area, place, author, "kept" if number else "open")
                for place in (None, *places[at : at + 5])
                for number in range(10)
            ),
        )


def mistyped(address: str, source: random.Random) -> str:
    """The address with two neighboring letters of the street swapped."""
    number, _, street = address.partition(" ")
    at = source.randrange(len(street.split()[0]) - 1)
    return f"{number} {street[:at]}{street[at + 1]}{street[at]}{street[at + 2 :]}"


def questions(port: int, keys: list[tuple[str, list[str]]], rate: float, seconds: float, connections: int) -> Asked:
    """Ask at this rate, whatever the answers take."""
    total, lock, due = Asked(), threading.Lock(), Queue[tuple[float, str, str]]()
    source = random.Random(2)
    began = time.perf_counter() + 0.5
    for number in range(int(rate * seconds)):
        secret, texts = source.choice(keys)
        text = source.choice(texts)
        due.put((began + number / rate, secret, mistyped(text, source) if number % 2 else text))

    def ask() -> None:
        seen, line = Asked(), None
        while True:
            try:
                at, secret, text = due.get_nowait()
            except Empty:
                break
            time.sleep(max(0.0, at - time.perf_counter()))
            try:
                line = line or Line(port, "")
                line._socket.sendall(
                    f"GET /api/v1/briefing?address={quote(text)} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                    f"Authorization: Bearer {secret}\r\n\r\n".encode()
                )
                status, _ = line._answer()
            except OSError as error:
                seen.errors[type(error).__name__] += 1
                line = None
                continue
            seen.seconds.append(time.perf_counter() - at)
            seen.statuses[status] += 1
        with lock:
            total.seconds += seen.seconds
            total.statuses += seen.statuses
            total.errors += seen.errors

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total


def visits(port: int, tokens: list[str], areas: list[int], rate: float, seconds: float) -> Counter[int]:
    """Visits at this rate, one a request, over a line a phone."""
    source, statuses = random.Random(3), Counter[int]()
    lines = {token: Line(port, token) for token in tokens}
    began = time.perf_counter() + 0.5
    for number in range(int(rate * seconds)):
        time.sleep(max(0.0, began + number / rate - time.perf_counter()))
        token = tokens[number % len(tokens)]
        status, _ = lines[token].sync([made_visit(source, areas, number // len(tokens) + 1)])
        statuses[status] += 1
    return statuses


def measure(addresses: int, agencies: int, rate: float, syncs: float, seconds: float) -> None:
    """Fill, serve, warm up, ask."""
    folder = Path(tempfile.mkdtemp(prefix="commonbeat-bench-"))
    try:
        installation = install(folder / "data", 8)
        began = time.perf_counter()
        keys = fill(installation, agencies, addresses)
        print(
            f"{addresses:,} addresses of {agencies} agencies, filled in {time.perf_counter() - began:.0f} s", flush=True
        )
        with serving(installation) as server, multiprocessing.get_context("spawn").Pool(2) as pool:
            pool.apply(questions, (server.port, keys, rate / 2, 5, 16))
            syncing = pool.apply_async(visits, (server.port, installation.tokens, installation.areas, syncs, seconds))
            asked = pool.apply(questions, (server.port, keys, rate, seconds, 32))
            sent = syncing.get()
        print(
            f"SQLite, Python {platform.python_version()}, "
            f"{rate:.0f} briefings/s and {syncs:.0f} syncs/s for {seconds:.0f} s: "
            f"p50 {asked.milliseconds(0.5):.1f} ms, p99 {asked.milliseconds(0.99):.1f} ms, "
            f"p99.9 {asked.milliseconds(0.999):.1f} ms; statuses {dict(asked.statuses)}, errors {dict(asked.errors)}; "
            f"syncs {dict(sent)}",
            flush=True,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--addresses", type=int, default=1_000_000)
    parser.add_argument("--agencies", type=int, default=50)
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--syncs", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    told = parser.parse_args()
    measure(told.addresses, told.agencies, told.rate, told.syncs, told.seconds)
