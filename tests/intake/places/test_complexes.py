"""Complexes that an agency declares one place."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from commonbeat.errors import InputError
from commonbeat.intake.places import Complexes, canonical, place_id, resolve

TOML = """
[[place]]
name = "Oak Creek Apartments"
addresses = ["1200-1298 Elm St", "45 Oak Avenue", "Elm St & Oak Ave", "7 Main St, Lansdale"]
numbers = "even"

[[place]]
name = "Harbor Mall"
circle = { lon = -121.29, lat = 37.95, radius = 100 }
"""
NOWHERE = (np.array([np.nan]), np.array([np.nan]))


def square(west: float, south: float, size: float, **properties: str) -> dict[str, object]:
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def read(folder: Path, text: str, name: str = "places.toml") -> Complexes:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return Complexes.read(path)


def where(complexes: Complexes, address: str) -> str | None:
    return complexes.assign([canonical([address])[0].key], *NOWHERE)[0]


@pytest.mark.parametrize(
    "written",
    ["Oak Creek Apartments", "OAK CREEK APARTMENTS", "Oak Creek Apartments Apt 10B", "OAK CREEK APARTMENTS #4"],
)
def test_a_call_under_the_complexs_own_name_belongs_to_it(tmp_path: Path, written: str) -> None:
    complexes = read(tmp_path, TOML)
    assert where(complexes, written) == "Oak Creek Apartments"
    assert where(complexes, "Oak Creek Apartments Annex") is None
    assert where(complexes, "12 Oak Creek Apartments") is None


def test_addresses_and_ranges_belong_to_the_complex(tmp_path: Path) -> None:
    found = read(tmp_path, TOML)
    assert found.names == ("Harbor Mall", "Oak Creek Apartments")
    inside = ["1200 ELM ST", "1298 Elm Street Apt 4", "45 OAK AV", "OAK AVE / ELM ST"]
    outside = ["1201 ELM ST", "1300 ELM ST", "45 OAK ST", "1200 BLOCK OF ELM ST"]
    assert {where(found, address) for address in inside} == {"Oak Creek Apartments"}
    assert {where(found, address) for address in outside} == {None}


def test_a_city_in_the_declaration_counts(tmp_path: Path) -> None:
    found = read(tmp_path, TOML)
    assert found.assign(["7 MAIN ST, LANSDALE", "7 MAIN ST, AMBLER", "7 MAIN ST"], [np.nan] * 3, [np.nan] * 3) == [
        "Oak Creek Apartments",
        None,
        "Oak Creek Apartments",
    ]


def test_a_hundred_block_is_inside_when_all_of_it_is(tmp_path: Path) -> None:
    found = read(tmp_path, TOML.replace('numbers = "even"', "").replace("1200-1298", "1200-1299"))
    assert where(found, "1200 BLOCK OF ELM ST") == "Oak Creek Apartments"


def test_a_circle_is_in_meters(tmp_path: Path) -> None:
    found = read(tmp_path, TOML)
    east = np.array([90.0, 110.0]) / (111_195.0 * np.cos(np.radians(37.95)))
    north = np.array([90.0, 110.0]) / 111_195.0
    assert found.assign(["", ""], -121.29 + east, np.full(2, 37.95)) == ["Harbor Mall", None]
    assert found.assign(["", ""], np.full(2, -121.29), 37.95 + north) == ["Harbor Mall", None]


def test_parcels_of_a_geojson_carry_their_names(tmp_path: Path) -> None:
    parcels = {"type": "FeatureCollection", "features": [square(0, 0, 10, NAME="Big"), square(2, 2, 1, name="Small")]}
    found = read(tmp_path, json.dumps(parcels), "parcels.geojson")
    assert found.assign(["", "", "", ""], [2.5, 5.0, 50.0, np.nan], [2.5, 5.0, 50.0, 1.0]) == [
        "Small",
        "Big",
        None,
        None,
    ]


def test_a_polygon_file_lies_beside_the_declaration(tmp_path: Path) -> None:
    (tmp_path / "mall.geojson").write_text(json.dumps(square(0, 0, 1)), encoding="utf-8")
    found = read(tmp_path, '[[place]]\nname = "Mall"\npolygon = "mall.geojson"\n')
    assert found.assign([""], [0.5], [0.5]) == ["Mall"]


def test_resolving_with_complexes_makes_one_place(tmp_path: Path) -> None:
    rows = pa.table(
        {
            "address": ["1200 ELM ST", "1298 ELM ST APT 3", "12 OTHER RD", "SHOPS INFO LOG", None],
            "calls": [1, 2, 3, 4, 5],
            "lon": [None, None, -121.29, -121.29, -121.29],
            "lat": [None, None, 37.95, 37.95, 37.95],
        }
    )
    found = resolve(rows, agency="x", complexes=read(tmp_path, TOML)).to_pylist()
    assert [row["label"] for row in found] == [*["Oak Creek Apartments"] * 2, "Harbor Mall", None, "Harbor Mall"]
    assert [row["kind"] for row in found] == ["complex", "complex", "complex", None, "complex"]
    assert found[0]["place_id"] == found[1]["place_id"] == place_id("x", "COMPLEX OAK CREEK APARTMENTS")


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        ('[[place]]\nname = "A\n', "a.toml", "line 2"),
        ("", "a.toml", "line 1"),
        ('\n[[place]]\naddresses = ["1 Elm St"]\n', "a.toml", "line 2"),
        ('[[place]]\nname = "A"\n', "a.toml", "line 1"),
        ('[[place]]\nname = "A"\naddress = "1 Elm St"\n', "a.toml", "line 1"),
        ('[[place]]\nname = "A"\naddresses = "1 Elm St"\n', "a.toml", "line 1"),
        ('[[place]]\nname = "A"\naddresses = ["UNKNOWN"]\n', "a.toml", "line 1"),
        ('[[place]]\nname = "A"\naddresses = ["98-12 Elm St"]\n', "a.toml", "line 1"),
        ('[[place]]\nname = "A"\naddresses = ["1 Elm St"]\nnumbers = "some"\n', "a.toml", "line 1"),
        ('[[place]]\nname = "A"\ncircle = { lon = 200, lat = 1, radius = 5 }\n', "a.toml", "line 1"),
        ('[[place]]\nname = "A"\ncircle = [1, 2]\n', "a.toml", "line 1"),
        ("{", "a.geojson", "line 1"),
        ("[]", "a.geojson", "line 1"),
        ('{"type": "FeatureCollection", "features": []}', "a.geojson", "line 1"),
        (json.dumps({"features": [square(0, 0, 1, other="x")]}), "a.geojson", "feature 1"),
        (json.dumps({"features": [square(6_000_000, 2_000_000, 9, name="x")]}), "a.geojson", "feature 1"),
        (
            json.dumps({"features": [{"geometry": {"type": "Polygon", "coordinates": [[[0]]]}}]}),
            "a.geojson",
            "feature 1",
        ),
        (json.dumps({"features": [{"geometry": {"type": "Point", "coordinates": [0, 0]}}]}), "a.geojson", "line 1"),
    ],
)
def test_a_bad_file_says_where(tmp_path: Path, text: str, name: str, line: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, name)
    assert line in str(caught.value.where)
    assert caught.value.todo


def test_a_missing_or_binary_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        Complexes.read(tmp_path / "none.toml")
    (tmp_path / "junk.toml").write_bytes(b"\xff\xfe\x00junk")
    with pytest.raises(InputError):
        Complexes.read(tmp_path / "junk.toml")
