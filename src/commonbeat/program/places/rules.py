"""Who may change what about places."""

from __future__ import annotations

from rules.permissions import add_perm
from rules.predicates import predicate

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.places.models import Place


def works_the_street(member: Member, place: Place | None) -> bool:
    """An officer or sergeant of the place's agency."""
    ours = place is None or place.agency_id == member.agency_id
    return ours and member.has_role(Role.OFFICER, Role.SERGEANT)


add_perm("places.name", predicate(works_the_street))
