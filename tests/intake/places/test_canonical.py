"""Addresses as departments write them, and the one form of each."""

from __future__ import annotations

import pytest

from commonbeat.intake.places import Habits, canonical, habits_of
from tests.intake.places.variants import made_addresses, pairwise


def key(text: str, **habits: bool) -> str:
    return canonical([text], habits=Habits(**habits))[0].key


SAME = [
    ["5237 N 35TH ST,MKE", "5237 North 35th Street", "5237 N. 35 ST", "5237 No. Thirty-Fifth St", "5237 35th St N"],
    ["3017-A N 28TH ST", "3017 N 28TH ST APT 4", "3017A n 28th st #2", "3017 1/2 N 28TH ST", "3017 N 28th St Bldg C"],
    ["600 W NATIONAL AV", "600 West National Avenue Ste 200", "600 W NATIONAL AVE 2ND FLOOR"],
    ["1200 BLOCK OF ELM ST", "12XX ELM ST", "1200 Blk Elm Street", "1200-1298 Elm St", "1250 BLOCK ELM ST"],
    ["AIRY ST & SWEDE ST;  NORRISTOWN", "SWEDE ST / AIRY ST", "Swede St at Airy St", "AIRY ST@SWEDE ST"],
    ["749 W STATE ST (POLICE ADMIN)", "749 W State St", "POLICE ADMIN, 749 W State St"],
    ["1200 ELM ST", "WALMART @ 1200 Elm St", "1200 ELM ST / OAK AVE", "1200 ELM ST, STOCKTON, CA 95202"],
    ["100 MARTIN LUTHER KING JR DR", "100 MLK DR", "100 M L KING JR DR", "100 Dr. Martin L. King Dr"],
    ["INTERSTATE 8 EB ON RAMP", "I-8 EB ON RAMP", "I 8 EB ONRAMP", "IH8 EASTBOUND ON RAMP"],
    ["I-95 NB / EXIT 12", "EXIT 12 & INTERSTATE 95 NORTHBOUND", "I95 N/B & EXIT 12"],
    ["US 422", "U.S. 422", "US HWY 422", "US ROUTE 422"],
    ["W204N5678 LANNON RD", "W204 N5678 Lannon Rd"],
    ["450 S 300 E", "450 South 300 East", "450 S. 300 E. Apt 3"],
    ["100 CAMINO DEL RIO SOUTH", "100 CAMINO DEL RIO S", "100 S Camino del Rio"],
    ["123 CALLE PEÑASQUITOS", "123 Calle Penasquitos 🚓", "  123  CALLE   PENASQUITOS "],
    ["3500 OCEAN FRONT WALK", "3500 Ocean Front Wal"],
    ["35 ST & 7 AVE", "7TH AVE & 35TH ST", "Seventh Ave / 35 Street"],
]  # fmt: skip
DIFFERENT = [
    ("5237 N 35TH ST", "5237 S 35TH ST"),
    ("5237 N 35TH ST", "5237 N 36TH ST"),
    ("100 OAK ST", "100 OAK AVE"),
    ("1100 27TH (SB) ST", "1100 27TH ST"),
    ("I-5 NB & MAIN ST", "I-5 SB & MAIN ST"),
    ("3017 B ST", "3017 ST"),
    ("37-14 84TH ST", "37-16 84TH ST"),
    ("100 E NORTH AVE", "100 E NORTHEAST AVE"),
    ("1200 ELM ST", "1200 BLOCK OF ELM ST"),
    ("W ST PAUL AV & N 6TH ST", "W PAUL ST & N 6TH ST"),
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_place_get_one_key(spellings: list[str]) -> None:
    assert {key(text) for text in spellings} == {key(spellings[0])} != {""}


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_places_stay_apart(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("text", "label", "kind", "unit"),
    [
        ("5237 N 35TH ST,MKE", "5237 N 35th St", "address", ""),
        ("3017-A N 28TH ST", "3017 N 28th St", "address", "A"),
        ("12 MAIN ST BLDG C APT 12", "12 Main St", "address", "Bldg C Apt 12"),
        ("1234½ Main", "1234 Main", "address", "1/2"),
        ("12XX ELM ST", "1200 block of Elm St", "block", ""),
        ("UNIT BLOCK OF ELM ST", "0 block of Elm St", "block", ""),
        ("SWEDE ST/AIRY ST", "Airy St & Swede St", "intersection", ""),
        ("REINDEER CT & DEAD END", "Dead End & Reindeer Ct", "intersection", ""),
        ("I-95 NB", "I-95 NB", "block", ""),
        ("ROUTE 422", "Hwy 422", "block", ""),
        ("HAWS AVE", "Haws Ave", "block", ""),
        ("CAMINO DE LA REINA & AVENIDA DEL RIO", "Avenida del Rio & Camino de la Reina", "intersection", ""),
        ("9400 MC DONALD ST", "9400 McDonald St", "address", ""),
        ("SORRENTO VALLEY RD & ARBUTUS", "Arbutus & Sorrento Valley Rd", "intersection", ""),
        ("OAK CREEK APARTMENTS", "Oak Creek Apartments", "landmark", ""),
        ("1210-1214 ELM ST", "1210 Elm St", "address", ""),
    ],
)
def test_the_label_is_as_people_write_it(text: str, label: str, kind: str, unit: str) -> None:
    found = canonical([text])[0]
    assert (found.label, found.kind, found.unit, found.refused) == (label, kind, unit, None)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "SHOPS INFO LOG", "UNKNOWN", "*** NOT AVAILABLE", "NULL", "n/a", "CITYWIDE", "HQ", "STATION",
        "0 14TH ST", "0", "DISPATCH", "(209) 555-1212", "555-1212", "Stockton, CA", "NO LOCATION - NEIGHBORING COUNTY",
        "FOR NORTHEASTERN SGT", "DISTRICT SIX", "D3", "BEAT 12", "XXX", "-", "#", "DEAD END", "12345", "🚓",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_a_reason(text: str) -> None:
    found = canonical([text])[0]
    assert found.refused
    assert found[:4] == ("", "", "", "")


def test_tails_are_found_from_the_data() -> None:
    texts = [f"{number} N 35TH ST{tail}" for number in range(100, 200) for tail in (",MKE", ", Milwaukee, WI", "")]
    texts += ["8306 W OKLAHOMA AV,WEST ALLIS", "WEST ALLIS"]
    found = canonical(texts)
    assert len({place.key for place in found[:300]}) == 100
    assert found[300].key == "8306 W OKLAHOMA AVE, WEST ALLIS"
    assert found[301].refused == "a city, not an address"


def test_a_city_without_a_comma_is_found_from_the_data() -> None:
    texts = [f"{number} 06TH AVE San Diego, California" for number in range(101, 201)]
    assert canonical(texts)[0].key == "101 6TH AVE"
    assert canonical([*texts, "(unknown) San Diego, California"])[-1].refused


def test_house_numbers_that_all_end_in_00_are_blocks() -> None:
    texts = [f"{number}00 FERGUS ST" for number in range(1, 80)]
    assert habits_of(texts).hundred_blocks
    assert canonical(texts)[5].label == "600 block of Fergus St"
    assert key("600 FERGUS ST", hundred_blocks=True) == key("600 BLOCK OF FERGUS ST")
    assert key("600 FERGUS ST") != key("600 BLOCK OF FERGUS ST")


def test_a_county_keeps_its_towns_apart() -> None:
    towns = ("NORRISTOWN", "LANSDALE", "AMBLER")
    texts = [f"{number} MAIN ST; {towns[number % 3]}" for number in range(1, 100)]
    assert len({place.key for place in canonical([*texts, *(f"7 MAIN ST; {town}" for town in towns)])}) == 101


def test_planted_truth_is_found() -> None:
    texts, truth = made_addresses(1500, seed=3)
    keys = [place.key or f"refused {index}" for index, place in enumerate(canonical(texts))]
    precision, recall = pairwise(keys, truth)
    assert precision >= 0.995
    assert recall >= 0.98


@pytest.mark.prove
def test_planted_truth_is_found_at_size() -> None:
    for seed in range(3):
        texts, truth = made_addresses(20_000, seed=seed)
        keys = [place.key or f"refused {index}" for index, place in enumerate(canonical(texts))]
        precision, recall = pairwise(keys, truth)
        assert precision >= 0.995
        assert recall >= 0.98
