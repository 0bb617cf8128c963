"""Who may do what with selections and areas."""

from __future__ import annotations

from typing import Any

import rules

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role


@rules.predicate
def of_the_agency(member: Member, row: Any = None) -> bool:
    """The row, when one is named, is the member's agency's."""
    return row is None or row.agency_id == member.agency_id


@rules.predicate
def selects(member: Member) -> bool:
    """Sergeants and analysts bring exports and run selections."""
    return member.has_role(Role.SERGEANT, Role.ANALYST)


@rules.predicate
def decides(member: Member) -> bool:
    """A sergeant approves an area and closes it; the machine never does."""
    return member.has_role(Role.SERGEANT)


rules.add_perm("areas.select", of_the_agency & selects)
rules.add_perm("areas.approve", of_the_agency & decides)
