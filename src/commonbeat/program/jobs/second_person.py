"""What a second person says of an import that is held because it changes the history of places (promise I1)."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.record import record
from commonbeat.program.jobs import tasks
from commonbeat.program.jobs.models import Import
from commonbeat.program.jobs.work import Work

_DECISIONS: Final = (Import.Phase.APPROVE, Import.Phase.UNDO)


@action
def decide_held(by: Member, bringing: Import, decision: Import.Phase) -> Import:
    """Let a held import into the calls that count, or take it back as if it had never been.

    Args:
        by: sergeant or analyst, another than the one who brought the export.
        bringing: held, nothing going on with it.
        decision: `APPROVE` or `UNDO`.

    Raises:
        PermissionDenied: the member may not decide; above all not about an export of their own.
        ValidationError: it is held no longer, or work goes on.
        ValueError: no decision.
    """
    if decision not in _DECISIONS:
        raise ValueError(f"{decision!r} decides nothing")
    if not by.has_perm("jobs.decide", bringing):
        raise PermissionDenied
    present = Import.objects.visible_to(by).select_for_update().get(pk=bringing.pk)
    if present.going_on:
        raise ValidationError(_("Wait until the work that is going on has ended."))
    if not present.held:
        raise ValidationError(_("Somebody has decided about it already."))
    present.phase, present.state, present.error, present.decided_by = decision, Work.State.WAITING, "", by
    present.step, present.share_done = "", 0.0
    present.save()
    tasks.settle_held.enqueue(by.agency_id, present.pk)
    record(f"import.{decision}.begin", actor=by, about=present)
    return present
