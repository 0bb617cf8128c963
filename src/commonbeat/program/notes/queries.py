"""Reads of notes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.audit.record import record
from commonbeat.program.notes.models import Note, NoteDispute
from commonbeat.program.places.models import Place

#: Days before it lapses from which on a note asks to be confirmed.
SOON: Final = 14


def today_of(agency: Agency) -> date:
    """The agency's own day."""
    return datetime.now(ZoneInfo(agency.zone)).date()


def live(notes: QuerySet[Note], today: date) -> QuerySet[Note]:
    """Neither withdrawn nor lapsed."""
    return notes.filter(withdrawn_at__isnull=True, confirm_by__gte=today)


def open_notes(member: Member) -> QuerySet[Note]:
    """Live notes that the whole agency may read: those of briefings, counts and handovers. Sealed ones are in none.

    With `disputes` that are open, and their authors.
    """
    return of_agency(member.agency)


def of_agency(agency: Agency) -> QuerySet[Note]:
    """The same for a machine of the agency."""
    open_disputes = Prefetch("disputes", NoteDispute.objects.filter(settled_at__isnull=True).order_by("at"))
    return readable(agency.pk, today_of(agency)).select_related("author").prefetch_related(open_disputes)


def readable(agency_id: int, today: date) -> QuerySet[Note]:
    """Those notes by themselves, newest first; `today` is the agency's own day."""
    return live(Note.objects.filter(agency_id=agency_id, sealed=False), today).order_by("-written_at", "pk")


def lapsing_notes(member: Member, *, days: int = SOON) -> QuerySet[Note]:
    """Live notes that lapse within some days unless confirmed, soonest first."""
    until = today_of(member.agency) + timedelta(days=days)
    return open_notes(member).filter(confirm_by__lte=until).select_related("place").order_by("confirm_by", "pk")


def open_disputes(member: Member) -> QuerySet[NoteDispute]:
    """Disputes that wait for a sergeant, oldest first; those of sealed notes for sergeants alone."""
    found = NoteDispute.objects.visible_to(member).filter(settled_at__isnull=True, note__withdrawn_at__isnull=True)
    if not member.has_role(Role.SERGEANT):
        found = found.filter(note__sealed=False)
    return found.select_related("note", "note__place", "by").order_by("at")


def note_for(member: Member, code: UUID) -> Note | None:
    """A note that the member may read, by its code; None for what does not exist, and for others' sealed notes."""
    found = Note.objects.filter(agency_id=member.agency_id, code=code).select_related("place", "author").first()
    if found is None or (found.sealed and found.author_id != member.pk and not member.has_role(Role.SERGEANT)):
        return None
    return found


@action
def read_sealed(member: Member, place: Place) -> list[Note]:
    """The sealed notes of a place: a sergeant's all, anyone else's own. The reading is recorded when there are any."""
    notes = Note.objects.filter(agency_id=member.agency_id, place=place, sealed=True)
    if not member.has_role(Role.SERGEANT):
        notes = notes.filter(author=member)
    found = list(live(notes, today_of(member.agency)).select_related("author").order_by("-written_at"))
    if found:
        record("note.sealed.read", actor=member, about=place, details={"notes": len(found)})
    return found
