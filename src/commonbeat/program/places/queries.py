"""Reads of places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet

from commonbeat.intake.places.text import plain
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.places.beginning import begins
from commonbeat.program.places.lookup import Found, find_address
from commonbeat.program.places.models import Place, PlaceAddress
from commonbeat.program.prepared import prepared

#: Letters from which on the search offers places.
FEWEST: Final = 3
_OFFERED: Final = 8


def place_by_key(agency: Agency | int, key: str) -> Place | None:
    """The agency's place of that id; None when there is none, or it is another agency's."""
    agency_id = agency if isinstance(agency, int) else agency.pk
    return next(iter(_with_key(agency_id, key)), None) if len(key) <= 64 else None


def place_by_pk(agency_id: int, pk: int) -> Place | None:
    """The agency's place with this primary key."""
    return next(iter(_with_pk(agency_id, pk)), None)


@prepared
def _with_key(agency_id: int, key: str) -> QuerySet[Place]:
    return Place.objects.filter(agency_id=agency_id, key=key)


@prepared
def _with_pk(agency_id: int, pk: int) -> QuerySet[Place]:
    return Place.objects.filter(agency_id=agency_id, pk=pk)


def in_order(agency_id: int, keys: Sequence[int]) -> list[Place]:
    """The agency's places with these primary keys, in the order given."""
    found = Place.objects.filter(agency_id=agency_id).in_bulk(list(keys))
    return [found[key] for key in keys if key in found]


def search_places(member: Member, text: str) -> tuple[Found, list[Place]]:
    """Places whose address or name begins as typed, most calls first; else those that are written alike.

    Args:
        member: who asks; only places of their agency are found.
        text: what was typed so far; fewer than three letters find nothing.

    Returns:
        What the whole text means by itself, and at most eight places to offer.
    """
    typed = plain(text[:200])
    if len(typed.replace(" ", "")) < FEWEST:
        return Found(), []
    found = find_address(member.agency_id, text)
    if found.place is not None:
        return found, in_order(member.agency_id, [found.place])
    offered = list(_beginning(member, typed)[:_OFFERED])
    for place in in_order(member.agency_id, found.candidates):
        if place not in offered:
            offered.append(place)
    return found, offered[:_OFFERED]


def _beginning(member: Member, typed: str) -> QuerySet[Place]:
    number, _, street = typed.partition(" ")
    addresses = PlaceAddress.objects.visible_to(member)
    if number.isdigit() and street:
        addresses = addresses.filter(begins("street", street), number=number)
    elif number.isdigit():
        addresses = addresses.filter(begins("number", number))
    else:
        addresses = addresses.filter(begins("street", typed))
    return (
        Place.objects.visible_to(member).filter(pk__in=addresses.values("place")).order_by("-calls_last_year", "label")
    )
