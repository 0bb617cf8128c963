"""The agency of the demo and who works there."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Final

from commonbeat.program.agencies.actions import found_agency
from commonbeat.program.agencies.members import add_member, change_agency
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.synthetic.plan import ZONE
from commonbeat.synthetic.program import MadeMember
from commonbeat.synthetic.program_words import RAISED

AGENCY: Final = "Alder Falls Police Department"
_STOP_DATA: Final = (
    "This was a stop, not a visit. Fill in the stop form before the end of your shift: the tablet in the car, "
    "menu Stop data. The sergeant on duty checks it the same day."
)


def make_people(
    made: Sequence[MadeMember], *, agency: str = AGENCY, domain: str = "alder-falls.example"
) -> dict[str, Member]:
    """The agency with all its members, by key. Nobody has a password that anyone knows.

    Args:
        made: the members; the first administrator founds the agency.
        agency: its name.
        domain: of the e-mail addresses.
    """
    first = next(one for one in made if Role.ADMINISTRATOR in one.roles)
    by = found_agency(
        agency, email=f"{first.key}@{domain}", name=first.name, password=secrets.token_urlsafe(24), zone=ZONE
    )
    members = {first.key: by}
    with agency_scope(by.agency_id):
        told = by.agency
        told.languages = ["en", "es", "hmn", "vi"]
        told.raised_choices = [topic for topic, _ in RAISED]
        told.stop_data_procedure = _STOP_DATA
        told.lake_agency = agency
        change_agency(by, told)
        for one in made:
            if one.key != first.key:
                members[one.key] = add_member(
                    by,
                    email=f"{one.key}@{domain}",
                    name=one.name,
                    roles=[Role(role) for role in one.roles],
                    work_phone=one.work_phone,
                    languages=one.languages,
                )
    return members
