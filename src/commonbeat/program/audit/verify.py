"""Whether the audit log is what was written: every link of every chain, and every head that was kept outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from commonbeat.errors import CommonbeatError
from commonbeat.program.agencies.models import Agency
from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
from commonbeat.program.audit.heads import Head, chain_name
from commonbeat.program.audit.models import AuditEvent, AuditHead
from commonbeat.program.audit.record import link
from commonbeat.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written.

    Attributes:
        chain: the agency's id, or "installation".
        seq: the event's place in the chain, counted from 1.
        what: one sentence.
    """

    chain: str
    seq: int
    what: str


class AuditChangedError(CommonbeatError):
    """The audit log was changed by someone who is not this software."""

    exit_code = 8


def verify(heads: Sequence[Head] = (), progress: Progress = silent) -> tuple[int, list[Fault]]:
    """Walk every chain from its first event.

    Args:
        heads: heads that were written down outside the database before; they show a tail that was cut and an old
            backup that was put back, which the chain by itself cannot.

    Returns:
        How many events were looked at, and the faults, in the order found.
    """
    looked, faults = 0, []
    for chain, agency_id in _chains(heads):
        with agency_scope(agency_id) if agency_id is not None else sign_in_scope():
            all_events = AuditEvent.objects.order_by("seq")
            events = (
                all_events.filter(agency__isnull=True) if agency_id is None else all_events.filter(agency_id=agency_id)
            )
            kept = {head.seq: head for head in heads if head.chain == chain}
            count, found = _walk(chain, events, kept)
            looked += count
            faults += found
            progress("Verifying the audit log", looked, None)
    return looked, faults


def _chains(heads: Sequence[Head]) -> Iterator[tuple[str, int | None]]:
    with sign_in_scope():
        known: dict[str, int | None] = {chain_name(None): None}
        known |= {chain_name(agency): agency for agency in Agency.objects.order_by("pk").values_list("pk", flat=True)}
    for head in heads:
        known.setdefault(head.chain, int(head.chain) if head.chain.isdigit() else None)
    yield from known.items()


def _walk(chain: str, events: QuerySet[AuditEvent], kept: dict[int, Head]) -> tuple[int, list[Fault]]:
    faults: list[Fault] = []
    before, seq = "", 0
    for event in events.iterator(2_000):
        if event.seq != seq + 1:
            faults.append(Fault(chain, seq + 1, f"Event {seq + 1} is missing; event {event.seq} follows."))
        elif event.hash != link(event, before):
            faults.append(Fault(chain, event.seq, f"Event {event.seq} is not what was written."))
        if event.seq in kept and kept.pop(event.seq).hash != event.hash:
            faults.append(Fault(chain, event.seq, f"Event {event.seq} is not the one whose head was kept outside."))
        before, seq = event.hash, event.seq
    head = AuditHead.objects.filter(chain=chain).first()
    if (head.seq, head.hash) != (seq, before) if head else seq > 0:
        faults.append(
            Fault(chain, seq, f"The chain ends at {seq}, and its head says {head.seq if head else 'nothing'}.")
        )
    faults += [
        Fault(chain, missing, f"Event {missing}, whose head was kept outside, is not there: the end was cut off.")
        for missing in sorted(kept)
    ]
    return seq, faults
