"""Every kind of entry the server knows, in the order in which a batch's are stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import models

from commonbeat.program.audit.record import Entry
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.postings.models import PulledAway
from commonbeat.program.visits.incoming import Incoming
from commonbeat.program.visits.kinds import commitment, note, pulled_away, set_aside, visit
from commonbeat.program.visits.kinds.content import EntryContent
from commonbeat.program.visits.models import Device, SetAside, Visit


@dataclass(frozen=True, slots=True)
class EntryKind:
    """One kind of entry.

    Attributes:
        content: what its content must be.
        store: keeps entries that are in order, inside the writer; returns one event for each it kept, and rejects
            the others.
        table: whose rows carry the entry's id, once each.
    """

    content: type[EntryContent]
    store: Callable[[Device, list[Incoming]], list[Entry]]
    table: type[models.Model] | None = None


KINDS: Final = {
    "visit": EntryKind(visit.VisitContent, visit.store, Visit),
    "set_aside": EntryKind(set_aside.SetAsideContent, set_aside.store, SetAside),
    "commitment": EntryKind(commitment.CommitmentContent, commitment.store, Commitment),
    "commitment_closed": EntryKind(commitment.CommitmentClosedContent, commitment.store_closed),
    "pulled_away": EntryKind(pulled_away.PulledAwayContent, pulled_away.store, PulledAway),
    "note": EntryKind(note.NoteContent, note.store),
    "note_confirmed": EntryKind(note.NoteConfirmedContent, note.store_confirmed),
}
