"""Adding to the audit log: short, explicit, and in the transaction of what it records.

Each event carries an HMAC-SHA256 over its own fields and the event before it. The key lies outside the database, so
that whoever owns the database alone cannot mend the chain after an edit (docs/security.md).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.db import connection, models, transaction

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.audit.models import AuditEvent, AuditHead
from commonbeat.program.audit.origin import current_origin
from commonbeat.program.inserting import insert_all

#: Made once: `json.dumps` would make one a call.
_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
#: What the hash covers, in this order.
_CHAINED: Final = (
    "agency_id",
    "seq",
    "at",
    "actor_id",
    "actor_label",
    "action",
    "object_type",
    "object_id",
    "outcome",
    "purpose",
    "address",
    "details",
)


@dataclass(slots=True)
class RowOf:
    """A row by its model and id, where an object of the model would cost more than the event."""

    model: type[models.Model]
    pk: int


@dataclass(slots=True)
class Entry:
    """One event to be recorded. `details` holds ids and codes, never what a person wrote (promise U5)."""

    action: str
    about: models.Model | RowOf | None = None
    outcome: str = "done"
    details: dict[str, Any] = field(default_factory=dict)


def record(
    action: str,
    *,
    actor: Member | None,
    agency: Agency | int | None = None,
    about: models.Model | None = None,
    outcome: str = "done",
    details: dict[str, Any] | None = None,
    label: str = "",
    purpose: str = "",
) -> None:
    """Add one event. The agency is the actor's unless given; with neither, it goes to the installation's chain.

    Must run inside an action: then no audit, no action (promise U4).
    """
    entry = Entry(action, about, outcome, details or {})
    record_all([entry], actor=actor, agency=agency, label=label, purpose=purpose)


def record_all(
    entries: Sequence[Entry],
    *,
    actor: Member | None,
    agency: Agency | int | None = None,
    label: str = "",
    purpose: str = "",
) -> None:
    """Add several events of one actor, in order, with one look at the end of the chain."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event is recorded in the transaction of what it records")
    agency_id = agency.pk if isinstance(agency, Agency) else agency
    if agency_id is None and actor is not None:
        agency_id = actor.agency_id
    head, seq, before = _head(agency_id)
    origin, now = current_origin(), datetime.now(UTC)
    at, actor_id = _stamped(now), actor.pk if actor is not None else None
    who = label or (actor.email if actor is not None else "")
    why = purpose or origin.purpose
    rows = []
    for entry in entries:
        seq += 1
        about = _named(entry.about)
        told = (actor_id, who, entry.action, *about, entry.outcome, why, origin.address, entry.details)
        before = _hash(before, (agency_id, seq, at, *told))
        rows.append((agency_id, seq, now, *told, before))
    insert_all(AuditEvent, (*_CHAINED, "hash"), rows)
    _set_head(head, seq, before)


def link(event: AuditEvent, before: str) -> str:
    """The event's hash: HMAC-SHA256, hex, over the hash before it and every field a reader relies on."""
    fields = {name: getattr(event, name) for name in _CHAINED}
    fields["at"] = _stamped(event.at)
    return _hash(before, tuple(fields.values()))


def _stamped(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _hash(before: str, fields: tuple[Any, ...]) -> str:
    text = before + _CANONICAL.encode(fields)
    return hmac.digest(settings.AUDIT_KEY, text.encode(), "sha256").hex()


def _named(about: models.Model | RowOf | None) -> tuple[str, str]:
    if about is None:
        return "", ""
    model = about.model if isinstance(about, RowOf) else type(about)
    return _label(model), str(about.pk)


@lru_cache(maxsize=256)
def _label(model: type[models.Model]) -> str:
    return model._meta.label


def _head(agency_id: int | None) -> tuple[int, int, str]:
    """The end of the chain, locked: its row's id, the last number, the last hash; made when it is first asked for."""
    chain = "installation" if agency_id is None else str(agency_id)
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute(f"SELECT id, seq, hash FROM {AuditHead._meta.db_table} WHERE chain = %s{lock}", [chain])
            found = cursor.fetchone()
            if found is not None:
                return found[0], found[1], found[2]
            AuditHead.objects.get_or_create(chain=chain, defaults={"agency_id": agency_id})
    raise RuntimeError("the end of the audit chain is not visible")


def _set_head(head: int, seq: int, last: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {AuditHead._meta.db_table} SET seq = %s, hash = %s WHERE id = %s", [seq, last, head])
