"""Coordinates: projected planes, snapped corners; addresses in several columns; what names say."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from commonbeat.errors import InputError
from commonbeat.intake.places import canonical, flags_from_name, join_parts, lonlat_from_plane, parts_sql, snapping

COLUMNS = ("number", "dir", "road", 'sfx "x"')
CROSS = ("cross dir", "cross road")


def test_plane_coordinates_become_degrees() -> None:
    # New Orleans City Hall on Louisiana South (US survey feet).
    lon, lat = [-90.0773], [29.9527]
    x, y = Transformer.from_crs(4326, 3452, always_xy=True).transform(lon, lat)
    found = lonlat_from_plane([*x, np.nan, np.inf], [*y, 1.0, 1.0], "EPSG:3452")
    np.testing.assert_allclose([found[0][0], found[1][0]], [-90.0773, 29.9527], atol=1e-7)
    assert np.isnan(found[0][1:]).all()
    assert np.isnan(found[1][1:]).all()


@pytest.mark.parametrize("epsg", ["EPSG:999999", "state plane", "", 0, "10" * 40])
def test_an_unknown_plane_is_an_input_error(epsg: str | int) -> None:
    with pytest.raises(InputError, match="coordinate system"):
        lonlat_from_plane([1.0], [1.0], epsg)


def test_as_many_x_as_y() -> None:
    with pytest.raises(InputError):
        lonlat_from_plane([1.0, 2.0], [1.0], 3452)


def test_stockton_shows_corners_only(shared_data: Path) -> None:
    with (shared_data / "calls/stockton/stockton_cfs_sample_from_notebook.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    texts = [row["FIRST_Cross_Street"] for row in rows]
    found = snapping(texts, [float(row["X"]) for row in rows], [float(row["Y"]) for row in rows])
    assert (found.level, found.share) == ("corners", 1.0)
    assert "corners, not addresses" in found.sentence


def test_house_numbers_moved_to_corners_are_noticed() -> None:
    texts = [f"{number} ELM ST" for number in range(100, 200)]
    lon = [-121.0 - (number // 10) / 1000 for number in range(100)]
    found = snapping(texts, lon, [38.0] * 100)
    assert found.level == "corners"
    assert "share exactly" in found.sentence


def test_house_numbers_with_their_own_coordinates_are_addresses() -> None:
    texts = [f"{number} ELM ST" for number in range(100, 200)]
    lon = [-121.0 - number / 1000 for number in range(100)]
    found = snapping(texts, lon, [38.0] * 100, calls=[2] * 100)
    assert (found.level, found.share) == ("addresses", 0.0)
    assert snapping(texts, [np.nan] * 100, [np.nan] * 100).level == "addresses"


def test_hundred_blocks_are_said() -> None:
    texts = [f"{number}00 ELM ST" for number in range(1, 99)]
    assert snapping(texts, [np.nan] * 98, [np.nan] * 98).level == "blocks"
    assert snapping(["UNKNOWN", None], [0, 0], [0, 0]).share == 0.0


@pytest.mark.parametrize(
    ("parts", "cross", "wanted", "key"),
    [
        (["0", "", "05TH", "AVE"], ["", "G"], "05TH AVE & G", "5TH AVE & G"),
        (["600", "W", "BROADWAY", None], ["", ""], "600 W BROADWAY", "600 W BROADWAY"),
        (["600.0", None, "FERGUS", "ST"], [None, None], "600 FERGUS ST", "600 FERGUS ST"),
        (["600", None, "FERGUS", "ST"], [None, "ELM"], "600 FERGUS ST", "600 FERGUS ST"),
        (["0", "", "14TH", "ST"], ["", ""], "0 14TH ST", ""),
        (["0", "EB", "8", ""], ["", "WARING"], "EB 8 & WARING", "HWY-8 EB & WARING"),
        ([None, None, None, None], [None, "ELM"], "ELM", "ELM"),
        ([None, "  ", "", None], [None, None], None, ""),
        (["0", None, None, None], [None, "ELM"], "0", ""),
    ],
)  # fmt: skip
def test_parts_become_one_address(
    parts: list[str | None], cross: list[str | None], wanted: str | None, key: str
) -> None:
    assert join_parts(parts, cross) == wanted
    assert canonical([wanted])[0].key == key


CELLS = st.one_of(
    st.none(), st.sampled_from(["0", "00", "12", "12.0", "", " ", "ELM  ST", "N", "5TH", "é", "0 0", "12 "])
)


@settings(max_examples=150, deadline=None)
@given(st.lists(CELLS, min_size=6, max_size=6))
def test_sql_joins_as_python_does(cells: list[str | None]) -> None:
    names = ", ".join('"' + name.replace('"', '""') + '"' for name in (*COLUMNS, *CROSS))
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE t AS SELECT * FROM (VALUES ({', '.join(['?::VARCHAR'] * 6)})) v({names})", cells
        )
        for cross in (CROSS, ()):
            found = connection.execute(f"SELECT {parts_sql(COLUMNS, cross)} FROM t").fetchall()[0][0]
            assert found == join_parts(cells[:4], cells[4:] if cross else ())


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("749 W STATE ST (POLICE ADMIN)", {"police premises"}),
        ("GREENFIELD PD", {"police premises"}),
        ("WAUKESHA COUNTY JAIL", {"police premises"}),
        ("Public Safety Building, 12 Elm St", {"police premises"}),
        ("SHERIFF'S OFFICE", {"police premises"}),
        ("ST MARY HOSPITAL @ 100 LAKE DR", {"hospital"}),
        ("VALLEY MEDICAL CTR", {"hospital"}),
        ("1200 SHERIFF RD", set()),
        ("100 HOSPITAL DR", set()),
        ("100 POLICEMANS WAY", set()),
        ("PET HOSPITAL", set()),
        ("12 ELM ST", set()),
        (None, set()),
    ],
)  # fmt: skip
def test_names_flag_police_and_hospitals(text: str | None, flags: set[str]) -> None:
    assert flags_from_name([text]) == [flags]
