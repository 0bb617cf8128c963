"""Writes about notes: each lapses unless someone confirms it, and anyone who reads one can dispute it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.audit.record import Entry, record, record_all
from commonbeat.program.notes.models import Note, NoteDispute
from commonbeat.program.notes.wording import guarded
from commonbeat.program.places.models import Place

#: Days that a note may live without being confirmed.
_LONGEST: Final = 730


def _must(member: Member, permission: str, about: models.Model) -> None:
    if not member.has_perm(permission, about):
        raise PermissionDenied


def _lapses(agency: Agency, since: datetime, days: int | None = None) -> date:
    live = agency.note_days if days is None else days
    if not 1 <= live <= _LONGEST:
        raise ValidationError({"days": _("A note lives 1 to 730 days before someone confirms it.")})
    return since.astimezone(ZoneInfo(agency.zone)).date() + timedelta(days=live)


@action
def write_note(
    member: Member,
    place: Place,
    *,
    kind: str,
    text: str,
    source: str = Note.Source.SEEN,
    days: int | None = None,
    sealed: bool = False,
) -> Note:
    """A new note about a place.

    Args:
        member: the author.
        place: a place of their agency.
        kind, source: values of `Note.Kind` and `Note.Source`.
        text: one or two sentences, of at most 400 characters.
        days: until it lapses unless confirmed; the agency's own number when None.
        sealed: seen by the author and sergeants alone, to protect a source.

    Raises:
        PermissionDenied: the member may not write here.
        ValidationError: the text points to a person, or a value is none that exists.
    """
    note, event = write_in_place(
        member, place, kind=kind, text=text, source=source, at=datetime.now(UTC), days=days, sealed=sealed
    )
    record_all([event], actor=member)
    return note


def write_in_place(
    member: Member,
    place: Place,
    *,
    kind: str,
    text: str,
    source: str,
    at: datetime,
    days: int | None = None,
    sealed: bool = False,
) -> tuple[Note, Entry]:
    """`write_note` inside an action that records the event itself: phones tell of notes written earlier, at `at`."""
    _must(member, "notes.write", place)
    note = Note(
        agency_id=member.agency_id,
        place=place,
        kind=kind,
        text=guarded(text, kind),
        source=source,
        author=member,
        written_at=at,
        confirm_by=_lapses(member.agency, at, days),
        sealed=sealed,
    )
    note.full_clean()
    note.save()
    return note, Entry("note.write", about=note, details={"kind": note.kind, "sealed": sealed})


@action
def confirm_note(member: Member, note: Note) -> Note:
    """It still holds: it lives on for the agency's number of days from today.

    Raises:
        PermissionDenied: the member may not.
        ValidationError: the note was withdrawn.
    """
    record_all([confirm_in_place(member, note, datetime.now(UTC))], actor=member)
    return note


def confirm_in_place(member: Member, note: Note, at: datetime) -> Entry:
    """`confirm_note` inside an action that records the event itself, found true at `at`.

    A time before the one that is known changes nothing, and no confirmation makes a note lapse earlier.
    """
    _must(member, "notes.confirm", note)
    _live(note)
    if note.confirmed_at is None or at > note.confirmed_at:
        note.confirmed_at, note.confirmed_by = at, member
        note.confirm_by = max(note.confirm_by, _lapses(member.agency, at))
        note.save(update_fields=["confirmed_at", "confirmed_by", "confirm_by"])
    return Entry("note.confirm", about=note)


@action
def dispute_note(member: Member, note: Note, why: str) -> NoteDispute:
    """Say that a note is wrong. It stays in the briefing, marked, until a sergeant settles it.

    A second dispute of the same member while the first is open changes nothing.

    Raises:
        PermissionDenied: the member may not read it.
        ValidationError: no reason, a reason that points to a person, or a note that was withdrawn.
    """
    _must(member, "notes.dispute", note)
    _live(note)
    reason = guarded(why)
    found = NoteDispute.objects.filter(note=note, by=member, settled_at__isnull=True).first()
    if found is not None:
        return found
    dispute = NoteDispute(agency_id=member.agency_id, note=note, by=member, why=reason)
    dispute.full_clean()
    dispute.save()
    record("note.dispute", actor=member, about=note, details={"dispute": dispute.pk})
    return dispute


@action
def settle_dispute(member: Member, dispute: NoteDispute, outcome: str) -> NoteDispute:
    """A sergeant decides whether the note stands; who disputes does not settle.

    Raises:
        PermissionDenied: the member may not.
        ValidationError: it is settled already, or the outcome is none that exists.
    """
    _must(member, "notes.settle", dispute)
    if dispute.settled_at is not None:
        raise ValidationError(_("This was settled already."))
    dispute.settled_at, dispute.settled_by, dispute.outcome = datetime.now(UTC), member, outcome
    dispute.full_clean()
    if not outcome:
        raise ValidationError({"outcome": _("Choose what becomes of the note.")})
    dispute.save()
    if outcome == NoteDispute.Outcome.WITHDRAWN:
        Note.objects.filter(pk=dispute.note_id, withdrawn_at__isnull=True).update(withdrawn_at=datetime.now(UTC))
    record("note.settle", actor=member, about=dispute.note, details={"dispute": dispute.pk, "outcome": outcome})
    return dispute


@action
def withdraw_note(member: Member, note: Note) -> Note:
    """Take a note out of every briefing; it stays in the record.

    Raises:
        PermissionDenied: the member may not.
    """
    _must(member, "notes.withdraw", note)
    if note.withdrawn_at is None:
        note.withdrawn_at = datetime.now(UTC)
        note.save(update_fields=["withdrawn_at"])
        record("note.withdraw", actor=member, about=note)
    return note


@action
def seal_note(member: Member, note: Note) -> Note:
    """From now on its author and sergeants alone see it, and it is counted nowhere.

    Raises:
        PermissionDenied: the member may not.
    """
    return _seal(member, note, sealed=True)


@action
def unseal_note(member: Member, note: Note) -> Note:
    """Everyone in the agency may read it again.

    Raises:
        PermissionDenied: the member may not.
    """
    return _seal(member, note, sealed=False)


def _seal(member: Member, note: Note, *, sealed: bool) -> Note:
    _must(member, "notes.seal", note)
    if note.sealed is not sealed:
        note.sealed = sealed
        note.save(update_fields=["sealed"])
        record("note.seal" if sealed else "note.unseal", actor=member, about=note)
    return note


def _live(note: Note) -> None:
    if note.withdrawn_at is not None:
        raise ValidationError(_("This note was withdrawn."))
