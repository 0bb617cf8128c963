"""The people of the tests, always the same ones.

Officer Rivera is posted at Oak Creek, Sergeant Okafor runs the program, officer Lindqvist is posted elsewhere; Adeyemi
analyzes, Tran dispatches, Moreau audits, Castellanos administers. Harbor City is the other agency that must see nothing
of ours. Commander Reyes reviews what is large, and Dana Whitfield manages Oak Creek Apartments and is a partner there;
both come with the first test that asks for them, so that they cost the others nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.test import Client

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area, AreaPlace
from commonbeat.program.partners.actions import accept_agreement, invite_partner, open_estate
from commonbeat.program.partners.agreement import write_agreement
from commonbeat.program.partners.models import Estate, Partnership
from commonbeat.program.places.models import Place, PlaceAddress, PlaceKind
from commonbeat.program.postings.models import Posting

PASSWORD = "quiet harbor lantern 7"


@dataclass
class Cast:
    """Our agency, the other one, and who works there."""

    agency: Agency
    rivera: Member
    lindqvist: Member
    okafor: Member
    adeyemi: Member
    tran: Member
    moreau: Member
    castellanos: Member
    oak_creek: Area
    oak_creek_apartments: Place
    mill_street: Area
    mill_street_shop: Place
    posting: Posting
    harbor_city: Agency
    harbor_officer: Member
    harbor_sergeant: Member
    harbor_area: Area
    harbor_place: Place

    @cached_property
    def reyes(self) -> Member:
        """The commander."""
        return Member.objects.create_member(
            self.agency, "reyes@alder-falls.example", "Ana Reyes", [Role.COMMANDER], PASSWORD, work_phone="555-0100"
        )

    @cached_property
    def estate(self) -> Estate:
        """Oak Creek Apartments, as the agency works with whoever runs it."""
        return open_estate(
            self.okafor, self.oak_creek_apartments, self.oak_creek, title="Oak Creek Apartments", kind="apartments"
        )

    @cached_property
    def invited(self) -> Partnership:
        """Dana Whitfield's invitation, which she has not accepted."""
        write_agreement(self.okafor, "We look after the place together. Nobody loses a home for calling the police.")
        return invite_partner(
            self.okafor,
            self.estate,
            email="manager@oakcreek.example",
            name="Dana Whitfield",
            title="property manager",
        )

    @cached_property
    def whitfield(self) -> Member:
        """Dana Whitfield, who accepted the agreement."""
        return accept_agreement(self.invited.partner, self.invited, "We look after the place together.", 1).partner


def make_cast() -> Cast:
    """Everybody, in the database."""
    agency = Agency.objects.create(
        slug="alder-falls",
        name="Alder Falls Police Department",
        zone="America/Los_Angeles",
        languages=["en", "es"],
        raised_choices=["Noise", "Parking", "Lighting"],
        stop_data_procedure="Fill in the stop form before the end of the shift.",
    )
    harbor = Agency.objects.create(
        slug="harbor-city", name="Harbor City Police", zone="America/New_York", languages=["en"]
    )

    def member(of: Agency, name: str, *roles: Role) -> Member:
        email = f"{name.split()[-1].lower()}@{of.slug}.example"
        return Member.objects.create_member(of, email, name, list(roles), PASSWORD, work_phone="555-0100")

    okafor = member(agency, "Ngozi Okafor", Role.SERGEANT)
    harbor_sergeant = member(harbor, "Ines Farrow", Role.SERGEANT)

    def place(of: Agency, key: str, label: str, kind: PlaceKind, *addresses: str) -> Place:
        made = Place.objects.create(
            agency=of, key=key, label=label, kind=kind, lon=-121.29, lat=37.96, calls_last_year=90
        )
        for text in addresses:
            number, _, street = text.partition(" ")
            numbered = number.isdigit()
            PlaceAddress.objects.create(
                agency=of,
                place=made,
                text=text,
                number=number if numbered else "",
                street=street if numbered else text,
            )
        return made

    def area(of: Agency, name: str, by: Member, at: Place) -> Area:
        made = Area.objects.create(
            agency=of,
            name=name,
            state=Area.State.APPROVED,
            approved_by=by,
            approved_at=datetime(2026, 1, 5, 17, tzinfo=UTC),
            why="The same calls keep coming from here.",
            languages=["en", "es"],
            lon=at.lon,
            lat=at.lat,
        )
        AreaPlace.objects.create(agency=of, area=made, place=at)
        return made

    rivera, lindqvist = member(agency, "Sol Rivera", Role.OFFICER), member(agency, "Maja Lindqvist", Role.OFFICER)
    apartments = place(
        agency, "oak-creek", "Oak Creek Apartments", PlaceKind.COMPLEX, "OAK CREEK APARTMENTS", "1200 OAK CREEK DR"
    )
    shop = place(agency, "mill-street", "48 Mill St", PlaceKind.ADDRESS, "48 MILL ST")
    oak_creek, mill_street = area(agency, "Oak Creek", okafor, apartments), area(agency, "Mill Street", okafor, shop)
    posting = Posting.objects.create(
        agency=agency,
        area=oak_creek,
        officer=rivera,
        backup=lindqvist,
        starts_on=date(2026, 1, 12),
        promised_hours=20,
        approved_by=okafor,
    )
    harbor_place = place(harbor, "pier", "Pier Lofts", PlaceKind.COMPLEX, "PIER LOFTS", "9 PIER RD")
    return Cast(
        agency=agency,
        rivera=rivera,
        lindqvist=lindqvist,
        okafor=okafor,
        adeyemi=member(agency, "Bola Adeyemi", Role.ANALYST),
        tran=member(agency, "Minh Tran", Role.DISPATCHER),
        moreau=member(agency, "Claire Moreau", Role.AUDITOR),
        castellanos=member(agency, "Luz Castellanos", Role.ADMINISTRATOR),
        oak_creek=oak_creek,
        oak_creek_apartments=apartments,
        mill_street=mill_street,
        mill_street_shop=shop,
        posting=posting,
        harbor_city=harbor,
        harbor_officer=member(harbor, "Theo Banks", Role.OFFICER),
        harbor_sergeant=harbor_sergeant,
        harbor_area=area(harbor, "The Pier", harbor_sergeant, harbor_place),
        harbor_place=harbor_place,
    )


def signed_in(member: Member, **more: Any) -> Client:
    """A browser in which the member signed in with two factors."""
    client = Client(**more)
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(member.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time()},
        {"method": "mfa", "type": "totp", "at": time.time()},
    ]
    session.save()
    return client
