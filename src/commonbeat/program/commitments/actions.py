"""Writes about commitments."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.record import Entry, record_all
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.guard import check_text


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
