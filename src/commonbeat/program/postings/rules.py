"""Who may do what with postings, plans and handovers."""

from __future__ import annotations

from typing import Any

import rules

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.postings.models import Handover


@rules.predicate
def of_the_agency(member: Member, row: Any = None) -> bool:
    """The row, when one is named, is the member's agency's."""
    return row is None or row.agency_id == member.agency_id


@rules.predicate
def runs_the_program(member: Member) -> bool:
    """Sergeants post officers; nobody else does, and never the machine."""
    return member.has_role(Role.SERGEANT)


@rules.predicate
def plans(member: Member) -> bool:
    """Sergeants and analysts work on a plan; only a sergeant makes it count."""
    return member.has_role(Role.SERGEANT, Role.ANALYST)


@rules.predicate
def is_receiving(member: Member, handover: Handover | None = None) -> bool:
    """The handover is made to this member."""
    return handover is not None and handover.to_officer_id == member.pk


rules.add_perm("postings.plan", of_the_agency & plans)
rules.add_perm("postings.post", of_the_agency & runs_the_program)
rules.add_perm("postings.receive", of_the_agency & is_receiving)
