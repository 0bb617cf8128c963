"""Writes about commitments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.audit.record import Entry, record, record_all
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.guard import check_text
from commonbeat.program.places.models import Place


@action
def make_commitment(
    by: Member, area: Area, *, what: str, to_role: str, due_on: date, place: Place | None = None
) -> Commitment:
    """Write down a promise that was made outside of a visit: at a meeting, by telephone.

    Args:
        by: who promised.
        area: approved; the promise goes with it.
        what, to_role: what was promised, and to whom as a role.
        due_on: today or later.
        place: one of the area's.

    Raises:
        PermissionDenied: not this member's, or another agency's area or place.
        ValidationError: words are missing or point to a person, the day has passed, or the place is elsewhere.
    """
    if not by.has_perm("commitments.make") or area.agency_id != by.agency_id:
        raise PermissionDenied
    for name, words in (("what", what), ("to_role", to_role)):
        findings = check_text(words, translation)
        if findings:
            raise ValidationError({name: findings[0].why})
    now = datetime.now(UTC)
    if due_on < today_in(by.agency, now):
        raise ValidationError({"due_on": _("Choose today or a later day.")})
    if area.state != Area.State.APPROVED:
        raise ValidationError({"area": _("This area is closed.")})
    if place is not None and not area.places.filter(pk=place.pk, agency=by.agency_id).exists():
        raise ValidationError({"place": _("This place is not in the area.")})
    made = Commitment(
        agency_id=by.agency_id,
        entry=uuid4(),
        area=area,
        place=place,
        what=what.strip(),
        to_role=to_role.strip(),
        due_on=due_on,
        made_by=by,
        made_at=now,
    )
    made.full_clean()
    made.save()
    record("commitment.create", actor=by, about=made)
    return made


@action
def tell_reason(by: Member, commitment: Commitment) -> Commitment:
    """Whoever was promised was told why it was not kept.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: it was kept or is open, or the reason was told before.
    """
    if not by.has_perm("commitments.tell", commitment):
        raise PermissionDenied
    present = Commitment.objects.visible_to(by).select_for_update().get(pk=commitment.pk)
    if present.state != Commitment.State.NOT_KEPT:
        raise ValidationError(_("There is no reason to tell: it was not closed as not kept."))
    if present.told_at is not None:
        raise ValidationError(_("The reason was told before."))
    present.told_at, present.told_by = datetime.now(UTC), by
    present.save(update_fields=["told_at", "told_by"])
    record("commitment.tell", actor=by, about=present)
    return present


@action
def close_commitment(by: Member, commitment: Commitment, *, kept: bool, reason: str = "") -> Commitment:
    """Say what became of a promise: kept (late, when its day has passed), or not kept and why.

    Raises:
        PermissionDenied: not this member's to close.
        ValidationError: it was closed before, or the reason is missing or names a person.
    """
    if not by.has_perm("commitments.close", commitment):
        raise PermissionDenied
    present = Commitment.objects.visible_to(by).select_for_update().get(pk=commitment.pk)
    if present.state != Commitment.State.OPEN:
        raise ValidationError(_("This commitment was closed before."))
    findings = check_text(reason, translation)
    if findings:
        raise ValidationError({"reason": findings[0].why})
    record_all([close_in_place(present, by=by, kept=kept, reason=reason.strip(), at=datetime.now(UTC))], actor=by)
    return present


def close_in_place(commitment: Commitment, *, by: Member, kept: bool, reason: str, at: datetime) -> Entry:
    """Close an open promise inside an action, and return the event to record.

    Args:
        commitment: open.
        at: with a time zone; the day that counts is the agency's.

    Raises:
        ValidationError: not kept, and no reason.
    """
    if not kept and not reason:
        raise ValidationError(_("Say why it was not kept."))
    late = today_in(by.agency, at) > commitment.due_on
    commitment.state = (
        Commitment.State.NOT_KEPT if not kept else Commitment.State.KEPT_LATE if late else Commitment.State.KEPT
    )
    commitment.reason, commitment.closed_by, commitment.closed_at = reason, by, at
    commitment.save(update_fields=["state", "reason", "closed_by", "closed_at"])
    return Entry("commitment.close", about=commitment, details={"state": commitment.state})
