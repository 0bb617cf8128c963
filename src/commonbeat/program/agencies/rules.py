"""Who may do what to members and to the agency's settings; deny is the default."""

from __future__ import annotations

import rules

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.agencies.roles import Role


@rules.predicate
def administers(by: Member, about: Member | Agency | None) -> bool:
    """An administrator of the same agency."""
    if not by.has_role(Role.ADMINISTRATOR):
        return False
    if isinstance(about, Agency):
        return about.pk == by.agency_id
    return about is None or about.agency_id == by.agency_id


@rules.predicate
def is_somebody_else(by: Member, about: Member | None) -> bool:
    """Not oneself: nobody locks themselves out, and nobody vouches for themselves."""
    return about is None or about.pk != by.pk


rules.add_perm("agencies.change_agency", administers)
rules.add_perm("agencies.change_member", administers)
rules.add_perm("agencies.stop_member", administers & is_somebody_else)
