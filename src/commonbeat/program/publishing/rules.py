"""Who publishes, and who may say how an officer is shown."""

from __future__ import annotations

import rules
from django.db.models import Model

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.publishing.models import OfficerCard


@rules.predicate
def publishes(member: Member) -> bool:
    """A sergeant or a commander."""
    return member.has_role(Role.SERGEANT, Role.COMMANDER)


@rules.predicate
def of_the_agency(member: Member, about: Model | None) -> bool:
    """An area, line, release or site of the member's agency; nothing at all is everybody's."""
    return about is None or getattr(about, "agency_id", None) == member.agency_id


@rules.predicate
def has_a_card(member: Member) -> bool:
    """Those who are posted to areas are shown on pages."""
    return member.has_role(Role.OFFICER)


@rules.predicate
def is_theirs(member: Member, card: OfficerCard | None) -> bool:
    """Nobody agrees for another."""
    return card is None or card.officer_id == member.pk


rules.add_perm("publishing.publish", publishes & of_the_agency)
rules.add_perm("publishing.agree_card", has_a_card & is_theirs)
