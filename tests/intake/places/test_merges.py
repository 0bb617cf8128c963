"""Likely merges are suggested, never made."""

from __future__ import annotations

import pyarrow as pa
import pytest

from commonbeat.intake.places import canonical, suggest_merges


def places(*rows: tuple[str, int] | tuple[str, int, float, float]) -> pa.Table:
    found = [canonical([row[0]])[0] for row in rows]
    return pa.table(
        {
            "key": [place.key for place in found],
            "label": [place.label for place in found],
            "kind": [place.kind for place in found],
            "calls": [row[1] for row in rows],
            "lon": pa.array([row[2] if len(row) > 2 else None for row in rows], pa.float64()),
            "lat": pa.array([row[3] if len(row) > 2 else None for row in rows], pa.float64()),
        }
    )


def pairs(table: pa.Table) -> set[tuple[str, str]]:
    return {(item.keep_label, item.merge_label) for item in suggest_merges(table)}


@pytest.mark.parametrize(
    ("common", "rare", "reason"),
    [
        ("4769 N Sherman Blvd", "4769 N Sherman", "street type"),
        ("5300 W Villard Ave", "5300 Villard Ave", "direction"),
        ("5th Ave & Market", "5th & Market St", "street type"),
        ("N 68th St & W Villard Ave", "68th & Villard", "direction and a street type"),
        ("1200 W Capitol Dr", "1200 W Capital Dr", "a letter or two"),
    ],
)
def test_two_ways_of_writing_are_suggested_with_calls_and_reason(common: str, rare: str, reason: str) -> None:
    (found,) = suggest_merges(places((common, 40), (rare, 2)))
    assert (found.keep_calls, found.merge_calls) == (40, 2)
    assert found.keep == canonical([common])[0].key
    assert reason in found.reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5237 N 35th St", "5237 N 36th St"),
        ("5237 N 35th St", "5237 S 35th St"),
        ("100 Oak St", "100 Oak Ave"),
        ("I-5 NB & Main St", "I-5 SB & Main St"),
        ("100 Palm St", "100 Pine St"),
        ("100 27th (SB) St", "100 27th (NB) St"),
    ],
)
def test_two_streets_are_not_suggested(one: str, other: str) -> None:
    assert pairs(places((one, 40, -87.9, 43.0), (other, 2, -87.9, 43.0))) == set()


def test_nothing_is_suggested_where_it_could_be_either() -> None:
    assert pairs(places(("5237 N 35th St", 9), ("5237 S 35th St", 9), ("5237 35th St", 1))) == set()


def test_neighbors_at_one_owners_coordinates_are_suggested() -> None:
    table = places(
        ("2876 N 47th St", 5, -87.97, 43.07), ("2878 N 47th St", 1, -87.97, 43.07), ("2976 N 47th St", 1, -87.97, 43.07)
    )
    assert pairs(table) == {("2876 N 47th St", "2878 N 47th St")}


def test_a_name_and_an_address_at_the_same_spot_are_suggested() -> None:
    assert pairs(places(("Oak Creek Apartments", 3, -87.97, 43.07), ("12 Elm St", 9, -87.97, 43.07))) == {
        ("12 Elm St", "Oak Creek Apartments")
    }


def test_places_far_apart_are_not_suggested() -> None:
    assert pairs(places(("4769 N Sherman Blvd", 9, -87.97, 43.07), ("4769 N Sherman", 1, -87.97, 43.08))) == set()


def test_a_default_location_with_many_addresses_suggests_nothing() -> None:
    rows = [(f"{number} Elm St", 1, -87.97, 43.07) for number in range(100, 160, 2)]
    assert pairs(places(*rows)) == set()


def test_progress_is_told_and_most_is_kept() -> None:
    told: list[int] = []

    def listen(what: str, done: int, total: int | None) -> None:
        assert (what, total) == ("looking for places written two ways", 3)
        told.append(done)

    table = places(("4769 N Sherman Blvd", 40), ("4769 N Sherman", 2), ("12 W Capitol Dr", 40), ("12 W Capital Dr", 3))
    found = suggest_merges(table, most=1, progress=listen)
    assert told == [1, 2, 3]
    assert len(found) == 1
