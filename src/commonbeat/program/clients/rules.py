"""Who may make and end keys."""

from __future__ import annotations

from rules.permissions import add_perm
from rules.predicates import predicate

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role


def is_administrator(member: Member) -> bool:
    """An administrator of the agency."""
    return member.has_role(Role.ADMINISTRATOR)


add_perm("clients.manage", predicate(is_administrator))
