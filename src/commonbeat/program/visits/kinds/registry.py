"""Every kind of entry the server knows, in the order in which a batch's are stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from commonbeat.program.audit.record import Entry
from commonbeat.program.visits.incoming import Incoming
from commonbeat.program.visits.kinds import commitment, note, pulled_away, set_aside, visit
from commonbeat.program.visits.kinds.content import EntryContent
from commonbeat.program.visits.models import Device


@dataclass(frozen=True, slots=True)
class EntryKind:
    """One kind of entry.

    Attributes:
        content: what its content must be.
        store: keeps entries that are in order, inside the writer; returns one event for each it kept, and rejects
            the others.
    """

    content: type[EntryContent]
    store: Callable[[Device, list[Incoming]], list[Entry]]


KINDS: Final = {
    "visit": EntryKind(visit.VisitContent, visit.store),
    "set_aside": EntryKind(set_aside.SetAsideContent, set_aside.store),
    "commitment": EntryKind(commitment.CommitmentContent, commitment.store),
    "commitment_closed": EntryKind(commitment.CommitmentClosedContent, commitment.store_closed),
    "pulled_away": EntryKind(pulled_away.PulledAwayContent, pulled_away.store),
    "note": EntryKind(note.NoteContent, note.store),
    "note_confirmed": EntryKind(note.NoteConfirmedContent, note.store_confirmed),
}
