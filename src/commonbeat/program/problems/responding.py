"""The response: actions with a doer, a day and a cost. Situational fixes come first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.record import record
from commonbeat.program.partners.models import Estate
from commonbeat.program.problems.actions import guarded, held, today_in, touch
from commonbeat.program.problems.models import Action, Problem
from commonbeat.program.services.models import Service

_OPEN: Final = (Action.State.PLANNED, Action.State.UNDER_WAY)


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be done, by whom and by when.

    Attributes:
        what: in a sentence, about the place.
        kind: a value of `Action.Kind`.
        doer: a member, a service of the directory, or a partner's property.
        cost: in the agency's currency; None when nobody knows.
        enforcement_why: the written reason, when the kind is enforcement.
    """

    what: str
    kind: str
    doer: Member | Service | Estate
    due_on: date
    cost: Decimal | None = None
    enforcement_why: str = ""


@action
def plan_action(by: Member, problem: Problem, planned: Planned) -> Action:
    """Add an action to the response.

    Raises:
        PermissionDenied: not this member's, or the doer is of another agency.
        ValidationError: the response has not begun, words that point to a person, or enforcement without a reason.
    """
    present = held(by, problem)
    if present.stage != Problem.Stage.RESPONSE:
        raise ValidationError(_("The response begins when a second person agreed to the analysis."))
    if planned.doer.agency_id != by.agency_id:
        raise PermissionDenied
    if planned.kind == Action.Kind.ENFORCEMENT and not planned.enforcement_why.strip():
        raise ValidationError({"enforcement_why": _("Write why nothing but enforcement helps here.")})
    made = Action(
        agency_id=by.agency_id,
        problem=present,
        what=guarded(planned.what, "what", _("Say what is to be done.")),
        kind=planned.kind,
        owner=planned.doer if isinstance(planned.doer, Member) else None,
        service=planned.doer if isinstance(planned.doer, Service) else None,
        estate=planned.doer if isinstance(planned.doer, Estate) else None,
        due_on=planned.due_on,
        cost=planned.cost,
        enforcement_why=guarded(planned.enforcement_why, "enforcement_why"),
        made_by=by,
        made_at=datetime.now(UTC),
    )
    made.full_clean()
    made.save()
    touch(present)
    record("problem.action.plan", actor=by, about=present, details={"action": made.pk, "kind": made.kind})
    return made


@action
def move_action(by: Member, planned: Action, state: str, *, effect: str = "") -> Action:
    """An action begins, is done, or is dropped; `effect` is what it did, for the library.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: it is finished, or the problem is closed.
    """
    present = held(by, planned.problem)
    one = Action.objects.visible_to(by).select_for_update().get(pk=planned.pk)
    if one.state not in _OPEN:
        raise ValidationError(_("This action is finished."))
    one.state, one.effect = state, guarded(effect, "effect")
    one.done_on = today_in(by.agency) if state == Action.State.DONE else None
    one.full_clean()
    one.save()
    touch(present)
    record("problem.action.move", actor=by, about=present, details={"action": one.pk, "state": one.state})
    return one
