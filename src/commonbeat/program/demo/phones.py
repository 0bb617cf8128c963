"""The made entries as the officers' phones would have sent them, through the door that phones use (docs/sync.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.db.models import F

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.areas.models import Area
from commonbeat.program.notes.models import Note
from commonbeat.program.places.models import Place
from commonbeat.program.visits.devices import register_device
from commonbeat.program.visits.models import Device, Visit
from commonbeat.program.visits.receive import ENTRIES_AT_MOST, receive
from commonbeat.progress import Progress, silent
from commonbeat.synthetic.program import MadeCommitment, MadeProgram, MadeVisit

_PHONES: Final = UUID("6f1f9a56-50a8-4d0e-9a63-6d2f2a3f6f10")


@dataclass(frozen=True, slots=True)
class Told:
    """An entry, when it was written and by whom."""

    at: datetime
    officer: str
    id: UUID
    kind: str
    content: dict[str, Any]


@dataclass(slots=True)
class Phones:
    """One phone an officer, and a second one of whoever sent a visit twice.

    Attributes:
        members: by key.
        areas: by number.
        places: by key of the lake.
    """

    members: Mapping[str, Member]
    areas: list[Area]
    places: Mapping[str, Place]
    _devices: dict[tuple[str, int], Device] = field(default_factory=dict)
    _sent: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))

    def entries(self, made: MadeProgram) -> list[Told]:
        """Everything the phones have to tell, in the order of time."""
        return sorted(self._told(made), key=lambda told: (told.at, str(told.id)))

    def send(self, entries: list[Told], progress: Progress = silent, *, lost: tuple[str, ...] = ()) -> None:
        """Send them, officer by officer, in batches.

        Args:
            entries: in the order of time.
            progress: told how many came.
            lost: officers whose last batch lacks two numbers that went before it.

        Raises:
            ValueError: the server refused one, which says that the made words or times are wrong.
        """
        by_officer: dict[str, list[Told]] = defaultdict(list)
        for told in entries:
            by_officer[told.officer].append(told)
        done = 0
        for officer, theirs in by_officer.items():
            for begin in range(0, len(theirs), ENTRIES_AT_MOST):
                batch = theirs[begin : begin + ENTRIES_AT_MOST]
                if officer in lost and begin + ENTRIES_AT_MOST >= len(theirs):
                    self._sent[officer, 1] += 2
                self._send(officer, batch)
                done += len(batch)
                progress("Filling the program with 18 months of visits", done, len(entries))

    def send_again(self, told: Told, **changed: Any) -> None:
        """Another phone of the same officer sends the same id with other content."""
        self._send(told.officer, [Told(told.at, told.officer, told.id, told.kind, told.content | changed)], phone=2)

    def confirm_notes(self, made: MadeProgram) -> None:
        """The notes that were found true again."""
        found = [
            Told(
                at,
                note.author,
                uuid5(note.entry, str(number)),
                "note_confirmed",
                {
                    "note": Note.objects.get(place=self.places[note.place], text=note.text, sealed=False).pk,
                    "at": at.isoformat(),
                },
            )
            for note in made.notes
            for number, at in enumerate(note.confirmed_at)
        ]
        self.send(found)

    def _send(self, officer: str, batch: list[Told], phone: int = 1) -> None:
        device = self._device(officer, phone)
        sent = []
        for told in batch:
            self._sent[officer, phone] += 1
            sent.append(
                {"id": str(told.id), "seq": self._sent[officer, phone], "kind": told.kind, "content": told.content}
            )
        for result in receive(device, sent).results:
            if result["outcome"] == "rejected" or (result["outcome"] == "conflict") != (phone == 2):
                raise ValueError(f"a made entry came to {result}")

    def _device(self, officer: str, phone: int) -> Device:
        if (officer, phone) not in self._devices:
            label = "Phone of the car" if phone == 2 else "Work phone"
            member = self.members[officer]
            self._devices[officer, phone], _ = register_device(member, uuid5(_PHONES, f"{officer} {phone}"), label)
        return self._devices[officer, phone]

    def _told(self, made: MadeProgram) -> Iterator[Told]:
        for visit in made.visits:
            yield self._visit(visit)
        for one in made.commitments:
            yield from self._commitment(one)
        for note in made.notes:
            if not note.sealed:
                content = {
                    "place": self.places[note.place].pk,
                    "kind": note.kind,
                    "text": note.text,
                    "source": note.source,
                    "written_at": note.written_at.isoformat(),
                }
                yield Told(note.written_at, note.author, note.entry, "note", content)
        for away in made.pulled_away:
            content = {
                "area": self.areas[away.area].pk,
                "began_at": away.began_at.isoformat(),
                "minutes": away.minutes,
                "by_whom": away.by_whom,
                "for_what": away.for_what,
            }
            yield Told(away.began_at, away.officer, away.entry, "pulled_away", content)
        for officer, entry, at in made.set_aside:
            yield Told(at, officer, entry, "set_aside", {"at": at.isoformat()})

    def _visit(self, visit: MadeVisit) -> Told:
        written = visit.began_at + timedelta(minutes=visit.minutes)
        content = {
            "area": self.areas[visit.area].pk,
            "place": self.places[visit.place].pk,
            "began_at": visit.began_at.isoformat(),
            "minutes": visit.minutes,
            "kind": visit.kind,
            "talks_they_started": visit.talks_they_started,
            "talks_i_started": visit.talks_i_started,
            "raised": list(visit.raised),
            "raised_text": visit.raised_text,
            "language": visit.language,
            "written_at": written.isoformat(),
        }
        return Told(written, visit.officer, visit.entry, "visit", content)

    def _commitment(self, one: MadeCommitment) -> Iterator[Told]:
        content: dict[str, Any] = {
            "area": self.areas[one.area].pk,
            "place": self.places[one.place].pk,
            "visit": str(one.visit),
            "what": one.what,
            "to_role": one.to_role,
            "due_on": one.due_on.isoformat(),
            "made_at": one.made_at.isoformat(),
        }
        yield Told(one.made_at, one.officer, one.entry, "commitment", content)
        if one.closed_at is not None:
            closing = {
                "commitment": str(one.entry),
                "outcome": one.outcome,
                "reason": one.reason,
                "closed_at": one.closed_at.isoformat(),
            }
            yield Told(one.closed_at, one.officer, one.closing, "commitment_closed", closing)


def received_then(agency: Agency) -> None:
    """The visits came in when they were written, not today."""
    Visit.objects.filter(agency=agency).update(received_at=F("written_at"))
