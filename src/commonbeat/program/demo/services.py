"""The directory of services, the kinds of concern, and what officers referred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.concerns.kinds import add_usual_kinds
from commonbeat.program.places.models import Place
from commonbeat.program.referrals.actions import hear_back, refer
from commonbeat.program.referrals.models import Referral
from commonbeat.program.services.actions import add_service
from commonbeat.program.services.models import Service
from commonbeat.program.writer import writer
from commonbeat.synthetic.services import SERVICES, MadeReferral


def make_services(by: Member) -> dict[str, Service]:
    """The directory by code, and the kinds of concern with the service whose matter each is."""
    made = {}
    for one in SERVICES:
        said = asdict(one) | {"languages": list(one.languages), "needs": list(one.needs)}
        made[one.code] = add_service(by, **said)
    add_usual_kinds(by)
    return made


def refer_all(
    members: Mapping[str, Member],
    areas: Sequence[Area],
    places: Mapping[str, Place],
    services: Mapping[str, Service],
    made: Sequence[MadeReferral],
) -> None:
    """Each as the officer made it and the service answered, at the moments at which they did."""

    def all_of_them() -> None:
        for one in made:
            _one(members, areas, places, services, one)

    writer.run(all_of_them)


def _one(
    members: Mapping[str, Member],
    areas: Sequence[Area],
    places: Mapping[str, Place],
    services: Mapping[str, Service],
    one: MadeReferral,
) -> None:
    by = members[one.by]
    referred = refer(
        by,
        services[one.service],
        need=one.need,
        area=areas[one.area],
        place=places[one.place],
        consent=True,
        language=one.language,
    )
    if one.answer:
        hear_back(by.agency, referred.secret, one.answer)
    Referral.objects.filter(pk=referred.referral.pk).update(
        made_at=one.made_at, consented_at=one.made_at, told_at=one.told_at
    )
