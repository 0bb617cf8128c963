"""Links by which a partner sets up signing in: signed, for 14 days, and for one use."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from allauth.mfa.models import Authenticator
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import F

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
from commonbeat.program.audit.record import record
from commonbeat.program.partners.models import Partnership

#: Days a link holds.
DAYS: Final = 14
_SALT: Final = "commonbeat.partner-invitation"


def live_partnerships(partner: Member) -> bool:
    """Whether the partner still has a property to look at, agreed or only invited."""
    with agency_scope(partner.agency_id):
        return Partnership.objects.filter(
            partner=partner, ended_at__isnull=True, estate__closed_at__isnull=True
        ).exists()


@action
def make_link(by: Member, partnership: Partnership) -> str:
    """A token that opens once; one made before opens no more.

    Raises:
        PermissionDenied: not this member's, or ended.
    """
    if not by.has_perm("partners.invite", partnership.estate):
        raise PermissionDenied
    present = Partnership.objects.visible_to(by).select_for_update(of=("self",)).get(pk=partnership.pk)
    if present.ended_at is not None:
        raise PermissionDenied
    _count(present)
    record("partner.link", actor=by, about=present)
    said = {"agency": present.agency_id, "partnership": present.pk, "link": present.links}
    return signing.dumps(said, salt=_SALT)


def partnership_of_token(token: str) -> Partnership | None:
    """The live partnership whose unused link this is; None when it is false, too old, used or replaced."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=DAYS * 24 * 3600)
        with agency_scope(int(said["agency"])):
            found = (
                Partnership.objects.filter(
                    agency_id=said["agency"], pk=said["partnership"], links=said["link"], ended_at__isnull=True
                )
                .filter(estate__closed_at__isnull=True, partner__is_active=True)
                .select_related("partner__agency", "estate__area", "agency", "invited_by")
                .first()
            )
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    return found


def use_link(token: str, *, afresh: bool = False) -> Member | None:
    """Use the link up: the partner it is for, or None when it opens nothing. Of two at once, one gets the partner."""
    found = partnership_of_token(token)
    if found is None:
        return None
    with agency_scope(found.agency_id):
        return use_invitation(found, afresh=afresh)


@action
def use_invitation(partnership: Partnership, *, afresh: bool = False) -> Member | None:
    """The partner, when the link was not used meanwhile; it opens no more.

    Args:
        partnership: as the link said.
        afresh: passkeys set up earlier open no more, and sessions end: the device they are on was lost.
    """
    present = Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    if present.links != partnership.links:
        return None
    _count(present)
    details = {"afresh": afresh}
    record("partner.link_used", actor=None, agency=present.agency_id, about=present, label="link", details=details)
    if afresh:
        Authenticator.objects.filter(user_id=present.partner_id).delete()
        Member.objects.filter(pk=present.partner_id, agency_id=present.agency_id).update(
            signed_out_at=datetime.now(UTC)
        )
    with sign_in_scope():
        return Member.objects.select_related("agency").get(pk=present.partner_id)


def partner_by_mail(address: str) -> Member | None:
    """Who signs in by a mailed code at this address: a partner with a property and without a passkey."""
    with sign_in_scope():
        found = Member.objects.select_related("agency").filter(email=address.strip().lower(), is_active=True).first()
    if found is None or not found.is_partner or Authenticator.objects.filter(user=found).exists():
        return None
    return found if live_partnerships(found) else None


def code_mailed(partner: Member) -> None:
    """Record that a code was sent to the partner's address."""
    with agency_scope(partner.agency_id):
        _code_mailed(partner)


@action
def _code_mailed(partner: Member) -> None:
    record("partner.code", actor=None, agency=partner.agency_id, about=partner, label="program")


def _count(partnership: Partnership) -> None:
    partnership.links = F("links") + 1
    partnership.save(update_fields=["links"])
    partnership.refresh_from_db(fields=["links"])
