"""From distinct addresses to places, as the loader asks."""

from __future__ import annotations

import base64
import csv
import hashlib
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.intake.places import RESOLVED_COLUMNS, Complexes, place_id, place_ids, resolve


def table(
    rows: list[tuple[str | None, int, float | None, float | None]], city: list[str | None] | None = None
) -> pa.Table:
    columns = {
        "address": pa.array([row[0] for row in rows], pa.string()),
        "calls": pa.array([row[1] for row in rows], pa.int64()),
        "lon": pa.array([row[2] for row in rows], pa.float64()),
        "lat": pa.array([row[3] for row in rows], pa.float64()),
    }
    if city is not None:
        columns["city"] = pa.array(city, pa.string())
    return pa.table(columns)


def test_rows_come_back_in_order_with_their_places() -> None:
    found = resolve(
        table(
            [
                ("5237 N 35TH ST,MKE", 3, -87.9, 43.1),
                ("UNKNOWN", 2, None, None),
                ("5237 35th St N Apt 4", 9, -87.9, 43.1),
            ]
        ),
        agency="Harbor City",
    )
    assert tuple(found.column_names) == RESOLVED_COLUMNS
    first, refused, third = found.to_pylist()
    assert first["place_id"] == third["place_id"] == place_id("Harbor City", "5237 N 35TH ST")
    assert first["label"] == third["label"] == "5237 35th St N"  # as most calls write it
    assert (first["unit"], third["unit"], third["kind"]) == (None, "Apt 4", "address")
    assert refused["place_id"] is refused["key"] is refused["label"] is refused["kind"] is None
    assert refused["refused"] == "says that there is no address"


def test_coordinates_without_an_address_are_a_point() -> None:
    rows = table(
        [
            (None, 3, -121.2968731, 38.0209172),
            ("", 1, -121.2968732, 38.0209171),
            (None, 1, 0.0, 0.0),
            (None, 1, None, None),
        ]
    )
    found = resolve(rows, agency="Harbor City").to_pylist()
    assert found[0]["kind"] == "point"
    assert found[0]["label"] == "38.02092, -121.29687"
    assert found[0]["place_id"] == found[1]["place_id"]
    assert [row["refused"] for row in found[2:]] == ["no address", "no address"]


def test_a_remark_with_the_stations_coordinates_is_no_point() -> None:
    assert resolve(table([("SHOPS INFO LOG", 3, -117.15, 32.71)]), agency="x")["place_id"].to_pylist() == [None]


def test_cities_of_a_column_keep_places_apart_but_for_the_home_city() -> None:
    rows = [("12 MAIN ST", 95, None, None), ("12 MAIN ST", 2, None, None), ("12 MAIN ST", 1, None, None)]
    found = resolve(table(rows, ["Harbor City", "Lansdale", None]), agency="x").to_pylist()
    assert [row["key"] for row in found] == ["12 MAIN ST", "12 MAIN ST, LANSDALE", "12 MAIN ST"]
    assert found[1]["label"] == "12 Main St, Lansdale"
    assert [row["city"] for row in found] == ["Harbor City", "Lansdale", None]


def test_nothing_in_nothing_out() -> None:
    found = resolve(table([]), agency="x", complexes=Complexes())
    assert found.num_rows == 0
    assert tuple(found.column_names) == RESOLVED_COLUMNS


def test_other_column_types_are_taken_as_they_come() -> None:
    rows = pa.table(
        {
            "address": pa.array(["12 ELM ST", "12 ELM STREET"]).dictionary_encode(),
            "calls": pa.array([1, 2], pa.int32()),
            "lon": pa.nulls(2),
            "lat": pa.nulls(2),
        }
    )
    assert len(set(resolve(rows, agency="x")["place_id"].to_pylist())) == 1


def test_an_id_can_be_computed_by_anyone() -> None:
    digest = hashlib.blake2b(b"Harbor City\n5237 N 35TH ST", digest_size=8).digest()
    wanted = base64.b32encode(digest).decode().lower()[:12]
    assert place_id("Harbor City", "5237 N 35TH ST") == wanted
    assert place_ids("Harbor City", []) == []


@given(st.lists(st.text(max_size=20), max_size=8), st.text(max_size=10))
def test_ids_are_twelve_lower_case_characters(keys: list[str], agency: str) -> None:
    ids = place_ids(agency, keys)
    assert ids == [place_id(agency, key) for key in keys]
    assert all(len(name) == 12 and set(name) <= set("abcdefghijklmnopqrstuvwxyz234567") for name in ids)
    assert len(set(ids)) == len(set(keys))


def test_milwaukee_resolves_as_its_dispatchers_mean_it(shared_data: Path) -> None:
    with (shared_data / "calls" / "milwaukee-2018-05.csv").open(encoding="utf-8", newline="") as file:
        texts = sorted({row["location"] for row in csv.DictReader(file)})
    found = resolve(pa.table({"address": texts}), agency="Milwaukee").to_pylist()
    refused = {row["address"].strip(): row["refused"] for row in found if row["refused"]}
    assert {"D3", "DISTRICT SIX", "CALEDONIA, WI"} <= set(refused)
    assert len(refused) <= 20
    kinds = [row["kind"] for row in found]
    assert kinds.count("landmark") <= 60
    busiest = next(row for row in found if row["address"].startswith("749 W STATE ST"))
    assert busiest["label"] == "749 W State St"


def test_a_bad_table_says_what_is_missing() -> None:
    with pytest.raises(KeyError, match="address"):
        resolve(pa.table({"calls": [1]}), agency="x")
