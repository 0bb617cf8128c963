"""Whatever way a history of entries comes (twice, late, out of order, by two phones), the log ends the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.visits.devices import register_device
from commonbeat.program.visits.models import Device, Receipt, SetAside, Visit
from commonbeat.program.visits.receive import receive
from tests.cast import Cast
from tests.program.visits.phone import visit

#: The phone's clock: right, half a day later, a year behind.
CLOCKS = ["2026-03-04T15:20:00-08:00", "2026-03-05T03:20:00-08:00", "2025-03-04T15:20:00-08:00"]


@dataclass(frozen=True)
class Written:
    """An entry as written: a visit or a set-aside, what it amends (by place in the history; -1 never came), when."""

    is_visit: bool
    amends: int | None
    clock: int
    phone: int


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Written], list[list[int]]]:
    """Entries, and the batches that the server gets before every phone has sent all of its own once more."""
    count = draw(st.integers(1, 7))
    entries = []
    for place in range(count):
        amends = draw(st.one_of(st.none(), st.integers(-1, count - 1)))
        is_visit = draw(st.integers(0, 4)) > 0
        entries.append(
            Written(is_visit, None if amends == place else amends, draw(st.integers(0, 2)), draw(st.integers(0, 1)))
        )
    batches = draw(st.lists(st.lists(st.integers(0, count - 1), min_size=1, max_size=6), max_size=6))
    return entries, batches


def standing(entries: list[Written], ids: list[str]) -> set[UUID]:
    """Which visits count, worked out from the whole history at once."""
    family = list(range(len(entries) + 1))

    def head(place: int) -> int:
        while family[place] != place:
            place = family[place]
        return place

    for place, entry in enumerate(entries):
        if entry.amends is not None:
            family[head(place)] = head(entry.amends % (len(entries) + 1))
    counted = set()
    for one in {head(place) for place in range(len(entries))}:
        members = [place for place in range(len(entries)) if head(place) == one]
        if any(not entries[place].is_visit for place in members):
            continue
        amended = {entries[place].amends for place in members}
        leaves = [place for place in members if place not in amended] or members
        latest = max(leaves, key=lambda place: ((1, 2, 0)[entries[place].clock], ids[place]))
        counted.add(UUID(ids[latest]))
    return counted


def play(cast: Cast, phones: list[Device], entries: list[Written], batches: list[list[int]]) -> None:
    """Deliver the history, and look at the log."""
    ids, never = [str(uuid4()) for _ in entries], str(uuid4())
    seqs, sent = [0, 0], []
    for place, entry in enumerate(entries):
        seqs[entry.phone] += 1
        amends = None if entry.amends is None else never if entry.amends < 0 else ids[entry.amends]
        when = CLOCKS[entry.clock]
        content: dict[str, Any] = visit(cast.oak_creek.pk, began_at=when) if entry.is_visit else {"at": when}
        content["amends"] = amends
        kind = "visit" if entry.is_visit else "set_aside"
        sent.append({"id": ids[place], "seq": seqs[entry.phone], "kind": kind, "content": content})
    acknowledged: set[str] = set()
    in_order = [[place] for place in range(len(entries))]
    for batch in [*batches, *in_order]:
        for phone in (0, 1):
            mine = [sent[place] for place in batch if entries[place].phone == phone]
            if mine:
                for result in receive(phones[phone], mine).results:
                    expected = "already" if result["id"] in acknowledged else "accepted"
                    assert result["outcome"] == expected
                    acknowledged.add(result["id"])
    assert acknowledged == set(ids)
    assert {row.entry for row in Visit.objects.counted()} == standing(entries, ids)
    visits = sum(entry.is_visit for entry in entries)
    assert (Visit.objects.count(), SetAside.objects.count()) == (visits, len(entries) - visits)
    assert Receipt.objects.count() == len(entries)
    assert AuditEvent.objects.filter(action__in=["visit.create", "set_aside.create"]).count() == len(entries)
    for number, phone in enumerate(phones):
        phone.refresh_from_db()
        assert (phone.last_seq, phone.missing) == (seqs[number], [])


def prove(cast: Cast, examples: int) -> None:
    """Play this many histories, each in a transaction of its own that is taken back."""
    phones = [register_device(cast.rivera, uuid4(), "")[0] for _ in range(2)]

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(histories())
    def played(history: tuple[list[Written], list[list[int]]]) -> None:
        with transaction.atomic():
            play(cast, phones, *history)
            transaction.set_rollback(True)

    played()


def test_histories_end_the_same_in_any_order(cast: Cast) -> None:
    prove(cast, 50)


@pytest.mark.prove
def test_ten_thousand_histories_end_the_same_in_any_order(cast: Cast, record_property: Any) -> None:
    prove(cast, 10_000)
    record_property("histories", 10_000)
