"""Writes about the plan a person works on: begin it, edit it, let it go, and post what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.audit.record import record
from commonbeat.program.postings.actions import post_officer
from commonbeat.program.postings.models import PlanDraft, Posting
from commonbeat.program.postings.planning import Asked, assigned_by


@dataclass(frozen=True, slots=True)
class Approved:
    """What approving a plan did: the new postings, and whom it left because a handover comes first."""

    posted: tuple[Posting, ...]
    waiting: tuple[Member, ...]


def draft_visible_to(member: Member) -> PlanDraft | None:
    """The plan that is being worked on."""
    if not member.has_perm("postings.plan", None):
        return None
    return PlanDraft.objects.visible_to(member).filter(closed_at__isnull=True).first()


@action
def begin_plan(by: Member, asked: Sequence[Asked], plan: Mapping[str, Any]) -> PlanDraft:
    """Keep a proposal to work on; one that was open before is let go.

    Raises:
        PermissionDenied: only sergeants and analysts plan.
    """
    _allowed(by)
    PlanDraft.objects.visible_to(by).filter(closed_at__isnull=True).update(closed_at=datetime.now(UTC))
    draft = PlanDraft(
        agency=by.agency,
        made_by=by,
        changed_by=by,
        roster=[
            {
                "member": one.member.pk,
                "hours": one.hours,
                "languages": list(one.languages),
                "wishes": list(one.wishes),
            }
            for one in asked
        ],
        plan=dict(plan),
        assigned=assigned_by(plan),
    )
    draft.save()
    record("plan.begin", actor=by, about=draft, details={"officers": [one.member.pk for one in asked]})
    return draft


@action
def edit_plan(by: Member, draft: PlanDraft, assigned: Mapping[str, int | None]) -> PlanDraft:
    """Put officers elsewhere in the plan. Nobody is posted by it.

    Args:
        by: sergeant or analyst.
        draft: the open plan.
        assigned: member id (text) -> area id, or None for nowhere; officers that are not named stay.

    Raises:
        PermissionDenied: only sergeants and analysts plan.
        ValidationError: the plan is closed, or an area is not approved.
    """
    _allowed(by)
    present = _open(by, draft)
    known = set(Area.objects.visible_to(by).filter(state=Area.State.APPROVED).values_list("pk", flat=True))
    people = {str(one["member"]) for one in present.roster}
    for officer, area in assigned.items():
        if officer not in people or (area is not None and area not in known):
            raise ValidationError(_("The plan has no such officer or area."))
        present.assigned[officer] = area
    present.changed_by = by
    present.save()
    record("plan.edit", actor=by, about=present, details={"assigned": present.assigned})
    return present


@action
def drop_plan(by: Member, draft: PlanDraft) -> None:
    """Let the plan go.

    Raises:
        PermissionDenied: only sergeants and analysts plan.
        ValidationError: it is closed.
    """
    _allowed(by)
    present = _open(by, draft)
    present.closed_at = datetime.now(UTC)
    present.save(update_fields=["closed_at"])
    record("plan.drop", actor=by, about=present)


@action
def approve_plan(by: Member, draft: PlanDraft, *, starts_on: date, backups: Mapping[int, Member | None]) -> Approved:
    """Post the officers of the plan who are posted nowhere. Who must leave an area first waits for a handover.

    Args:
        by: a sergeant: the person who decides.
        draft: the open plan.
        starts_on: first day of the new postings.
        backups: member id -> backup.

    Raises:
        PermissionDenied: only a sergeant posts.
        ValidationError: see `post_officer`; then nobody is posted.
    """
    if not by.has_perm("postings.post", None):
        raise PermissionDenied
    present = _open(by, draft)
    people = {member.pk: member for member in Member.objects.visible_to(by)}
    areas = {area.pk: area for area in Area.objects.visible_to(by).filter(state=Area.State.APPROVED)}
    posted, waiting = [], []
    for one in present.roster:
        officer, area = people.get(one["member"]), areas.get(present.assigned.get(str(one["member"])) or 0)
        if officer is None or area is None:
            continue
        current = Posting.objects.visible_to(by).filter(officer=officer, ends_on__isnull=True)
        if current.filter(area=area).exists():
            continue
        if current.exists():
            waiting.append(officer)
            continue
        posted.append(
            post_officer(
                by,
                area=area,
                officer=officer,
                starts_on=starts_on,
                promised_hours=Decimal(str(one["hours"])),
                backup=backups.get(officer.pk),
                why=_reason(present, officer),
            )
        )
    if not waiting:
        present.closed_at = datetime.now(UTC)
    present.save()
    record("plan.approve", actor=by, about=present, details={"postings": [one.pk for one in posted]})
    return Approved(tuple(posted), tuple(waiting))


def _reason(draft: PlanDraft, officer: Member) -> str:
    """The plan's reason, where the officer stands where the plan put them."""
    for posting in draft.plan.get("postings", []):
        if posting["officer"] == str(officer.pk) and int(posting["area"]) == draft.assigned.get(str(officer.pk)):
            return str(posting["why"])
    return ""


def _allowed(by: Member) -> None:
    if not by.has_perm("postings.plan", None):
        raise PermissionDenied


def _open(by: Member, draft: PlanDraft) -> PlanDraft:
    present = PlanDraft.objects.visible_to(by).select_for_update().get(pk=draft.pk)
    if present.closed_at is not None:
        raise ValidationError(_("This plan is closed. Begin a new one."))
    return present
