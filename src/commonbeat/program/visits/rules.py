"""Who may do what with the visit log."""

from __future__ import annotations

import rules

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.visits.models import Device, SyncConflict


@rules.predicate
def of_the_agency(member: Member, row: Device | SyncConflict | None) -> bool:
    """The row is the member's agency's."""
    return row is not None and row.agency_id == member.agency_id


@rules.predicate
def their_own(member: Member, device: Device | None) -> bool:
    """The phone is the member's own."""
    return device is not None and device.member_id == member.pk


@rules.predicate
def runs_the_program(member: Member) -> bool:
    """Sergeants settle what phones disagree about."""
    return member.has_role(Role.SERGEANT)


@rules.predicate
def administers(member: Member) -> bool:
    """Administrators stop phones, as they stop members."""
    return member.has_role(Role.ADMINISTRATOR)


rules.add_perm("visits.settle_conflict", of_the_agency & runs_the_program)
rules.add_perm("visits.revoke_device", of_the_agency & (their_own | runs_the_program | administers))
