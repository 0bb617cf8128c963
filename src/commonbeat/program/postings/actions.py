"""Writes about postings: post an officer, change the posting, end it, hand it over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.audit.record import record
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.postings.handover import make_pack
from commonbeat.program.postings.models import Handover, Posting


@action
def post_officer(
    by: Member,
    *,
    area: Area,
    officer: Member,
    starts_on: date,
    promised_hours: Decimal,
    backup: Member | None = None,
    tenure_months: int = 24,
    why: str = "",
) -> Posting:
    """Post an officer to an approved area.

    Raises:
        PermissionDenied: only a sergeant posts.
        ValidationError: the area is not approved, the officer is none or is posted there already, the dates or hours
            do not fit, or the backup is the officer.
    """
    _allowed(by, area)
    area = Area.objects.visible_to(by).select_for_update().get(pk=area.pk)
    if area.state != Area.State.APPROVED:
        raise ValidationError(_("Officers are posted to approved areas only. Approve the area first."))
    _must_be_officer(by, officer)
    _fits(officer, backup, promised_hours, tenure_months)
    there = Posting.objects.visible_to(by).filter(area=area, officer=officer, ends_on__isnull=True)
    if there.exists():
        raise ValidationError(
            _("%(officer)s is posted to %(area)s already.") % {"officer": officer.name, "area": area.name}
        )
    posting = Posting(
        agency=by.agency,
        area=area,
        officer=officer,
        backup=backup,
        starts_on=starts_on,
        promised_hours=promised_hours,
        tenure_months=tenure_months,
        approved_by=by,
        why=why.strip(),
    )
    posting.full_clean()
    posting.save()
    record("posting.create", actor=by, about=posting, details={"area": area.pk, "officer": officer.pk})
    return posting


@action
def change_posting(
    by: Member,
    posting: Posting,
    *,
    promised_hours: Decimal,
    backup: Member | None,
    tenure_months: int,
) -> Posting:
    """Change the promised hours, the backup and the planned months. It ends by `end_posting` alone.

    Raises:
        PermissionDenied: only a sergeant changes a posting.
        ValidationError: the hours or months do not fit, or the backup is the officer.
    """
    _allowed(by, posting)
    present = _present(by, posting)
    _fits(present.officer, backup, promised_hours, tenure_months)
    before = _terms(present)
    present.promised_hours, present.backup, present.tenure_months = promised_hours, backup, tenure_months
    present.full_clean()
    present.save()
    changed = {name: [before[name], value] for name, value in _terms(present).items() if before[name] != value}
    record("posting.change", actor=by, about=present, details=changed)
    return present


@action
def make_handover(by: Member, posting: Posting, *, to_officer: Member, overlap_until: date) -> Handover:
    """Make the pack for the next officer. Until they acknowledge it, it can be made again.

    Args:
        by: a sergeant.
        posting: the one that ends.
        to_officer: who comes next.
        overlap_until: last day on which both are in the area.

    Raises:
        PermissionDenied: only a sergeant hands over.
        ValidationError: the next officer is the present one or no officer, the overlap lies before the posting, or
            the pack was acknowledged before.
    """
    _allowed(by, posting)
    present = _present(by, posting)
    _must_be_officer(by, to_officer)
    if to_officer.pk == present.officer_id:
        raise ValidationError({"to_officer": _("Hand over to another officer.")})
    if overlap_until < present.starts_on:
        raise ValidationError({"overlap_until": _("This day lies before the posting began.")})
    handover = Handover.objects.visible_to(by).filter(posting=present).first()
    if handover is not None and handover.received_at is not None:
        raise ValidationError(_("This handover was acknowledged. It stays as it was."))
    if handover is None:
        handover = Handover(agency=by.agency, posting=present)
    handover.to_officer, handover.overlap_until, handover.made_by = to_officer, overlap_until, by
    handover.waived_why = ""
    handover.pack = make_pack(present, today_in(by.agency, datetime.now(UTC)))
    handover.full_clean()
    handover.save()
    record("handover.make", actor=by, about=handover, details={"posting": present.pk, "to": to_officer.pk})
    return handover


@action
def end_posting(by: Member, posting: Posting, *, ends_on: date, waived_why: str = "") -> Posting:
    """End a posting. It needs a handover, or the sergeant's word why there is none.

    Raises:
        PermissionDenied: only a sergeant ends a posting.
        ValidationError: there is no handover and no reason, it ended before, or the day lies before its start.
    """
    _allowed(by, posting)
    present = _present(by, posting)
    today = today_in(by.agency, datetime.now(UTC))
    if present.ends_on is not None and present.ends_on < today:
        raise ValidationError(_("This posting ended before."))
    waived_why = waived_why.strip()
    if not Handover.objects.visible_to(by).filter(posting=present).exists():
        if not waived_why:
            raise ValidationError(_("Make a handover first, or say why this posting ends without one."))
        waived = Handover(agency=by.agency, posting=present, made_by=by, waived_why=waived_why)
        waived.save()
        record("handover.waive", actor=by, about=waived, details={"posting": present.pk})
    present.ends_on = ends_on
    present.full_clean()
    present.save()
    record("posting.end", actor=by, about=present, details={"ends_on": ends_on.isoformat()})
    return present


@action
def receive_handover(by: Member, handover: Handover) -> Handover:
    """The next officer says that they have read the pack.

    Raises:
        PermissionDenied: it is not made to this member.
    """
    present = Handover.objects.visible_to(by).select_for_update().get(pk=handover.pk)
    if not by.has_perm("postings.receive", present):
        raise PermissionDenied
    if present.received_at is None:
        present.received_at = datetime.now(UTC)
        present.save(update_fields=["received_at"])
        record("handover.receive", actor=by, about=present, details={"posting": present.posting_id})
    return present


def _terms(posting: Posting) -> dict[str, Any]:
    """What may change while a posting lasts, as the audit log keeps it."""
    return {
        "promised_hours": f"{posting.promised_hours:.1f}",
        "backup": posting.backup_id,
        "months": posting.tenure_months,
    }


def _allowed(by: Member, row: Any) -> None:
    if not by.has_perm("postings.post", row):
        raise PermissionDenied


def _present(by: Member, posting: Posting) -> Posting:
    """The posting as it is now, locked."""
    return (
        Posting.objects.visible_to(by)
        .select_related("officer", "area")
        .select_for_update(of=("self",))
        .get(pk=posting.pk)
    )


def _must_be_officer(by: Member, officer: Member) -> None:
    if officer.agency_id != by.agency_id or not officer.is_active or not officer.has_role(Role.OFFICER):
        raise ValidationError(_("Choose an officer of the agency."))


def _fits(officer: Member, backup: Member | None, hours: Decimal, months: int) -> None:
    if backup is not None and backup.pk == officer.pk:
        raise ValidationError({"backup": _("The backup is another officer.")})
    if backup is not None and backup.agency_id != officer.agency_id:
        raise ValidationError({"backup": _("Choose an officer of the agency.")})
    if not 0 < hours <= 60:
        raise ValidationError({"promised_hours": _("Promise more than 0 and at most 60 hours a week.")})
    if not 1 <= months <= 120:
        raise ValidationError({"tenure_months": _("Plan for 1 to 120 months.")})
