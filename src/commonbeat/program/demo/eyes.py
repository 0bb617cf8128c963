"""Through whose eyes a newcomer may look in the demo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.demo.people import AGENCY
from commonbeat.program.postings.models import Posting

_ORDER: Final = (Role.OFFICER, Role.SERGEANT, Role.ANALYST, Role.DISPATCHER, Role.AUDITOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Eyes:
    """A member of the demo's agency.

    Attributes:
        role: a value of `Role`.
        title: "Officer Rivera".
        where: "posted at Oak Creek Apartments", "backup of ..." or "".
    """

    pk: int
    name: str
    role: str
    title: str
    where: str


def eyes() -> list[Eyes]:
    """Everybody who works for the demo's agency, officers first. Empty in a program that no demo filled."""
    members = list(Member.objects.filter(agency__name=AGENCY, is_active=True).order_by("pk"))
    where = _where(members)
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
        if member.has_role(role)
    ]
    return sorted(found, key=lambda one: _ORDER.index(Role(one.role)))


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
