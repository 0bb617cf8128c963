"""From what somebody typed to the one place that is meant, to a choice, or to nothing. Never to a guess.

Every step is one or two look-ups in an index of the agency's addresses, so that a million addresses of fifty agencies
answer in milliseconds (promise L4). docs/places.md says how well typing errors are found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from commonbeat.intake.places.habits import Habits
from commonbeat.program.places import alike
from commonbeat.program.places.beginning import begins
from commonbeat.program.places.models import Place, PlaceAddress, PlaceKind
from commonbeat.program.places.writing import CORNER, Question, Written, habits_of_agency, question
from commonbeat.program.prepared import prepared

#: Places offered when it is not clear which one is meant.
MOST: Final = 6
#: Rows of the index that one step looks at.
_ROWS: Final = 2_000
#: A second place this much farther away leaves no doubt.
_CLEAR: Final = 2


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a question.

    Attributes:
        place: primary key of the one place that is meant, or None.
        candidates: primary keys of places that may be meant, likeliest first; empty when `place` is known.
        how: "exact", "typing" (an error in the typing was bridged), "name", "range", or "" when nothing was found.
    """

    place: int | None = None
    candidates: tuple[int, ...] = ()
    how: str = ""


NOTHING: Final = Found()


def find_address(agency_id: int, text: str, *, habits: Habits | None = None) -> Found:
    """The place of an address, corner, block or name of the agency, as typed.

    Args:
        agency_id: whose places.
        text: any text whatever.
        habits: the agency's ways of writing; looked up when None.
    """
    asked = question(text, habits if habits is not None else habits_of_agency(agency_id))
    if not asked.plain:
        return NOTHING
    exact = _exact(agency_id, asked)
    if exact:
        return _one_or_choice(exact if len(set(exact)) == 1 else _complex_of(exact), "exact")
    if asked.written is None:
        return _by_name(agency_id, asked.plain)
    if asked.high is not None:
        spanned = _in_range(agency_id, asked.written, asked.high)
        if spanned:
            return _one_or_choice(spanned, "range")
    if asked.written.number == CORNER:
        return _by_corner(agency_id, asked.written)
    if asked.written.number:
        return _by_number(agency_id, asked.written)
    return _by_name(agency_id, asked.plain)


def _one_or_choice(places: Iterable[int], how: str) -> Found:
    distinct = tuple(dict.fromkeys(places))
    if not distinct:
        return NOTHING
    return Found(place=distinct[0], how=how) if len(distinct) == 1 else Found(candidates=distinct[:MOST], how=how)


def _exact(agency_id: int, asked: Question) -> list[int]:
    return _with_text(agency_id, asked.plain, asked.written.text if asked.written else asked.plain)


@prepared
def _with_text(agency_id: int, typed: str, canonical: str) -> QuerySet[PlaceAddress, int]:
    found = PlaceAddress.objects.filter(agency_id=agency_id, text__in=(typed, canonical)).order_by("place_id")
    return found.values_list("place_id", flat=True)[:_ROWS]


@prepared
def _with_number(agency_id: int, number: str) -> QuerySet[PlaceAddress, tuple[int, str, str]]:
    found = PlaceAddress.objects.filter(agency_id=agency_id, number=number)
    return found.values_list("place_id", "text", "street")[:_ROWS]


@prepared
def _on_street(agency_id: int, street: str) -> QuerySet[PlaceAddress, bool]:
    # A column that no index holds: else SQLite may read all the agency's addresses in one that holds what is asked.
    return PlaceAddress.objects.filter(agency_id=agency_id, street=street).values_list("given", flat=True)[:1]


def _complex_of(places: list[int]) -> list[int]:
    """A name that calls were also written with becomes a landmark of its own in the lake: the complex is meant."""
    kinds = dict(Place.objects.filter(pk__in=places).values_list("pk", "kind"))
    complexes = [place for place, kind in kinds.items() if kind == PlaceKind.COMPLEX]
    landmarks = [place for place, kind in kinds.items() if kind == PlaceKind.LANDMARK]
    return complexes if len(complexes) == 1 and len(landmarks) == len(kinds) - 1 else places


def _in_range(agency_id: int, asked: Written, high: int) -> list[int]:
    """Places with a house number of the range, on the side of the street it begins on."""
    low = int(asked.number) if asked.number.isdigit() else 0
    numbers = [str(number) for number in range(low, high + 1, 2)]
    found = PlaceAddress.objects.filter(agency_id=agency_id, number__in=numbers, street=asked.streets[0])
    return list(found.order_by("place_id").values_list("place_id", flat=True)[:_ROWS])


def _nearest(scored: dict[int, int], *, known: bool) -> Found:
    """The one clear place of distances by place, else the likely ones.

    Args:
        scored: place -> its smallest distance.
        known: the street was typed as one that exists: then it is not taken for another.
    """
    order = sorted(scored, key=lambda place: (scored[place], place))
    if not order:
        return NOTHING
    best = scored[order[0]]
    clear = len(order) == 1 or scored[order[1]] >= max(best + _CLEAR, 1)
    if clear and best < alike.OTHER and not (known and best > 0):
        return Found(place=order[0], how="typing")
    return Found(candidates=tuple(order[:MOST]), how="typing")


def _exists(agency_id: int, street: str) -> bool:
    return bool(_on_street(agency_id, street))


def _by_number(agency_id: int, asked: Written) -> Found:
    """The same house number on a street that is written alike; else what lies beside it, to choose from."""
    street, city = asked.streets[0], asked.text.partition(", ")[2]
    readings = [alike.parts(reading) for reading in (street, *alike.mistyped_kind(street))]
    readings += alike.without_kind(street)
    scored: dict[int, int] = {}
    for place, text, other in _with_number(agency_id, asked.number):
        elsewhere = text.partition(", ")[2]
        if city and elsewhere and city != elsewhere:
            continue
        parts = alike.parts(other)
        distances = [found for reading in readings if (found := alike.street_distance(reading, parts)) is not None]
        if distances:
            scored[place] = min(min(distances), scored.get(place, 99))
    if scored:
        return _nearest(scored, known=min(scored.values()) > 0 and _exists(agency_id, street))
    return _beside(agency_id, asked, street)


def _beside(agency_id: int, asked: Written, street: str) -> Found:
    """The block of the number, and numbers a slip of the finger away, on exactly this street: a choice, no answer."""
    digits = asked.number.partition(" ")[0]
    if not digits.isdigit():
        return NOTHING
    block = f"{int(digits) // 100 * 100} BLOCK"
    near = {digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :] for i in range(len(digits) - 1)}
    near |= {digits[:i] + digits[i + 1 :] for i in range(len(digits)) if len(digits) > 1}
    near |= {str(int(digits) + step) for step in (-2, -1, 1, 2)}
    numbers = [block, *sorted(near - {digits})]
    found = PlaceAddress.objects.filter(agency_id=agency_id, number__in=numbers, street=street)
    order = dict.fromkeys(place for place, _ in sorted(found.values_list("place_id", "number"), key=_block_first))
    return Found(candidates=tuple(order)[:MOST], how="typing") if order else NOTHING


def _block_first(row: tuple[int, str]) -> tuple[bool, int]:
    return not row[1].endswith("BLOCK"), row[0]


def _by_corner(agency_id: int, asked: Written) -> Found:
    """Corners with one of the streets, or with streets that begin alike."""
    begin = Q()
    for street in asked.streets:
        name = alike.parts(street).name
        begin |= Q(street=street) | begins("street", name[:2])
    corners = PlaceAddress.objects.filter(agency_id=agency_id, number=CORNER)
    seen = set(corners.filter(begin).values_list("place_id", "text")[:_ROWS])
    wanted = [alike.parts(street) for street in asked.streets]
    scored: dict[int, int] = {}
    for place, text in seen:
        streets = [alike.parts(street) for street in text.partition(", ")[0].split(" & ")]
        if len(streets) != len(wanted):
            continue
        orders = (streets, streets[::-1])
        totals = [_total(wanted, order) for order in orders]
        near = [total for total in totals if total is not None]
        if near:
            scored[place] = min(min(near), scored.get(place, 99))
    known = bool(scored) and min(scored.values()) > 0 and all(_exists(agency_id, street) for street in asked.streets)
    return _nearest(scored, known=known)


def _total(wanted: list[alike.Parts], there: list[alike.Parts]) -> int | None:
    distances = [alike.street_distance(one, other) for one, other in zip(wanted, there, strict=True)]
    return None if None in distances else sum(distance for distance in distances if distance is not None)


def _by_name(agency_id: int, name: str) -> Found:
    """Complexes, landmarks and whole streets, by name; a street named alone is offered with the places on it."""
    named = PlaceAddress.objects.filter(agency_id=agency_id, number="")
    scored: dict[int, int] = {}
    for place, text in named.values_list("place_id", "text")[: _ROWS * 2]:
        distance = alike.place_name_distance(name, text)
        if distance is not None and distance <= alike.allowed(len(name)):
            scored[place] = min(distance, scored.get(place, 99))
    if scored:
        found = _nearest(scored, known=False)
        return Found(found.place, found.candidates, "name")
    on_it = PlaceAddress.objects.filter(agency_id=agency_id, street=name).order_by("place_id")
    return Found(candidates=tuple(dict.fromkeys(on_it.values_list("place_id", flat=True)[:50]))[:MOST], how="name")
