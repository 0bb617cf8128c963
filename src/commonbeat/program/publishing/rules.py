"""Who publishes."""

from __future__ import annotations

import rules

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role


@rules.predicate
def publishes(member: Member) -> bool:
    """A sergeant or a commander."""
    return member.has_role(Role.SERGEANT, Role.COMMANDER)


rules.add_perm("publishing.publish", publishes)
