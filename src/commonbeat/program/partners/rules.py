"""Who works with partners, and what a partner may do."""

from __future__ import annotations

import rules

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.partners.models import Estate, Partnership


@rules.predicate
def runs_the_program(member: Member) -> bool:
    """A sergeant or a commander."""
    return member.has_role(Role.SERGEANT, Role.COMMANDER)


@rules.predicate
def works_the_areas(member: Member) -> bool:
    """An officer, or who runs the program."""
    return member.has_role(Role.OFFICER, Role.SERGEANT, Role.COMMANDER)


@rules.predicate
def of_the_agency(member: Member, estate: Estate | None) -> bool:
    """The property is one that the member's agency works with."""
    return estate is not None and estate.agency_id == member.agency_id


@rules.predicate
def partner_there(member: Member, estate: Estate | None) -> bool:
    """A partner who agreed, of this property and of no other."""
    if estate is None or not member.is_partner or estate.agency_id != member.agency_id:
        return False
    live = Partnership.objects.filter(partner=member, estate=estate, ended_at__isnull=True)
    return estate.closed_at is None and live.filter(agreed_at__isnull=False).exists()


@rules.predicate
def is_open(member: Member, estate: Estate | None) -> bool:
    """The agency still works with whoever runs it."""
    del member
    return estate is not None and estate.closed_at is None


rules.add_perm("partners.open", runs_the_program)
rules.add_perm("partners.write_agreement", runs_the_program)
rules.add_perm("partners.invite", of_the_agency & runs_the_program)
rules.add_perm("partners.fix", (of_the_agency & is_open & works_the_areas) | partner_there)
rules.add_perm("partners.look", partner_there)
