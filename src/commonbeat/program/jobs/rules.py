"""Who may bring exports, and who may decide about one that is held."""

from __future__ import annotations

from typing import Any

import rules

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.rules import of_the_agency, selects


@rules.predicate
def second_person(member: Member, bringing: Any = None) -> bool:
    """Somebody else brought the export."""
    return bringing is None or bringing.started_by_id != member.pk


rules.add_perm("jobs.bring", of_the_agency & selects)
rules.add_perm("jobs.decide", of_the_agency & selects & second_person)
