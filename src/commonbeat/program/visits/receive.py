"""Receiving a batch of entries: one job of the writer, an outcome an entry, an audit event a row (docs/sync.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from commonbeat.program.action import action
from commonbeat.program.audit.record import Entry, record_all
from commonbeat.program.inserting import insert_all
from commonbeat.program.visits.families import settle_families
from commonbeat.program.visits.gaps import with_numbers
from commonbeat.program.visits.incoming import Incoming
from commonbeat.program.visits.kinds.commitment import link_commitments
from commonbeat.program.visits.kinds.registry import KINDS
from commonbeat.program.visits.kinds.visit import VisitContent, same_visit
from commonbeat.program.visits.ledger import Known, count_of, known_entries, set_count
from commonbeat.program.visits.models import Device, Receipt, SyncConflict
from commonbeat.program.visits.photos import forget_photos
from commonbeat.program.visits.reading import read_entries

#: Entries in one batch at most.
ENTRIES_AT_MOST: Final = 200
#: The columns of a receipt.
_RECEIPT: Final = ("agency_id", "entry", "device_id", "seq", "kind", "content_hash", "refers_to", "received_at")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a batch came to.

    Attributes:
        results: one an entry, in the order sent, as JSON values.
        last_seq: the highest number of the phone that came.
        missing: ranges of numbers below it that never came.
    """

    results: list[dict[str, Any]]
    last_seq: int
    missing: list[list[int]]


def receive(device: Device, sent: list[Any]) -> Answer:
    """Store what is new in the batch, and say of each entry what became of it.

    Args:
        device: the phone it came from, with its member and agency.
        sent: the JSON values of `entries`, `ENTRIES_AT_MOST` of them.

    Raises:
        BusyError, StorageError: nothing of the batch was stored.
    """
    return _store(device, read_entries(device, sent, datetime.now(UTC)))


@dataclass(slots=True)
class _Sorting:
    """A batch against what is known: who is new, who is the same as whom."""

    known: dict[UUID, Known]
    awaited: list[Known]
    new: dict[UUID, Incoming] = field(default_factory=dict)
    taken_back: dict[UUID, Incoming] = field(default_factory=dict)
    conflicts: list[Incoming] = field(default_factory=list)
    #: Of each entry: an outcome, or the earlier entry of the batch whose fate it shares.
    outcome: list[str | Incoming] = field(default_factory=list)


@action
def _store(device: Device, items: list[Incoming]) -> Answer:
    sorting = _sort(device, items)
    events: list[Entry] = []
    for kind, rows in KINDS.items():
        of_kind = [item for item in sorting.new.values() if item.kind == kind]
        if of_kind:
            events += rows.store(device, of_kind)
    if sorting.taken_back:
        events += KINDS["set_aside"].store(device, list(sorting.taken_back.values()))
    stored = [item for item in sorting.new.values() if item.problem is None]
    _keep_receipts(device, stored, sorting)
    events += _link(device, stored, sorting)
    events += _keep_conflicts(device, sorting.conflicts)
    if events:
        record_all(events, actor=device.member)
    last_seq, missing = _count(device, items)
    told = [_result(device, item, outcome) for item, outcome in zip(items, sorting.outcome, strict=True)]
    return Answer(told, last_seq, missing)


def _sort(device: Device, items: list[Incoming]) -> _Sorting:
    ids = {item.entry for item in items if item.entry is not None}
    tables = {kind: table for kind in {item.kind for item in items} if kind in KINDS and (table := KINDS[kind].table)}
    found = known_entries(device.agency_id, ids, tables)
    found.sort(key=lambda row: row.content_hash != "")  # of a row and its receipt, the receipt is the last
    sorting = _Sorting(
        known={row.entry: row for row in found if row.entry in ids},
        awaited=[row for row in found if row.refers_to in ids],
    )
    for item in items:
        sorting.outcome.append(_outcome(device, item, sorting))
    return sorting


def _outcome(device: Device, item: Incoming, sorting: _Sorting) -> str | Incoming:
    """What becomes of the entry; one that is new is put where it will be stored."""
    entry = item.entry
    if entry is None or not item.content_hash:
        return item
    receipt, twin = sorting.known.get(entry), sorting.taken_back.get(entry) or sorting.new.get(entry)
    if twin is not None:
        if twin.content_hash == item.content_hash:
            return twin
        if item.problem is None and (item.kind, twin.kind) == ("set_aside", "visit"):
            sorting.new[entry] = item
            return item
        if twin.kind == "set_aside":
            return "already"
    elif receipt is None:
        if item.problem is None:
            sorting.new[entry] = item
        return item
    elif receipt.content_hash == item.content_hash or receipt.kind == "set_aside" or _as_it_is(device, item, receipt):
        return "already"
    if item.problem is not None:
        return item
    if receipt is not None and (item.kind, receipt.kind) == ("set_aside", "visit") and _mine(device, receipt):
        sorting.taken_back[entry] = item
        return item
    sorting.conflicts.append(item)
    return "conflict"


def _as_it_is(device: Device, item: Incoming, known: Known) -> bool:
    """Whether the entry says what a row says that has no receipt: it was imported, or came back from a backup."""
    if known.content_hash or not isinstance(item.content, VisitContent) or known.kind != item.kind:
        return False
    return same_visit(device, item)


def _mine(device: Device, receipt: Known) -> bool:
    """Whether the entry came from a phone of the same member."""
    phones = Device.objects.filter(agency_id=device.agency_id, member_id=device.member_id)
    return receipt.device_id in set(phones.values_list("pk", flat=True))


def _result(device: Device, item: Incoming, outcome: str | Incoming) -> dict[str, Any]:
    told: dict[str, Any] = {"id": item.shown if isinstance(item.shown, str) else None}
    if isinstance(outcome, str):
        told["outcome"] = outcome
    elif outcome.problem is not None:
        told |= {"outcome": "rejected", **outcome.problem.as_json()}
    else:
        told["outcome"] = "accepted" if outcome is item else "already"
    if item.kind == "set_aside" and told["outcome"] != "rejected":
        told["stop_data_procedure"] = device.member.agency.stop_data_procedure
    return told


def _keep_receipts(device: Device, stored: list[Incoming], sorting: _Sorting) -> None:
    now = datetime.now(UTC)
    rows = [
        (device.agency_id, item.name, device.pk, item.seq, item.kind, item.content_hash, _pointer(item), now)
        for item in stored
    ]
    insert_all(Receipt, _RECEIPT, rows)
    for entry, item in sorting.taken_back.items():
        Receipt.objects.filter(agency_id=device.agency_id, entry=entry).update(
            kind=item.kind,
            content_hash=item.content_hash,
            refers_to=_pointer(item) or sorting.known[entry].refers_to,
        )


def _link(device: Device, stored: list[Incoming], sorting: _Sorting) -> list[Entry]:
    """Tie what came to what it names, and to what came before it and named it."""
    new = {item.entry for item in stored if item.kind == "visit"}
    promises = {row.entry: row.refers_to for row in sorting.awaited if row.kind == "commitment" and row.refers_to}
    link_commitments(device.agency_id, {entry: visit for entry, visit in promises.items() if visit in new})
    touched = {item.entry for item in stored if item.kind in ("visit", "set_aside") and _pointer(item)}
    touched |= {row.refers_to for row in sorting.awaited if row.kind in ("visit", "set_aside")}
    touched |= sorting.taken_back.keys()
    if not touched:
        return []
    events, photos = settle_families(device.agency_id, device.member_id, {entry for entry in touched if entry})
    if photos:
        events += forget_photos(device.agency_id, photos)
    return events


def _keep_conflicts(device: Device, items: list[Incoming]) -> list[Entry]:
    events = []
    for item in items:
        row, is_new = SyncConflict.objects.get_or_create(
            agency_id=device.agency_id,
            entry=item.name,
            content_hash=item.content_hash,
            defaults={"device": device, "kind": item.kind, "content": item.raw},
        )
        if is_new:
            events.append(Entry("sync.conflict", about=row, details={"entry": str(item.entry)}))
    return events


def _count(device: Device, items: list[Incoming]) -> tuple[int, list[list[int]]]:
    """Take note of the phone's numbers: which have come, and which are missing below the highest."""
    came = {item.seq for item in items if item.seq is not None}
    last_seq, missing = with_numbers(*count_of(device.pk), came)
    set_count(device.pk, last_seq, missing)
    return last_seq, missing


def _pointer(item: Incoming) -> UUID | None:
    content = item.content
    found: UUID | None = getattr(content, content.pointer) if content is not None and content.pointer else None
    return found
