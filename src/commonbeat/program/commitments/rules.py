"""Who may do what with a commitment."""

from __future__ import annotations

import rules

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.commitments.models import Commitment


@rules.predicate
def of_the_agency(member: Member, commitment: Commitment | None) -> bool:
    """The commitment is the member's agency's."""
    return commitment is not None and commitment.agency_id == member.agency_id


@rules.predicate
def works_the_areas(member: Member) -> bool:
    """A commitment goes with the area, so any officer may close it, and the sergeant."""
    return member.has_role(Role.OFFICER, Role.SERGEANT)


rules.add_perm("commitments.make", works_the_areas)
rules.add_perm("commitments.close", of_the_agency & works_the_areas)
rules.add_perm("commitments.tell", of_the_agency & works_the_areas)
