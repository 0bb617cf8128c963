"""`note` and `note_confirmed`: place knowledge written down, or found to be still true."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pydantic import AwareDatetime, StringConstraints

from commonbeat.program.audit.record import Entry
from commonbeat.program.guard import Kind
from commonbeat.program.notes.actions import confirm_in_place, write_in_place
from commonbeat.program.notes.models import Note
from commonbeat.program.notes.wording import allowed_in
from commonbeat.program.places.models import Place
from commonbeat.program.visits.incoming import Incoming, Problem
from commonbeat.program.visits.kinds.content import EntryContent, RowId, Text
from commonbeat.program.visits.models import Device


class NoteContent(EntryContent):
    """A note as the phone tells it."""

    times: ClassVar = ("written_at",)
    free_text: ClassVar = ("text",)

    place: RowId
    kind: Literal["access", "hazard", "contact", "works", "failed", "language", "calendar", "services"]
    text: Annotated[Text, StringConstraints(min_length=1, max_length=400)]
    source: Literal["seen", "told", "partner", "record"] = "seen"
    written_at: AwareDatetime

    def allowed(self) -> frozenset[Kind]:
        """A contact by role carries its business number."""
        return allowed_in(self.kind)


class NoteConfirmedContent(EntryContent):
    """Which note was found to be true, and when."""

    times: ClassVar = ("at",)

    note: RowId
    at: AwareDatetime


def store(device: Device, items: list[Incoming]) -> list[Entry]:
    """Keep the notes under the rules of every note; each lapses after the agency's days unless someone confirms it."""
    wanted = {cast("NoteContent", item.content).place for item in items}
    places = Place.objects.visible_to(device.member).in_bulk(wanted)
    events = []
    for item in items:
        told = cast("NoteContent", item.content)
        place = places.get(told.place)
        if place is None:
            item.reject(Problem("not_found", _("This place does not exist."), "place"))
            continue
        try:
            _note, event = write_in_place(
                device.member,
                place,
                kind=told.kind,
                text=told.text,
                source=told.source,
                at=told.written_at,
            )
        except ValidationError as error:
            item.reject(Problem("invalid", error.messages[0], "text"))
        else:
            events.append(event)
    return events


def store_confirmed(device: Device, items: list[Incoming]) -> list[Entry]:
    """Let the notes live on from the day they were found true."""
    wanted = {cast("NoteConfirmedContent", item.content).note for item in items}
    there = Note.objects.visible_to(device.member).filter(withdrawn_at__isnull=True).in_bulk(wanted)
    events = []
    for item in items:
        told = cast("NoteConfirmedContent", item.content)
        note = there.get(told.note)
        if note is None:
            item.reject(Problem("not_found", _("This note does not exist."), "note"))
        else:
            events.append(confirm_in_place(device.member, note, told.at))
    return events
