"""`note` and `note_confirmed`: place knowledge written down, or found to be still true."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar, Literal, cast
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from pydantic import AwareDatetime, StringConstraints

from commonbeat.program.audit.record import Entry
from commonbeat.program.notes.models import Note
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


class NoteConfirmedContent(EntryContent):
    """Which note was found to be true, and when."""

    times: ClassVar = ("at",)

    note: RowId
    at: AwareDatetime


def store(device: Device, items: list[Incoming]) -> list[Entry]:
    """Keep the notes; each lapses after the agency's days unless someone confirms it."""
    rows = []
    for item in items:
        told = cast("NoteContent", item.content)
        rows.append(
            Note(
                agency_id=device.agency_id,
                place_id=told.place,
                kind=told.kind,
                text=told.text,
                source=told.source,
                author_id=device.member_id,
                written_at=told.written_at,
                confirm_by=_lapses(device, told.written_at),
            )
        )
    return [Entry("note.create", about=note) for note in Note.objects.bulk_create(rows)]


def store_confirmed(device: Device, items: list[Incoming]) -> list[Entry]:
    """Let the notes live on from the day they were found true; an earlier day than is known changes nothing."""
    wanted = {cast("NoteConfirmedContent", item.content).note for item in items}
    visible = Note.objects.visible_to(device.member).filter(pk__in=wanted, withdrawn_at__isnull=True)
    there = {note.pk: note for note in visible}
    events = []
    for item in items:
        told = cast("NoteConfirmedContent", item.content)
        note = there.get(told.note)
        if note is None:
            item.reject(Problem("not_found", _("This note does not exist."), "note"))
            continue
        if note.confirmed_at is None or told.at > note.confirmed_at:
            note.confirmed_at, note.confirmed_by = told.at, device.member
            note.confirm_by = max(note.confirm_by, _lapses(device, told.at))
            note.save(update_fields=["confirmed_at", "confirmed_by", "confirm_by"])
        events.append(Entry("note.confirm", about=note))
    return events


def _lapses(device: Device, since: datetime) -> date:
    agency = device.member.agency
    return since.astimezone(ZoneInfo(agency.zone)).date() + timedelta(days=agency.note_days)
