"""Making a referral, and hearing from the service. No detail of whoever is referred passes through here."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.areas.models import Area
from commonbeat.program.audit.record import record
from commonbeat.program.places.models import Place
from commonbeat.program.referrals.models import Referral
from commonbeat.program.services.models import Service
from commonbeat.program.visits.models import Visit

#: Letters of a secret: those of Crockford's Base32, which has no i, l, o and u. It can be read aloud and typed, and no
#: program that makes links out of addresses leaves off its end.
LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH: Final = 24
#: What a service may say; "no word yet" is not said.
ANSWERS: Final = (Referral.State.REACHED, Referral.State.NOT_REACHED, Referral.State.DECLINED)


@dataclass(frozen=True, slots=True)
class Referred:
    """A referral, and the secret of the service's own link at the one moment at which it can be read."""

    referral: Referral
    secret: str


@action
def refer(
    by: Member,
    service: Service,
    *,
    need: str,
    area: Area,
    consent: bool,
    place: Place | None = None,
    visit: Visit | None = None,
    language: str = "en",
) -> Referred:
    """Refer a need to a service, with consent. The service's own form takes the details.

    Args:
        by: who refers.
        service: of the directory, and open.
        need: a value of `Need` that the service takes.
        consent: whether whoever is referred agreed; without it nothing is kept.

    Raises:
        PermissionDenied: not this member's, or another agency's service, area or place.
        ValidationError: no consent, the service does not take this need, or place or visit are not in the area.
    """
    if not by.has_perm("referrals.make"):
        raise PermissionDenied
    if any(one is not None and one.agency_id != by.agency_id for one in (service, area, place, visit)):
        raise PermissionDenied
    if not consent:
        raise ValidationError({"consent": _("There is no referral without consent.")})
    if service.closed_at is not None or need not in service.needs:
        raise ValidationError({"service": _("This service does not take this need.")})
    if place is not None and not area.places.filter(pk=place.pk).exists():
        raise ValidationError({"place": _("This place is not in the area.")})
    if visit is not None and visit.area_id != area.pk:
        raise ValidationError({"visit": _("This visit was not in the area.")})
    now, secret = datetime.now(UTC), _new_secret()
    referral = Referral(
        agency_id=by.agency_id,
        service=service,
        need=need,
        area=area,
        place=place,
        visit=visit,
        language=language,
        made_by=by,
        made_at=now,
        consented_at=now,
        link_digest=digest_of(secret),
    )
    referral.full_clean()
    referral.save()
    record("referral.make", actor=by, about=referral, details={"service": service.pk, "need": need})
    return Referred(referral, secret)


@action
def renew_link(by: Member, referral: Referral) -> Referred:
    """A new link for the service, where the first was lost; the first opens nothing any more.

    Raises:
        PermissionDenied: not this member's.
    """
    if not by.has_perm("referrals.make") or referral.agency_id != by.agency_id:
        raise PermissionDenied
    present = Referral.objects.visible_to(by).select_for_update().get(pk=referral.pk)
    secret = _new_secret()
    present.link_digest = digest_of(secret)
    present.save(update_fields=["link_digest"])
    record("referral.link", actor=by, about=present)
    return Referred(present, secret)


@action
def hear_back(agency: Agency, secret: str, state: str) -> Referral | None:
    """The service says by its own link whether help was reached; it may say so again when that changes.

    Its reply time is that of the first word: a service that mends its answer later is not slower for it.

    Returns:
        The referral, or None when the link is unknown.

    Raises:
        ValidationError: not one of `ANSWERS`.
    """
    if state not in ANSWERS:
        raise ValidationError({"state": _("Choose one of the answers.")})
    found = Referral.objects.select_for_update().filter(agency=agency, link_digest=digest_of(secret)).first()
    if found is None:
        return None
    if found.state != state:
        found.state, found.told_at = state, found.told_at or datetime.now(UTC)
        found.save(update_fields=["state", "told_at"])
        record(
            "referral.hear", actor=None, agency=found.agency_id, about=found, label="service", details={"state": state}
        )
    return found


def _new_secret() -> str:
    """120 random bits in letters and digits that nobody mistakes for one another."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def digest_of(secret: str) -> str:
    """What is kept of a link; 120 random bits need no key."""
    return hashlib.sha256(secret.encode()).hexdigest()
