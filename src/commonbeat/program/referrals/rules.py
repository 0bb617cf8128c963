"""Who refers."""

from __future__ import annotations

import rules

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role


@rules.predicate
def works_the_areas(member: Member) -> bool:
    """An officer, or who runs the program."""
    return member.has_role(Role.OFFICER, Role.SERGEANT, Role.COMMANDER)


rules.add_perm("referrals.make", works_the_areas)
