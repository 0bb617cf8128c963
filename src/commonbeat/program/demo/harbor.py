"""Harbor City: the other agency on the installation. It sees nothing of Alder Falls, and Alder Falls nothing of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid5

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.areas.models import Area, AreaPlace
from commonbeat.program.audit.record import record
from commonbeat.program.demo.people import make_people
from commonbeat.program.places.models import Place, PlaceKind
from commonbeat.program.places.writing import in_parts, rows
from commonbeat.program.postings.actions import post_officer
from commonbeat.program.visits.devices import register_device
from commonbeat.program.visits.receive import receive
from commonbeat.synthetic.program import MadeMember

NAME: Final = "Harbor City Police"
_PEOPLE: Final = (
    MadeMember("banks", "Theo Banks", ("officer",)),
    MadeMember("farrow", "Ines Farrow", ("sergeant",)),
    MadeMember("sandoval", "Rosa Sandoval", ("administrator",)),
)
_IDS: Final = UUID("0b6fd1a4-2f8e-4a55-8d0d-1d1a5a4c7e21")
_VISITS: Final = 12


def make_harbor_city(as_of: date) -> None:
    """One area, one officer, twelve weeks of a visit each."""
    members = make_people(_PEOPLE, agency=NAME, domain="harbor-city.example")
    sergeant, officer = members["farrow"], members["banks"]
    with agency_scope(sergeant.agency_id):
        area, place = _ground(sergeant)
        begins = as_of - timedelta(weeks=_VISITS)
        post_officer(sergeant, area=area, officer=officer, starts_on=begins, promised_hours=Decimal(10))
        device, _ = register_device(officer, uuid5(_IDS, "phone"), "Work phone")
        noon = datetime(begins.year, begins.month, begins.day, 17, tzinfo=UTC)
        visits = [
            {
                "id": str(uuid5(_IDS, f"visit {week}")),
                "seq": week + 1,
                "kind": "visit",
                "content": {
                    "area": area.pk,
                    "place": place.pk,
                    "began_at": (noon + timedelta(weeks=week)).isoformat(),
                    "minutes": 90,
                    "kind": "walked",
                    "talks_they_started": week // 4,
                    "talks_i_started": 2,
                },
            }
            for week in range(_VISITS)
        ]
        receive(device, visits)


@action
def _ground(by: Member) -> tuple[Area, Place]:
    """An area with one place, as they stand without a lake."""
    place = Place.objects.create(
        agency=by.agency, key="pier-lofts", label="Pier Lofts", kind=PlaceKind.COMPLEX, lon=-99.31, lat=41.71
    )
    for text in ("COMPLEX PIER LOFTS", "9 PIER RD"):
        for row in rows(place, in_parts(text), given=True):
            row.save()
    area = Area.objects.create(
        agency=by.agency,
        name="The Pier",
        state=Area.State.APPROVED,
        approved_by=by,
        approved_at=datetime.now(UTC),
        why="The same calls keep coming from the lofts.",
        lon=place.lon,
        lat=place.lat,
    )
    AreaPlace.objects.create(agency=by.agency, area=area, place=place)
    record("area.approve", actor=by, about=area)
    return area, place
