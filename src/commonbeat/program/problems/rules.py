"""Who may do what with a problem."""

from __future__ import annotations

import rules

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.problems.models import Problem, Review


@rules.predicate
def of_the_agency(member: Member, problem: Problem | None) -> bool:
    """The problem is the member's agency's."""
    return problem is not None and problem.agency_id == member.agency_id


@rules.predicate
def works_on_problems(member: Member) -> bool:
    """Officers are not alone with it: analysts, sergeants and commanders work on the same case."""
    return member.has_role(Role.OFFICER, Role.ANALYST, Role.SERGEANT, Role.COMMANDER)


@rules.predicate
def reviews(member: Member, review: Review | None) -> bool:
    """A second person of the right tier: a sergeant for a small problem, command for a large one."""
    if review is None or review.agency_id != member.agency_id or review.asked_by_id == member.pk:
        return False
    return member.has_role(Role.COMMANDER) or (not review.problem.large and member.has_role(Role.SERGEANT))


@rules.predicate
def runs_the_program(member: Member) -> bool:
    """A sergeant or a commander."""
    return member.has_role(Role.SERGEANT, Role.COMMANDER)


rules.add_perm("problems.open", works_on_problems)
rules.add_perm("problems.work", of_the_agency & works_on_problems)
rules.add_perm("problems.decide", of_the_agency & runs_the_program)
rules.add_perm("problems.review", reviews)
