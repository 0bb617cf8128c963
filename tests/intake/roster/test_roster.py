"""Files that people keep by hand are read as they are written, or refused with the line to mend."""

from __future__ import annotations

import json

import pytest

from commonbeat.errors import InputError
from commonbeat.intake.roster import read_areas, read_officers, read_postings


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_officer_is_read_with_all_wishes(tmp_path):
    path = write(
        tmp_path,
        "officers.csv",
        "\ufeffName;Hours per week;Languages;District;Days off;Wishes;Vetoes;Home lon;home_lat;Keep with\n"
        "Rivera;36;Spanish,Hmong;North;Saturday/Sunday;Oak Creek;Pier Street|A7;-98.1;40.0;Lindqvist\n"
        "Lindqvist;;;;;;;;;\n",
    )
    rivera, lindqvist = read_officers(path)
    assert rivera.hours == 36
    assert rivera.languages == {"spanish", "hmong"}
    assert rivera.days_off == {"Sat", "Sun"}
    assert rivera.vetoes == ("Pier Street", "A7")
    assert rivera.home == (-98.1, 40.0)
    assert rivera.keep_with == ("Lindqvist",)
    assert (lindqvist.hours, lindqvist.home) == (40.0, None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("officer,hours\n", "no rows"),
        ("hours\n40\n", "'officer' is missing"),
        ("officer,hours\nRivera,forty\n", "line 2"),
        ("officer,hours\nRivera,400\n", "no 400 hours"),
        ("officer,vetos\nRivera,A1\n", "looks like 'vetoes'"),
        ("officer,days_off\nRivera,Payday\n", "not a day"),
        ("officer,home_lon\nRivera,-98\n", "both"),
        ("officer,home_lon,home_lat\nRivera,-980,4\n", "not on Earth"),
        ("officer,hours\n,40\n", "'officer' is empty"),
        ("officer,hours\nRivera,40,7\n", "more cells"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path, text, says):
    with pytest.raises(InputError, match=says):
        read_officers(write(tmp_path, "officers.csv", text))


def test_a_departments_own_columns_are_left_alone(tmp_path):
    assert read_officers(write(tmp_path, "officers.csv", "officer,badge,rank\nRivera,7,patrol\n"))[0].name == "Rivera"


def test_current_postings_fill_in_where_an_officer_stands(tmp_path):
    officers = read_officers(write(tmp_path, "officers.csv", "officer\nRivera\nLindqvist\n"))
    placed = read_postings(
        write(tmp_path, "postings.csv", "officer,area,since\nrivera,Oak Creek,2025-01-01\n"), officers
    )
    assert [officer.posted for officer in placed] == ["Oak Creek", None]


def test_a_posting_of_somebody_unknown_is_refused(tmp_path):
    officers = read_officers(write(tmp_path, "officers.csv", "officer\nRivera\n"))
    with pytest.raises(InputError, match="'Rivers' is not among the officers"):
        read_postings(write(tmp_path, "postings.csv", "officer,area\nRivers,Oak Creek\n"), officers)


def test_areas_come_from_selection_from_geojson_and_from_a_table_alike(tmp_path):
    item = {
        "area_id": "A1",
        "name": "Oak Creek",
        "lon": -98.0,
        "lat": 40.0,
        "calls": 120,
        "expected": 110.5,
        "harm": 30,
    }
    polygon = {"type": "Polygon", "coordinates": [[[-98.1, 39.9], [-97.9, 39.9], [-97.9, 40.1], [-98.1, 39.9]]]}
    feature = {"type": "Feature", "properties": {**item, "lon": None}, "geometry": polygon}
    by_json = read_areas(write(tmp_path, "a.json", json.dumps({"places": [], "areas": [item]}))).areas[0]
    by_map = read_areas(
        write(tmp_path, "a.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}))
    ).areas[0]
    table = "area_id,name,lon,lat,calls,expected,harm\nA1,Oak Creek,-98.0,40.0,120,110.5,30\n"
    by_table = read_areas(write(tmp_path, "a.csv", table)).areas[0]
    assert by_json == by_table
    assert by_map.polygon[0] == (-98.1, 39.9)
    assert by_map.lon == pytest.approx(-97.95, abs=0.1)
    assert (by_map.name, by_map.expected) == ("Oak Creek", 110.5)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point"},
        {"type": "Blob", "coordinates": [1, 2]},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [None, 1]},
        {"type": "Polygon", "coordinates": None},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "GeometryCollection", "geometries": []},
        {"type": 5},
        "somewhere",
        [1],
    ],
)
def test_a_geometry_that_is_none_or_empty_is_refused_in_a_sentence(tmp_path, geometry):
    feature = {"type": "Feature", "properties": {"area_id": "A1"}, "geometry": geometry}
    path = write(tmp_path, "a.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(InputError, match=r"geometry cannot be read: .+"):
        read_areas(path)


def test_what_a_table_states_about_areas_is_kept(tmp_path):
    table = "area;calls;languages;min_hours;required;must speak\nA1;10;spanish:0.4|hmong 10%;60;yes;spanish\nA2;5;;;;\n"
    found = read_areas(write(tmp_path, "a.csv", table))
    assert found.areas[0].languages == {"spanish": 0.4, "hmong": 0.1}
    assert found.min_hours == {"A1": 60.0}
    assert found.required == {"A1"}
    assert found.required_languages == {"A1": {"spanish"}}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"areas": 3}', '{"areas": [{"name": "x"}]}', "[1]", '{"type":"FeatureCollection"}']
)
def test_a_broken_file_of_areas_is_refused(tmp_path, text):
    with pytest.raises(InputError):
        read_areas(write(tmp_path, "areas.json", text))
