"""Adding to the audit log: short, explicit, and in the transaction of what it records.

Each event carries an HMAC-SHA256 over its own fields and the event before it. The key lies outside the database, so
that whoever owns the database alone cannot mend the chain after an edit (docs/security.md).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.audit.models import AuditEvent, AuditHead
from commonbeat.program.audit.origin import current_origin


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to be recorded. `details` holds ids and codes, never what a person wrote (promise U5)."""

    action: str
    about: models.Model | None = None
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
) -> AuditEvent:
    """Add one event. The agency is the actor's unless given; with neither, it goes to the installation's chain.

    Must run inside an action: then no audit, no action (promise U4).
    """
    entry = Entry(action, about, outcome, details or {})
    return record_all([entry], actor=actor, agency=agency, label=label, purpose=purpose)[0]


def record_all(
    entries: Sequence[Entry],
    *,
    actor: Member | None,
    agency: Agency | int | None = None,
    label: str = "",
    purpose: str = "",
) -> list[AuditEvent]:
    """Add several events of one actor, in order, with one look at the end of the chain."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event is recorded in the transaction of what it records")
    agency_id = agency.pk if isinstance(agency, Agency) else agency
    if agency_id is None and actor is not None:
        agency_id = actor.agency_id
    head = _head(agency_id)
    origin, now = current_origin(), datetime.now(UTC)
    events = []
    for entry in entries:
        event = AuditEvent(
            agency_id=agency_id,
            seq=head.seq + 1,
            at=now,
            actor=actor,
            actor_label=label or (actor.email if actor is not None else ""),
            action=entry.action,
            object_type=entry.about._meta.label if entry.about is not None else "",
            object_id=str(entry.about.pk) if entry.about is not None else "",
            outcome=entry.outcome,
            purpose=purpose or origin.purpose,
            address=origin.address,
            details=entry.details,
        )
        event.hash = link(event, head.hash)
        head.seq, head.hash = event.seq, event.hash
        events.append(event)
    AuditEvent.objects.bulk_create(events)
    AuditHead.objects.filter(pk=head.pk).update(seq=head.seq, hash=head.hash)
    return events


def link(event: AuditEvent, before: str) -> str:
    """The event's hash: HMAC-SHA256, hex, over the hash before it and every field a reader relies on."""
    fields = [
        event.agency_id,
        event.seq,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_label,
        event.action,
        event.object_type,
        event.object_id,
        event.outcome,
        event.purpose,
        event.address,
        event.details,
    ]
    text = before + json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(settings.AUDIT_KEY, text.encode(), hashlib.sha256).hexdigest()


def _head(agency_id: int | None) -> AuditHead:
    chain = "installation" if agency_id is None else str(agency_id)
    heads = AuditHead.objects.select_for_update()
    found = heads.filter(chain=chain).first()
    if found is None:
        AuditHead.objects.get_or_create(chain=chain, defaults={"agency_id": agency_id})
        found = heads.get(chain=chain)
    return found
