"""Inviting a partner for one property, and the list of what each side fixes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.audit.record import record
from commonbeat.program.guard import check_text
from commonbeat.program.partners.models import Estate, Fix, Partnership
from commonbeat.program.partners.wording import against_a_person
from commonbeat.program.places.models import Place

State = Fix.State
#: state -> what may follow, and which side may say so: "doer", "other" or "either".
_MOVES: Final[dict[str, dict[str, str]]] = {
    State.PROPOSED: {State.AGREED: "doer", State.DROPPED: "either"},
    State.AGREED: {State.DONE: "doer", State.DROPPED: "either"},
    State.DONE: {State.CHECKED: "other", State.AGREED: "other"},
    State.CHECKED: {},
    State.DROPPED: {},
}


@action
def open_estate(
    by: Member, place: Place, area: Area, *, title: str, kind: str, units: int | None = None, reply_days: int = 2
) -> Estate:
    """Begin to work with whoever runs a place.

    Args:
        units: dwellings or rooms, about.
        reply_days: days within which the partner gets an answer, as their page says.

    Raises:
        PermissionDenied: not this member's, or another agency's place or area.
        ValidationError: a value is none that exists, or the place has a partner's property already.
    """
    if not by.has_perm("partners.open") or {place.agency_id, area.agency_id} != {by.agency_id}:
        raise PermissionDenied
    estate = Estate(
        agency_id=by.agency_id,
        place=place,
        area=area,
        title=title.strip(),
        kind=kind,
        units=units,
        reply_days=reply_days,
        opened_by=by,
        opened_at=datetime.now(UTC),
    )
    estate.full_clean()
    estate.save()
    record("estate.open", actor=by, about=estate, details={"place": place.pk})
    return estate


@action
def invite_partner(by: Member, estate: Estate, *, email: str, name: str, title: str) -> Partnership:
    """Invite somebody, by their business address, to one property.

    Args:
        name: as they sign; seen by staff alone.
        title: the business role ("property manager"), which is how screens call them.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: the address is a member of staff's or of another agency, or they are invited already.
    """
    if not by.has_perm("partners.invite", estate):
        raise PermissionDenied
    address = email.strip().lower()
    partner = Member.objects.filter(agency_id=by.agency_id, email=address).first()
    if partner is not None and not partner.is_partner:
        raise ValidationError({"email": _("This address is a member of staff's.")})
    if partner is None:
        partner = Member(agency=by.agency, email=address, name=name.strip(), roles=[Role.PARTNER.value])
        partner.set_unusable_password()
        partner.full_clean()
        partner.save()
    made = Partnership(
        agency_id=by.agency_id,
        partner=partner,
        estate=estate,
        title=title.strip(),
        invited_by=by,
        invited_at=datetime.now(UTC),
    )
    made.full_clean()
    made.save()
    record("partner.invite", actor=by, about=made, details={"estate": estate.pk, "member": partner.pk})
    return made


@action
def accept_agreement(by: Member, partnership: Partnership, text: str, version: int | None = None) -> Partnership:
    """The partner agrees to the text as it reads now; a second time changes nothing.

    Raises:
        PermissionDenied: somebody else's, or ended.
    """
    if partnership.partner_id != by.pk or not by.is_active:
        raise PermissionDenied
    present = Partnership.objects.select_for_update().get(pk=partnership.pk, partner=by)
    if present.ended_at is not None:
        raise PermissionDenied
    if present.agreed_at is None:
        present.agreed_at, present.agreed_text, present.agreed_version = datetime.now(UTC), text, version
        present.save(update_fields=["agreed_at", "agreed_text", "agreed_version"])
        record("partner.agree", actor=by, about=present)
    return present


@action
def end_partnership(by: Member, partnership: Partnership, why: str) -> Partnership:
    """The partner looks at the property no more, from this moment.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: no reason, or a reason that points to a person.
    """
    if not by.has_perm("partners.invite", partnership.estate):
        raise PermissionDenied
    present = Partnership.objects.visible_to(by).select_for_update().get(pk=partnership.pk)
    present.ended_why = plain_words(why, "why", _("Say why it ends."))
    if present.ended_at is None:
        present.ended_at = datetime.now(UTC)
        present.save(update_fields=["ended_at", "ended_why"])
        record("partner.end", actor=by, about=present)
        _sign_out(present.partner)
    return present


@action
def close_estate(by: Member, estate: Estate, why: str) -> Estate:
    """The agency works with whoever runs the place no more; every partner of it is out from this moment.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: no reason, or a reason that points to a person.
    """
    if not by.has_perm("partners.invite", estate):
        raise PermissionDenied
    present = Estate.objects.visible_to(by).select_for_update().get(pk=estate.pk)
    reason = plain_words(why, "why", _("Say why it ends."))
    if present.closed_at is None:
        for partnership in Partnership.objects.filter(
            agency_id=by.agency_id, estate=present, ended_at__isnull=True
        ).order_by("pk"):
            end_partnership(by, partnership, reason)
        present.closed_at = datetime.now(UTC)
        present.save(update_fields=["closed_at"])
        record("estate.close", actor=by, about=present)
    return present


def _sign_out(partner: Member) -> None:
    """End the partner's sessions when no property is left to look at, inside an action."""
    if not Partnership.objects.filter(partner=partner, ended_at__isnull=True, estate__closed_at__isnull=True).exists():
        partner.signed_out_at = datetime.now(UTC)
        partner.save(update_fields=["signed_out_at"])


@action
def propose_fix(by: Member, estate: Estate, what: str, *, ours: bool, due_on: date | None = None) -> Fix:
    """A line of the fix list, proposed by either side; one's own side's line is agreed at once.

    Raises:
        PermissionDenied: neither staff nor this property's partner.
        ValidationError: words that point to a person, or that ask something against one.
    """
    if not by.has_perm("partners.fix", estate):
        raise PermissionDenied
    own = ours != by.is_partner
    fix = Fix(
        agency_id=by.agency_id,
        estate=estate,
        what=plain_words(what, "what", _("Say what is to be fixed.")),
        ours=ours,
        due_on=due_on,
        state=State.AGREED if own else State.PROPOSED,
        made_by=by,
        made_at=datetime.now(UTC),
    )
    fix.full_clean()
    fix.save()
    record("fix.propose", actor=by, about=fix, details={"estate": estate.pk, "ours": ours})
    return fix


@action
def move_fix(by: Member, fix: Fix, state: str, *, why: str = "") -> Fix:
    """Agree, say that it is done, check that it is, or drop it with a reason. Who did it does not check it.

    Raises:
        PermissionDenied: neither staff nor this property's partner, or the other side's to say.
        ValidationError: this does not follow that, or it is dropped without a reason.
    """
    if not by.has_perm("partners.fix", fix.estate):
        raise PermissionDenied
    present = Fix.objects.select_for_update().get(pk=fix.pk, agency_id=by.agency_id)
    side = _MOVES[present.state].get(state)
    if side is None:
        raise ValidationError(_("This cannot follow where it stands now."))
    if state not in moves_of(by, present):
        raise PermissionDenied
    if state == State.DROPPED:
        present.why_dropped = plain_words(why, "why", _("Say why it is dropped."))
    present.state = state
    if state == State.DONE:
        present.done_at = datetime.now(UTC)
    if state == State.CHECKED:
        present.checked_by = by
    present.full_clean()
    present.save()
    record("fix.move", actor=by, about=present, details={"state": present.state})
    return present


def moves_of(by: Member, fix: Fix) -> list[str]:
    """Which states this member's side may say of the line next; `move_fix` holds to the same."""
    if fix.agency_id != by.agency_id or not by.has_perm("partners.fix", fix.estate):
        return []
    side = "doer" if fix.ours != by.is_partner else "other"
    return [state for state, who in _MOVES[fix.state].items() if who in ("either", side)]


def plain_words(words: str, name: str, missing: str) -> str:
    """The words, once neither guard has anything against them.

    Raises:
        ValidationError: they are missing, point to a person, or ask something against one.
    """
    plain = words.strip()
    if not plain:
        raise ValidationError({name: missing})
    against = against_a_person(plain, translation)
    if against:
        raise ValidationError({name: against})
    findings = check_text(plain, translation)
    if findings:
        raise ValidationError({name: findings[0].why})
    return plain
