"""From what somebody typed to the one place that is meant, to a choice, or to nothing."""

from __future__ import annotations

import random
import string
from collections.abc import Callable

import pytest

from commonbeat.intake.places import Habits, canonical
from commonbeat.program.agencies.models import Agency
from commonbeat.program.places.lookup import find_address
from commonbeat.program.places.models import Place, PlaceAddress
from commonbeat.program.places.near import find_spot
from commonbeat.program.places.queries import search_places
from commonbeat.program.places.writing import in_parts, question, rows
from tests.cast import Cast

STREETS = (
    "Oak Creek Dr", "Mill St", "Mill Creek Rd", "Harbor View Blvd", "N 35th St", "N 36th St", "Lincoln Ave",
    "Madison Ave", "Jefferson St", "Willow Glen Ct", "Sunset Ter", "Riverside Dr", "Cedar Ln", "Cesar Chavez Blvd",
    "Martin Luther King Jr Blvd", "Elm St", "Maple St", "Washington Ave", "E Fremont St", "W Fremont St",
    "Pershing Ave", "Pacific Ave", "Hammer Ln", "Thornton Rd", "Alpine Ave", "Country Club Blvd",
)  # fmt: skip


def place(agency: Agency, key: str, *texts: str, lon: float | None = None, lat: float | None = None) -> Place:
    made = Place.objects.create(agency=agency, key=key[:64], label=key, lon=lon, lat=lat)
    for text in texts:
        found = canonical([text], habits=Habits())[0]
        PlaceAddress.objects.bulk_create(rows(made, in_parts(found.key if not found.refused else f"COMPLEX {text}")))
    return made


def met(cast: Cast, text: str) -> str | None:
    found = find_address(cast.agency.pk, text)
    return None if found.place is None else Place.objects.get(pk=found.place).key


def offered(cast: Cast, text: str) -> set[str]:
    found = find_address(cast.agency.pk, text)
    return set(Place.objects.filter(pk__in=found.candidates).values_list("key", flat=True))


@pytest.mark.parametrize(
    "text",
    [
        "1200 OAK CREEK DR", "1200 Oak Creek Drive", "1200 oak creek dr apt 14", "1200 OAK CREK DR",
        "1200 Oka Creek Dr", "1200-1210 Oak Creek Dr", "Oak Creek Apartments", "oak creek apts", "Oak Creek",
        "OAK CREEK APPARTMENTS",
        "1200 Oak Creek", "1200 Oak Creek Drve", "1200 OAKCREEK DR",
    ],
)  # fmt: skip
def test_one_place_is_found_however_it_is_typed(cast: Cast, text: str) -> None:
    assert met(cast, text) == "oak-creek"


@pytest.mark.parametrize(
    "text", ["48 Mill Ave", "12 Mill St", "48 35th St", "4 Hill St", "", "  ", "?", "x" * 500, "\x00", "1200 Elm St"]
)
def test_another_street_type_number_or_name_is_never_taken_for_it(cast: Cast, text: str) -> None:
    assert met(cast, text) is None


def test_a_near_miss_is_offered_to_choose_from(cast: Cast) -> None:
    assert offered(cast, "48 Mill Ave") == {"mill-street"}
    assert offered(cast, "84 Mill St") == {"mill-street"}
    assert offered(cast, "50 Mill St") == {"mill-street"}


def test_a_corner_is_found_in_either_order_and_with_errors(cast: Cast) -> None:
    place(cast.agency, "corner", "Elm St & Oak Ave")
    place(cast.agency, "other-corner", "Elm St & Pine Ave")
    for text in ("Oak Ave / Elm St", "ELM & OAK", "Elm St and Oak Ave", "ELM ST @ OAK AVE"):
        assert met(cast, text) == "corner", text
    place(cast.agency, "long-corner", "Washington Ave & Jefferson St")
    for text in ("Jeferson St & Washington Ave", "Washingtn Ave / Jefferson", "Wasihngton Ave & Jeffersn St"):
        assert met(cast, text) == "long-corner", text


def test_two_places_that_are_near_are_a_choice(cast: Cast) -> None:
    place(cast.agency, "east", "10 E Fremont St")
    place(cast.agency, "west", "10 W Fremont St")
    assert met(cast, "10 Fremont St") is None
    assert offered(cast, "10 Fremont St") == {"east", "west"}
    assert met(cast, "10 W Fremnt St") is None or met(cast, "10 W Fremnt St") == "west"
    assert met(cast, "10 W Fremont") == "west"


def test_a_street_that_exists_is_not_taken_for_another(cast: Cast) -> None:
    place(cast.agency, "martin", "12 Martin St")
    place(cast.agency, "marin", "90 Marin St")
    assert met(cast, "12 Marin St") is None
    assert offered(cast, "12 Marin St") == {"martin"}


def test_a_range_finds_the_complex_that_lies_in_it(cast: Cast) -> None:
    place(cast.agency, "row", "1204 Elm St", "1208 Elm St")
    assert met(cast, "1200-1298 Elm St") == "row" or offered(cast, "1200-1298 Elm St") == {"row"}
    assert met(cast, "1202-1210 Elm St") == "row"


def test_another_agency_has_no_such_place(cast: Cast) -> None:
    assert find_address(cast.harbor_city.pk, "1200 Oak Creek Dr").place is None
    assert find_address(cast.agency.pk, "9 Pier Rd").place is None


def test_cities_tell_places_apart_where_the_agency_has_several(cast: Cast) -> None:
    habits = Habits(several_cities=True)
    for city in ("Lansdale", "Hatfield"):
        made = Place.objects.create(agency=cast.agency, key=city, label=city)
        key = canonical([f"12 Broad St, {city}"], habits=habits)[0].key
        PlaceAddress.objects.bulk_create(rows(made, in_parts(key)))
    found = find_address(cast.agency.pk, "12 Broad St, Hatfield", habits=habits)
    assert found.place == Place.objects.get(key="Hatfield").pk
    assert len(find_address(cast.agency.pk, "12 Broad St", habits=habits).candidates) == 2


def test_a_spot_is_a_place_only_when_no_other_is_near(cast: Cast) -> None:
    one = place(cast.agency, "one", "1 Spot St", lon=-121.2000, lat=37.9000)
    assert find_spot(cast.agency.pk, -121.2001, 37.9000).place == one.pk
    assert find_spot(cast.agency.pk, -121.2001, 37.9000, uncertainty=80).candidates == (one.pk,)
    assert find_spot(cast.agency.pk, -121.2030, 37.9000).place is None
    two = place(cast.agency, "two", "2 Spot St", lon=-121.20015, lat=37.9000)
    assert set(find_spot(cast.agency.pk, -121.2001, 37.9000).candidates) == {one.pk, two.pk}
    assert find_spot(cast.harbor_city.pk, -121.2001, 37.9000).place is None


def test_three_letters_are_enough_to_search(cast: Cast) -> None:
    for typed in ("oak", "OAK CR", "mil", "48 m", "48 Mill", "120"):
        assert search_places(cast.rivera, typed)[1], typed
    assert search_places(cast.rivera, "oa")[1] == []
    assert search_places(cast.harbor_officer, "oak")[1] == []


def _dropped(text: str, at: int, _: random.Random) -> str:
    return text[:at] + text[at + 1 :]


def _doubled(text: str, at: int, _: random.Random) -> str:
    return text[:at] + text[at] + text[at:]


def _swapped(text: str, at: int, _: random.Random) -> str:
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :] if at + 1 < len(text) else text[:-1]


def _replaced(text: str, at: int, random: random.Random) -> str:
    return text[:at] + random.choice(string.ascii_uppercase) + text[at + 1 :]


ERRORS: tuple[Callable[[str, int, random.Random], str], ...] = (_dropped, _doubled, _swapped, _replaced)


def mistyped(street: str, generator: random.Random) -> str:
    """The street with one error in its name."""
    words = street.upper().split()
    names = [at for at, word in enumerate(words[:-1]) if len(word) > 3 and word.isalpha()]
    if not names:
        return street
    at = generator.choice(names)
    words[at] = generator.choice(ERRORS)(words[at], generator.randrange(len(words[at])), generator)
    return " ".join(words)


def test_planted_typing_errors_are_bridged_and_absent_addresses_are_not_matched(
    cast: Cast, record_property: Callable[[str, object], None]
) -> None:
    generator = random.Random(7)
    places, addresses = {}, []
    for street in STREETS:
        for number in generator.sample(range(1, 2_000), 25):
            made = Place(agency=cast.agency, key=f"{number} {street}", label=f"{number} {street}")
            places[f"{number} {street}"] = made
    Place.objects.bulk_create(places.values())
    for text, made in places.items():
        addresses += rows(made, in_parts(canonical([text], habits=Habits())[0].key))
    PlaceAddress.objects.bulk_create(addresses)
    right = wrong = choice = 0
    asked = generator.sample(sorted(places), 300)
    for text in asked:
        number, _, street = text.partition(" ")
        found = find_address(cast.agency.pk, f"{number} {mistyped(street, generator)}", habits=Habits())
        right += found.place == places[text].pk
        wrong += found.place is not None and found.place != places[text].pk
        choice += found.place is None and places[text].pk in found.candidates
    false = 0
    absent = [f"{number} {street}" for street in STREETS for number in (2_001, 3_117, 4_444, 5_555)]
    for text in absent:
        number, _, street = text.partition(" ")
        false += (
            find_address(cast.agency.pk, f"{number} {mistyped(street, generator)}", habits=Habits()).place is not None
        )
    precision = right / (right + wrong + false)
    record_property("precision", round(precision, 4))
    record_property("recall", round(right / len(asked), 4))
    record_property("recall with choices", round((right + choice) / len(asked), 4))
    assert precision >= 0.995
    assert right / len(asked) >= 0.9
    assert (right + choice) / len(asked) >= 0.95


def test_a_question_of_any_text_is_read(cast: Cast) -> None:
    for text in ("&", "&&", "/", "1-2-3", "\ud800", "0", "٣ شارع", "1 " * 200):
        assert question(text, Habits()) is not None
        find_address(cast.agency.pk, text)
