"""`commonbeat station`, run as a sergeant runs it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.door import answer, run

AREAS = """area,name,lon,lat,calls,district
A1,Oak Creek Apartments,-98.000,40.000,400,North
A2,Pier St,-98.050,40.000,300,North
A3,Mill Rd,-98.000,40.050,200,South
"""
OFFICERS = """officer,hours,languages,vetoes
Rivera,40,spanish,
Lindqvist,36,,
"""


@pytest.fixture
def areas(tmp_path: Path) -> Path:
    path = tmp_path / "areas.csv"
    path.write_text(AREAS)
    return path


@pytest.fixture
def officers(tmp_path: Path) -> Path:
    path = tmp_path / "officers.csv"
    path.write_text(OFFICERS)
    return path


def where(plan: dict[str, Any]) -> dict[str, str]:
    return {posting["officer"]: posting["area"] for posting in plan["postings"]}


def test_json_says_who_where_how_long_and_why(areas: Path, officers: Path) -> None:
    plan = answer("station", "--officers", officers, "--areas", areas)
    assert where(plan) == {"Rivera": "A1", "Lindqvist": "A2"} or where(plan) == {"Rivera": "A2", "Lindqvist": "A1"}
    for posting in plan["postings"]:
        assert posting["hours"] in (36, 40)
        assert posting["why"].endswith(".")
        assert posting["second_best_cost"] >= 0
    assert plan["proven"]
    assert plan["gap"] <= 1e-4
    assert plan["objective"] > 0
    assert [step["officers"] for step in plan["expansion"]] == list(range(3, 3 + len(plan["expansion"])))
    assert plan["expansion"][0]["area"] == "A3"
    assert plan["rules"]["move_price"] == 0.25


def test_a_person_reads_postings_reasons_and_the_next_officers(areas: Path, officers: Path) -> None:
    shown = run("station", "--officers", officers, "--areas", areas)
    assert shown.exit_code == 0
    said = " ".join(shown.stdout.split())
    for words in ("2 officers posted", "Rivera", "Oak Creek Apartments", "proven", "What the next officers would add"):
        assert words in said


def test_the_areas_of_a_selection_are_taken_as_it_prints_them(lake: Path, city: Path, tmp_path: Path) -> None:
    drawn = ("--lake", lake, "--top", 30, "--max-walk", 500)
    chosen = run("select", *drawn, "--json")
    (tmp_path / "areas.json").write_text(chosen.stdout)
    words = ("--officers", city / "officers.csv", "--current", city / "postings.csv")
    from_file = answer("station", *words, "--areas", tmp_path / "areas.json")
    assert len(from_file["postings"]) == 8
    assert {p["area"] for p in from_file["postings"]} <= {a["area_id"] for a in json.loads(chosen.stdout)["areas"]}
    from_lake = answer("station", *words, *drawn)
    assert from_lake["objective"] == pytest.approx(from_file["objective"], rel=1e-6)


def test_the_same_areas_as_a_map_give_the_same_plan(areas: Path, officers: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader(AREAS.splitlines()))
    features = [
        {
            "type": "Feature",
            "properties": {"area_id": row["area"], "name": row["name"], "calls": int(row["calls"])},
            "geometry": {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]},
        }
        for row in rows
    ]
    drawn = tmp_path / "areas.geojson"
    drawn.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    by_map = answer("station", "--officers", officers, "--areas", drawn)
    by_table = answer("station", "--officers", officers, "--areas", areas)
    assert by_map["objective"] == pytest.approx(by_table["objective"])


def test_an_officer_stays_unless_moving_is_worth_its_price(areas: Path, officers: Path, tmp_path: Path) -> None:
    current = tmp_path / "postings.csv"
    current.write_text("officer,area\nRivera,Mill Rd\nLindqvist,A1\n")
    words = ("station", "--officers", officers, "--areas", areas, "--current", current)
    assert where(answer(*words, "--move-price", 2))["Rivera"] == "A3"
    dear, free = answer(*words, "--move-price", 2), answer(*words, "--move-price", 0)
    assert dear["moves"] == 0
    assert free["moves"] >= 1
    assert where(free)["Rivera"] != "A3"


def test_spreading_puts_an_officer_into_each_district(areas: Path, officers: Path) -> None:
    spread = where(answer("station", "--officers", officers, "--areas", areas, "--spread"))
    assert "A3" in spread.values()


def test_wishes_that_cannot_hold_are_named_with_what_to_give_up(areas: Path, tmp_path: Path) -> None:
    officers = tmp_path / "officers.csv"
    officers.write_text('officer,vetoes\nRivera,"A1; A2; A3"\n')
    done = run("station", "--officers", officers, "--areas", areas, "--json")
    assert done.exit_code == 5
    told = json.loads(done.stdout)
    assert told["postings"] == []
    assert len(told["conflict"]["rules"]) >= 2
    assert len(told["conflict"]["relaxation"]) == 1
    assert told["error"]["exit_code"] == 5
    spoken = run("station", "--officers", officers, "--areas", areas)
    assert spoken.exit_code == 5
    assert "to give up" in " ".join(spoken.stderr.split())
    left = answer("station", "--officers", officers, "--areas", areas, "--some-unposted")
    assert left["unposted"] == ["Rivera"]


def test_a_wish_for_an_area_that_is_no_candidate_is_said(areas: Path, tmp_path: Path) -> None:
    officers = tmp_path / "officers.csv"
    officers.write_text("officer,wishes\nRivera,Nowhere Gardens\n")
    plan = answer("station", "--officers", officers, "--areas", areas)
    assert any("Nowhere Gardens" in note for note in plan["notes"])


@pytest.mark.parametrize(
    ("what", "text", "said"),
    [
        ("officers", None, "no such file"),
        ("officers", "", "empty"),
        ("officers", "officer\n", "row"),
        ("officers", "height,weight\n1,2\n", "officer"),
        ("officers", "officer,hours\nRivera,400\n", "400"),
        ("officers", "officer,days_off\nRivera,Caturday\n", "caturday"),
        ("officers", "officer,home_lon,home_lat\nRivera,-98,\n", "home"),
        ("officers", "officer\nRivera\nRivera\n", "rivera"),
        ("officers", "\x00\x01\x02", "officers.csv"),
        ("areas", None, "no such file"),
        ("areas", "area,calls\nA1,many\n", "many"),
        ("areas", "area,calls\nA1,3\nA1,4\n", "a1"),
        ("areas", "area,languages\nA1,spanish:9\n", "spanish"),
        ("current", "officer,area\nOkafor,A1\n", "okafor"),
        ("current", "officer,area\nRivera,\n", "area"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained(
    areas: Path, officers: Path, tmp_path: Path, what: str, text: str | None, said: str
) -> None:
    files = {"officers": officers, "areas": areas, "current": tmp_path / "current.csv"}
    files["current"].write_text("officer,area\nRivera,A1\n")
    if text is None:
        files[what].unlink()
    else:
        files[what].write_text(text)
    words = [word for name, path in files.items() for word in (f"--{name}", path)]
    done = run("station", *words)
    assert done.exit_code in (2, 3), done.output
    assert done.stdout == ""
    assert said in " ".join(done.stderr.casefold().split())
    told = json.loads(run("station", *words, "--json").stdout)
    assert told["error"]["what"]


@pytest.mark.parametrize("text", ["{", "[]", '{"areas": [3]}', '{"areas": [{"name": "no id"}]}', '{"places": []}'])
def test_json_that_holds_no_areas_is_explained(officers: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / "areas.json"
    path.write_text(text)
    done = run("station", "--officers", officers, "--areas", path)
    assert done.exit_code == 3
    assert "areas.json" in done.stderr


def test_without_areas_and_without_a_lake_it_says_what_to_do(officers: Path) -> None:
    done = run("station", "--officers", officers)
    assert done.exit_code == 3
    assert "commonbeat intake load" in " ".join(done.stderr.split())
