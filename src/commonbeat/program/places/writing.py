"""How a place's addresses stand in the index, and how a question is brought to the same form."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Final

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from commonbeat.intake.places import Habits, canonical
from commonbeat.intake.places.text import plain
from commonbeat.program.places.models import Place, PlaceAddress, WaysOfWriting
from commonbeat.program.prepared import prepared

#: What `PlaceAddress.number` says of a corner.
CORNER: Final = "&"
_BLOCK: Final = re.compile(r"(\d+ BLOCK) (.+)")
_RANGE: Final = re.compile(r"\s*(\d{1,6})\s*(?:-|\u2013|TO)\s*(\d{1,6})\s+\D", re.IGNORECASE)
#: Longer texts are no addresses; a dispatch system's field is shorter.
LONGEST: Final = 200
#: House numbers of one range that are looked for.
_RANGE_WIDTH: Final = 200


@dataclass(frozen=True, slots=True)
class Written:
    """A canonical address in the parts it is found by.

    Attributes:
        text: the whole, with the city where cities tell places apart.
        number: house number, "1200 BLOCK", "&" of a corner, "" of a name.
        streets: what follows the number, without the city; both streets of a corner.
    """

    text: str
    number: str
    streets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody typed.

    Attributes:
        plain: in capitals, without signs.
        written: the address in it; None when it is none.
        high: end of a range of house numbers ("1200-1298"), else None.
    """

    plain: str
    written: Written | None
    high: int | None = None


def in_parts(key: str) -> Written:
    """The parts of a canonical key of `intake.places`, of a complex its name."""
    if key.startswith("COMPLEX "):
        key = key.removeprefix("COMPLEX ")
        return Written(key, "", (key,))
    base = key.partition(", ")[0]
    if " & " in base:
        return Written(key, CORNER, tuple(base.split(" & ")))
    block = _BLOCK.fullmatch(base)
    if block:
        return Written(key, block[1], (block[2],))
    number, _, street = base.partition(" ")
    if street and number[0].isdigit() and number.replace("-", "").isalnum() and not number.endswith(_ORDINAL_ENDS):
        return Written(key, number, (street,))
    return Written(key, "", (base,))


_ORDINAL_ENDS: Final = ("ST", "ND", "RD", "TH")


def rows(place: Place, written: Written, *, given: bool = False) -> list[PlaceAddress]:
    """The index rows of one address of a place: one, of a corner one a street; texts that do not fit are cut."""
    return [
        PlaceAddress(
            agency_id=place.agency_id,
            place=place,
            text=written.text[:200],
            number=written.number[:12],
            street=street[:160],
            given=given,
        )
        for street in written.streets
    ]


def question(text: str, habits: Habits) -> Question:
    """Read what somebody typed as the agency's export was read. It never raises, on any text."""
    text = text.replace("\x00", " ")[:LONGEST]
    found = canonical([text], habits=habits)[0]
    written = None if found.refused else in_parts(found.key)
    span = _RANGE.match(text)
    high = None
    if span and written and int(span[1]) < int(span[2]) <= int(span[1]) + _RANGE_WIDTH:
        high = int(span[2])
    return Question(plain(text), written, high)


def habits_of_agency(agency_id: int) -> Habits:
    """The agency's ways of writing; those of an agency without any when nothing was imported."""
    return next((_read(kept) for kept in _kept(agency_id)), Habits())


@prepared
def _kept(agency_id: int) -> QuerySet[WaysOfWriting, str]:
    ways = WaysOfWriting.objects.filter(agency_id=agency_id)
    return ways.values_list(Cast("habits", TextField()), flat=True)


@lru_cache(maxsize=256)  # by the text itself, so that what an import changed is read at once
def _read(kept: str) -> Habits:
    return habits_from(json.loads(kept))


def habits_as_json(habits: Habits) -> dict[str, Any]:
    """Plain JSON values."""
    return {
        name: sorted(value) if isinstance(value, frozenset) else list(value) if isinstance(value, tuple) else value
        for name, value in vars(habits).items()
    }


def habits_from(told: dict[str, Any]) -> Habits:
    """Read them back; keys of another version are ignored."""
    nothing = Habits()
    return Habits(
        **{
            field.name: type(getattr(nothing, field.name))(told[field.name])
            for field in fields(Habits)
            if field.name in told
        }
    )
