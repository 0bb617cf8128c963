"""Writes of the office about the visit log; what phones send comes in by `receive`."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.record import record
from commonbeat.program.visits.models import SyncConflict
from commonbeat.program.visits.receive import receive

#: How a conflict was settled.
FIRST_STANDS, SECOND_STANDS = "first stands", "second stands"


@action
def settle_conflict(by: Member, conflict: SyncConflict, *, second_stands: bool) -> None:
    """Decide which of two contents under one id stands; both stay readable.

    When the second stands it becomes a correction of the first by the same officer.

    Raises:
        PermissionDenied: not this member's to decide.
        ValidationError: it was settled before, is of a kind that has no corrections, or cannot be stored anymore.
    """
    if not by.has_perm("visits.settle_conflict", conflict):
        raise PermissionDenied
    present = SyncConflict.objects.visible_to(by).select_related("device__member__agency").get(pk=conflict.pk)
    if present.settled_at is not None:
        raise ValidationError(_("This was settled before."))
    if second_stands:
        if present.kind != "visit" or present.device is None or not present.content:
            raise ValidationError(_("Only a visit can be corrected. Keep what came first."))
        content = {**present.content, "amends": str(present.entry)}
        entry = {"id": str(uuid4()), "seq": max(1, present.device.last_seq), "kind": present.kind, "content": content}
        result = receive(present.device, [entry]).results[0]
        if result["outcome"] != "accepted":
            raise ValidationError(result.get("message") or _("This cannot be stored as it is."))
    present.settled_at, present.settled_by = datetime.now(UTC), by
    present.settled_how = SECOND_STANDS if second_stands else FIRST_STANDS
    present.save(update_fields=["settled_at", "settled_by", "settled_how"])
    record("sync.settle", actor=by, about=present, details={"how": present.settled_how})
