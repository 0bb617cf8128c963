"""Emergency access: whatever is sealed at a place, for an hour, with a reason, told to sergeants at once and reviewed.

The door is at every place alike, so that it does not tell where something is sealed (CJIS AC-6; promise U6).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.audit.record import record
from commonbeat.program.notes.models import EmergencyAccess, Note
from commonbeat.program.notes.queries import live, today_of
from commonbeat.program.places.models import Place

#: How long the door stays open.
OPEN: Final = timedelta(minutes=60)
_SHORTEST_REASON: Final = 10


@action
def open_in_emergency(member: Member, place: Place, reason: str) -> EmergencyAccess:
    """Open what is sealed at the place for 60 minutes. An access that is open already is given again.

    Args:
        member: who opens it.
        place: where they go.
        reason: why, in a sentence; kept with the access, not in the audit log.

    Raises:
        PermissionDenied: the member may not.
        ValidationError: no reason was given.
    """
    if not member.has_perm("notes.open_in_emergency", place):
        raise PermissionDenied
    why = " ".join(reason.split())
    if len(why) < _SHORTEST_REASON:
        raise ValidationError({"reason": _("Say why in a sentence. A second person will read it.")})
    found = open_access(member, place)
    if found is not None:
        return found
    now = datetime.now(UTC)
    access = EmergencyAccess(
        agency_id=member.agency_id, place=place, by=member, reason=why, opened_at=now, closes_at=now + OPEN
    )
    access.full_clean()
    access.save()
    record("note.emergency.open", actor=member, about=place, details={"access": access.pk})
    return access


@action
def review_emergency(member: Member, access: EmergencyAccess, *, justified: bool) -> EmergencyAccess:
    """A second person says whether the access was justified.

    Raises:
        PermissionDenied: the member may not, or is the one who opened it.
        ValidationError: it was reviewed already.
    """
    if not member.has_perm("notes.review_emergency", access):
        raise PermissionDenied
    if access.reviewed_at is not None:
        raise ValidationError(_("This was reviewed already."))
    access.reviewed_by, access.reviewed_at, access.justified = member, datetime.now(UTC), justified
    access.save(update_fields=["reviewed_by", "reviewed_at", "justified"])
    record("note.emergency.review", actor=member, about=access, details={"justified": justified})
    return access


def open_access(member: Member, place: Place) -> EmergencyAccess | None:
    """The member's own access at the place, while it is open."""
    now = datetime.now(UTC)
    mine = EmergencyAccess.objects.filter(agency_id=member.agency_id, by=member, place=place, closes_at__gt=now)
    return mine.order_by("-opened_at").first()


def emergencies_to_review(member: Member) -> QuerySet[EmergencyAccess]:
    """Accesses that wait for a second person, newest first: the line on the start page. None for other roles.

    An access is here the moment it is opened.
    """
    waiting = EmergencyAccess.objects.visible_to(member).filter(reviewed_at__isnull=True)
    if not member.has_role(Role.SERGEANT, Role.AUDITOR):
        return waiting.none()
    return waiting.select_related("by", "place").order_by("-opened_at")


@action
def read_opened(member: Member, access: EmergencyAccess) -> list[Note]:
    """The sealed notes at the place, while the member's access is open; each reading is recorded."""
    if access.by_id != member.pk or access.closes_at <= datetime.now(UTC):
        return []
    sealed = Note.objects.filter(agency_id=member.agency_id, place_id=access.place_id, sealed=True)
    record("note.emergency.read", actor=member, about=access)
    return list(live(sealed, today_of(member.agency)).select_related("author").order_by("-written_at"))
