"""U2: whoever owns the database alone cannot change the audit log unseen."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction

from commonbeat.errors import InputError
from commonbeat.program.audit.heads import Head, countersign, current_heads, make_keys, read_heads, write_heads
from commonbeat.program.audit.models import AuditEvent, AuditHead
from commonbeat.program.audit.record import record
from commonbeat.program.audit.verify import verify
from tests.cast import Cast

COLUMNS = {
    "at": "'2020-01-01 00:00:00+00:00'",
    "actor_id": "NULL",
    "actor_label": "'someone else'",
    "action": "'nothing.happened'",
    "object_type": "'x'",
    "object_id": "'999'",
    "outcome": "'other'",
    "purpose": "'other'",
    "address": "'10.9.9.9'",
    "details": """'{"changed": true}'""",
    "hash": f"'{'0' * 64}'",
    "seq": "seq + 1000000",
}


@pytest.fixture
def log(cast: Cast) -> Cast:
    """Twenty events of ours, five of Harbor City's."""
    for number in range(20):
        record("area.approve", actor=cast.okafor, about=cast.oak_creek, purpose="because", details={"number": number})
    for _ in range(5):
        record("area.approve", actor=cast.harbor_sergeant, about=cast.harbor_area)
    return cast


@pytest.fixture
def kept(log: Cast, tmp_path: Path) -> list[Head]:
    """Heads countersigned outside."""
    make_keys(tmp_path / "outside.key")
    write_heads(countersign(current_heads(), tmp_path / "outside.key"), tmp_path / "heads")
    return read_heads(tmp_path / "heads", tmp_path / "outside.key.pub")


def test_an_untouched_log_has_no_fault(kept: list[Head]) -> None:
    assert verify(kept) == (25, [])


def edit(rng: random.Random, log: Cast) -> None:
    """One thing that the owner of the database could do, with the head mended where that helps."""
    ours = f"agency_id = {log.agency.pk}"
    seq = rng.randint(1, 20)

    def sql(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def change() -> None:
        column = rng.choice(sorted(COLUMNS))
        sql(f"UPDATE audit_auditevent SET {column} = {COLUMNS[column]} WHERE {ours} AND seq = {seq}")

    def delete() -> None:
        sql(f"DELETE FROM audit_auditevent WHERE {ours} AND seq = {seq}")

    def cut_tail() -> None:
        sql(f"DELETE FROM audit_auditevent WHERE {ours} AND seq >= {max(seq, 2)}")
        last = AuditEvent.objects.filter(agency=log.agency).order_by("-seq").first()
        assert last is not None
        AuditHead.objects.filter(chain=str(log.agency.pk)).update(seq=last.seq, hash=last.hash)

    def cut_all() -> None:
        sql(f"DELETE FROM audit_auditevent WHERE {ours}")
        AuditHead.objects.filter(chain=str(log.agency.pk)).delete()

    def old_backup_goes_on() -> None:
        cut_tail()
        for _ in range(25):
            record("area.close", actor=log.okafor)

    def swap() -> None:
        other = seq % 20 + 1
        for old, new in ((seq, 1_000), (other, seq), (1_000, other)):
            sql(f"UPDATE audit_auditevent SET seq = {new} WHERE {ours} AND seq = {old}")

    def invent() -> None:
        last = AuditEvent.objects.filter(agency=log.agency).latest("seq")
        last.pk, last.seq, last.hash = None, 21, "f" * 64
        last.save(force_insert=True)
        AuditHead.objects.filter(chain=str(log.agency.pk)).update(seq=21, hash=last.hash)

    acts: list[Callable[[], None]] = [
        change,
        change,
        change,
        delete,
        cut_tail,
        cut_all,
        old_backup_goes_on,
        swap,
        invent,
    ]
    rng.choice(acts)()


def found_of(edits: int, log: Cast, kept: list[Head]) -> int:
    found = 0
    for seed in range(edits):
        point = transaction.savepoint()
        edit(random.Random(seed), log)
        found += bool(verify(kept)[1])
        transaction.savepoint_rollback(point)
    return found


def test_each_of_forty_edits_is_found(log: Cast, kept: list[Head]) -> None:
    assert found_of(40, log, kept) == 40
    assert verify(kept) == (25, [])


@pytest.mark.prove
def test_each_of_a_thousand_edits_is_found(log: Cast, kept: list[Head], record_property: Callable[..., None]) -> None:
    found = found_of(1_000, log, kept)
    record_property("edits found", f"{found} of 1,000")
    assert found == 1_000


def test_a_cut_tail_shows_only_through_the_heads_kept_outside(log: Cast, kept: list[Head]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM audit_auditevent WHERE agency_id = {log.agency.pk} AND seq > 15")
    last = AuditEvent.objects.get(agency=log.agency, seq=15)
    AuditHead.objects.filter(chain=str(log.agency.pk)).update(seq=15, hash=last.hash)
    assert verify()[1] == []
    assert [fault.seq for fault in verify(kept)[1]] == [20]


def test_a_head_that_another_key_signed_is_refused(kept: list[Head], tmp_path: Path) -> None:
    make_keys(tmp_path / "another.key")
    with pytest.raises(InputError, match="not signed with this key"):
        read_heads(tmp_path / "heads", tmp_path / "another.key.pub")
