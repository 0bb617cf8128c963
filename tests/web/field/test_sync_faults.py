"""Nothing acknowledged is lost: kill -9, the order of fdatasync and reply, 32 senders of the same ids."""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import tool
from tests.web.field.served import Installation, Line, Server, install, made_visit, serving

COUNT = """
from commonbeat.web.setup import ready
ready()
import json
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.audit.models import AuditEvent, AuditHead
from commonbeat.program.audit.record import link
from commonbeat.program.visits.models import Receipt, SyncConflict, Visit
with agency_scope(1):
    before, intact = "", True
    for event in AuditEvent.objects.filter(agency_id=1).order_by("seq").iterator():
        intact, before = intact and event.hash == link(event, before), event.hash
    print(json.dumps({
        "visits": sorted(str(entry) for entry in Visit.objects.values_list("entry", flat=True)),
        "receipts": Receipt.objects.count(),
        "conflicts": SyncConflict.objects.count(),
        "created": AuditEvent.objects.filter(action="visit.create").count(),
        "intact": intact and AuditHead.objects.get(chain="1").hash == before,
    }))
"""


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return install(tmp_path / "data", 4)


def found_in(installation: Installation) -> dict[str, Any]:
    """What is in the database, read by a process of its own."""
    found: dict[str, Any] = json.loads(installation.python("-c", COUNT))
    assert found["intact"]
    assert len(found["visits"]) == found["receipts"] == found["created"]
    return found


def kill_under_load(installation: Installation, times: int) -> tuple[set[str], Counter[str]]:
    """Kill the server this often while four phones send; ids that were acknowledged."""
    acknowledged: set[str] = set()
    seen: Counter[str] = Counter()
    for turn in range(times):
        server, over = Server(installation), threading.Event()

        def send(number: int, turn: int = turn, server: Server = server, over: threading.Event = over) -> None:
            source, seq = random.Random(turn * 10 + number), turn * 100_000
            try:
                line = Line(server.port, installation.tokens[number])
                while not over.is_set():
                    batch = [made_visit(source, installation.areas, seq := seq + 1) for _ in range(3)]
                    _, answer = line.sync(batch)
                    for result in answer.get("results", []):
                        seen[result["outcome"]] += 1
                        acknowledged.add(result["id"])
            except (OSError, ValueError):
                return

        threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(random.Random(turn).uniform(0.2, 1.2))
        server.kill()
        over.set()
        for thread in threads:
            thread.join()
    return acknowledged, seen


def kills(installation: Installation, times: int) -> int:
    acknowledged, _ = kill_under_load(installation, times)
    assert acknowledged
    assert acknowledged <= set(found_in(installation)["visits"])
    return len(acknowledged)


def test_three_kills_under_load_lose_nothing_acknowledged(installation: Installation) -> None:
    kills(installation, 3)


@pytest.mark.prove
def test_a_hundred_kills_under_load_lose_nothing_acknowledged(installation: Installation, record_property: Any) -> None:
    record_property("visits acknowledged and found", kills(installation, 100))


def synced_before_reply(installation: Installation, folder: Path, times: int) -> int:
    """Requests of which an fdatasync of the log began after they were read and ended before they were answered."""
    trace = folder / "trace"
    calls = "trace=fdatasync,fsync,recvfrom,recvmsg,sendto,sendmsg,send,recv"
    watched = (tool("strace"), "-f", "-qq", "-ttt", "-s", "12", "-e", calls, "-o", str(trace))
    with serving(installation, *watched) as server:
        line, source = Line(server.port, installation.tokens[0]), random.Random(1)
        for seq in range(1, times + 1):
            status, answer = line.sync([made_visit(source, installation.areas, seq)])
            assert (status, answer["results"][0]["outcome"]) == (200, "accepted")
        line.close()
    return in_order(trace.read_text(errors="replace").splitlines())


def in_order(lines: list[str]) -> int:
    """Replies before which the disk was waited for since the request they answer."""
    asked = synced = False
    kept = 0
    for line in lines:
        if re.search(r'recv\w*\(.*"POST /field', line) or ("recv" in line and '"POST /field' in line):
            asked, synced = True, False
        elif asked and re.search(r"f(data)?sync(\(\d+\)| resumed>\)).*= 0", line):
            synced = True
        elif asked and "send" in line and '"HTTP/1.1 200' in line:
            kept += synced
            asked = False
    return kept


def test_a_reply_leaves_after_the_commit_is_on_disk(installation: Installation, tmp_path: Path) -> None:
    assert synced_before_reply(installation, tmp_path, 50) == 50


@pytest.mark.prove
def test_a_thousand_replies_leave_after_the_commit_is_on_disk(
    installation: Installation, tmp_path: Path, record_property: Any
) -> None:
    assert synced_before_reply(installation, tmp_path, 1_000) == 1_000
    record_property("replies after fdatasync", "1,000 of 1,000")


def test_32_senders_of_the_same_100_ids_one_of_them_tampering(installation: Installation) -> None:
    source = random.Random(3)
    entries = [made_visit(source, installation.areas, seq) for seq in range(1, 101)]
    tampered = {**entries[41], "content": {**entries[41]["content"], "minutes": 95}}
    outcomes: Counter[str] = Counter()
    with serving(installation) as server:
        Line(server.port, installation.tokens[0]).sync(entries[40:43])

        def send(number: int) -> Counter[str]:
            shuffled = [tampered if number == 7 and each is entries[41] else each for each in entries]
            random.Random(number).shuffle(shuffled)
            line, seen = Line(server.port, installation.tokens[0]), Counter[str]()
            for start in range(0, 100, 25):
                status, answer = line.sync(shuffled[start : start + 25])
                assert status == 200
                seen.update(result["outcome"] for result in answer["results"])
            return seen

        with ThreadPoolExecutor(32) as pool:
            for seen in pool.map(send, range(32)):
                outcomes += seen
    found = found_in(installation)
    assert (len(found["visits"]), found["conflicts"]) == (100, 1)
    assert outcomes == Counter(accepted=97, already=32 * 100 - 98, conflict=1)
