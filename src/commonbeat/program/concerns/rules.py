"""Who may do what with a concern."""

from __future__ import annotations

import rules

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.concerns.models import Concern


@rules.predicate
def of_the_agency(member: Member, concern: Concern | None) -> bool:
    """The concern is the member's agency's."""
    return concern is not None and concern.agency_id == member.agency_id


@rules.predicate
def runs_the_program(member: Member) -> bool:
    """A sergeant or a commander."""
    return member.has_role(Role.SERGEANT, Role.COMMANDER)


@rules.predicate
def works_the_areas(member: Member) -> bool:
    """An officer, or who runs the program."""
    return member.has_role(Role.OFFICER, Role.SERGEANT, Role.COMMANDER)


@rules.predicate
def let_through(_member: Member, concern: Concern | None) -> bool:
    """It has left the queue: officers see nothing that nobody has looked at."""
    return concern is not None and concern.state not in {Concern.State.QUEUED, Concern.State.SET_ASIDE}


@rules.predicate
def keeps_kinds(member: Member) -> bool:
    """A sergeant or an administrator."""
    return member.has_role(Role.SERGEANT, Role.ADMINISTRATOR)


rules.add_perm("concerns.enter", works_the_areas)
rules.add_perm("concerns.list", works_the_areas)
rules.add_perm("concerns.read", of_the_agency & (runs_the_program | (works_the_areas & let_through)))
rules.add_perm("concerns.keep_kinds", keeps_kinds)
rules.add_perm("concerns.look_at_queue", runs_the_program)
rules.add_perm("concerns.let_through", of_the_agency & runs_the_program)
rules.add_perm("concerns.answer", of_the_agency & works_the_areas & let_through)
rules.add_perm("concerns.publish", of_the_agency & runs_the_program & let_through)
