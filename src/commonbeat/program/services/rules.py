"""Who keeps the directory of services."""

from __future__ import annotations

import rules

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role


@rules.predicate
def keeps_the_directory(member: Member) -> bool:
    """A sergeant, a commander or an administrator."""
    return member.has_role(Role.SERGEANT, Role.COMMANDER, Role.ADMINISTRATOR)


rules.add_perm("services.keep", keeps_the_directory)
