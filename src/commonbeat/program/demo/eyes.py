"""Through whose eyes a newcomer may look in the demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.demo.people import AGENCY
from commonbeat.program.partners.models import Partnership
from commonbeat.program.postings.models import Posting
from commonbeat.program.publishing.models import PublicSite

_ORDER: Final = (
    Role.OFFICER,
    Role.SERGEANT,
    Role.COMMANDER,
    Role.ANALYST,
    Role.DISPATCHER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.PARTNER,
)


@dataclass(frozen=True, slots=True)
class Eyes:
    """A member of the demo's agency, or a partner of it.

    Attributes:
        role: a value of `Role`.
        title: "Officer Rivera"; of a partner the name and what they do.
        where: "posted at Oak Creek Apartments", "backup of ..." or ""; of a partner the property.
    """

    pk: int
    name: str
    role: str
    title: str
    where: str


def eyes() -> list[Eyes]:
    """Who works for the demo's agency, officers first, and partners who agreed; empty where no demo filled it."""
    members = list(Member.objects.filter(agency__name=AGENCY, is_active=True).order_by("pk"))
    where = _where(members)
    partners = _partners(members)
    found = [
        Eyes(
            member.pk,
            member.name,
            role.value,
            _("%(role)s %(name)s") % {"role": role.label, "name": member.name.split()[-1]},
            where.get(member.pk, ""),
        )
        for member in members
        for role in _ORDER
        if member.has_role(role) and not member.is_partner
    ]
    found += [
        Eyes(one.partner_id, one.partner.name, Role.PARTNER.value, f"{one.partner.name}, {one.title}", one.estate.title)
        for one in partners
    ]
    return sorted(found, key=lambda one: _ORDER.index(Role(one.role)))


def _partners(members: list[Member]) -> list[Partnership]:
    """Partners who accepted the agreement, with the property they look at."""
    agreed = Partnership.objects.filter(partner__in=members, agreed_at__isnull=False, ended_at__isnull=True)
    return list(agreed.select_related("partner", "estate").order_by("pk"))


def public_address() -> str:
    """Where residents read of the demo's areas; "" before anything is published."""
    site = PublicSite.objects.filter(agency__name=AGENCY, releases__state="live").first()
    return f"{settings.PUBLIC_URL}/{site.slug}/" if site else ""


def _where(members: list[Member]) -> dict[int, str]:
    """Where officers stand now; of those who stand nowhere, whose backup they are."""
    now = Posting.objects.filter(officer__in=members, ends_on__isnull=True).select_related("area").order_by("starts_on")
    found: dict[int, str] = {}
    for posting in now.filter(Q(backup__isnull=False)):
        said = _("backup at %(area)s") % {"area": posting.area.name}
        found.setdefault(posting.backup_id or 0, said)
    for posting in now:
        found[posting.officer_id] = _("posted at %(area)s") % {"area": posting.area.name}
    return found
