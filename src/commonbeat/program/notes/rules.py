"""Who may write, confirm, dispute, settle and seal notes."""

from __future__ import annotations

from rules.permissions import add_perm
from rules.predicates import predicate

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.notes.models import EmergencyAccess, Note, NoteDispute
from commonbeat.program.places.models import Place

_Owned = Place | Note | NoteDispute | EmergencyAccess


def _ours(member: Member, about: _Owned | None) -> bool:
    return about is None or about.agency_id == member.agency_id


def may_write(member: Member, place: Place | None) -> bool:
    """Officers and sergeants of the agency."""
    return _ours(member, place) and member.has_role(Role.OFFICER, Role.SERGEANT)


def may_confirm(member: Member, note: Note | None) -> bool:
    """Officers and sergeants who may read it: whoever was there knows whether it still holds."""
    return _ours(member, note) and member.has_role(Role.OFFICER, Role.SERGEANT) and _reads(member, note)


def may_dispute(member: Member, note: Note | None) -> bool:
    """Anyone who reads it."""
    return _ours(member, note) and _reads(member, note)


def may_settle(member: Member, dispute: NoteDispute | None) -> bool:
    """A sergeant, who is not the one that disputes."""
    return _ours(member, dispute) and member.has_role(Role.SERGEANT) and (dispute is None or dispute.by_id != member.pk)


def may_withdraw(member: Member, note: Note | None) -> bool:
    """Its author, and a sergeant."""
    return _ours(member, note) and (
        member.has_role(Role.SERGEANT) or (note is not None and note.author_id == member.pk)
    )


def may_open_in_emergency(member: Member, place: Place | None) -> bool:
    """Whoever goes to the place, or sends someone there."""
    return _ours(member, place) and member.has_role(Role.OFFICER, Role.DISPATCHER, Role.SERGEANT)


def may_review(member: Member, access: EmergencyAccess | None) -> bool:
    """A sergeant or an auditor, who is not the one that opened it."""
    second = access is None or access.by_id != member.pk
    return _ours(member, access) and second and member.has_role(Role.SERGEANT, Role.AUDITOR)


def _reads(member: Member, note: Note | None) -> bool:
    return note is None or not note.sealed or note.author_id == member.pk or member.has_role(Role.SERGEANT)


add_perm("notes.write", predicate(may_write))
add_perm("notes.confirm", predicate(may_confirm))
add_perm("notes.dispute", predicate(may_dispute))
add_perm("notes.settle", predicate(may_settle))
add_perm("notes.withdraw", predicate(may_withdraw))
add_perm("notes.seal", predicate(may_withdraw))
add_perm("notes.open_in_emergency", predicate(may_open_in_emergency))
add_perm("notes.review_emergency", predicate(may_review))
