"""The options that `select`, `backtest`, `station` and `report` share: areas, and how files are read."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.commands.door import answer, run

FEW = ("--top", 30, "--max-walk", 500)


def test_an_export_with_questions_is_chosen_from_with_its_mapping(city: Path, reading: tuple[str, ...]) -> None:
    chosen = answer("select", city / "calls.csv", *reading, *FEW)
    assert len(chosen["places"]) == 30
    assert "Oak Creek Apartments" in {place["label"] for place in chosen["places"]}
    judged = answer("backtest", city / "calls.csv", *reading, "--top", 30)
    assert judged["observed_total"] > 0


def test_files_and_lake_give_the_same_places(city: Path, reading: tuple[str, ...], lake: Path) -> None:
    files = answer("select", city / "calls.csv", *reading, *FEW, "--agency", "Alder Falls")
    assert files["places"] == answer("select", "--lake", lake, *FEW)["places"]


def test_a_zone_is_taken_for_files(city: Path, reading: tuple[str, ...]) -> None:
    done = run("select", city / "calls.csv", *reading, "--zone", "America/Nowhere")
    assert done.exit_code in (2, 3)
    assert "America/Nowhere" in done.stderr


@pytest.mark.parametrize("option", ["--mapping", "--places", "--code-table", "--harm-table", "--zone"])
@pytest.mark.parametrize("command", ["select", "backtest", "report"])
def test_how_files_are_read_says_nothing_about_a_lake(command: str, option: str, lake: Path, city: Path) -> None:
    done = run(command, "--lake", lake, option, city / "mapping.toml")
    assert done.exit_code == 2
    assert f"{option} says how a file is read" in " ".join(done.stderr.split())


def test_areas_are_as_long_and_as_large_as_asked(lake: Path) -> None:
    near = answer("select", "--lake", lake, *FEW, "--max-places", 2)
    assert all(len(area["place_ids"]) <= 2 for area in near["areas"])
    far = answer("select", "--lake", lake, "--top", 30, "--max-walk", 900)
    assert len(far["areas"]) < len(near["areas"])
    alone = answer("select", "--lake", lake, *FEW, "--max-places", 1)
    assert all(len(area["place_ids"]) == 1 for area in alone["areas"])


def test_nobody_walks_across_a_barrier_and_districts_bring_their_languages(lake: Path, city: Path) -> None:
    places = answer("select", "--lake", lake, *FEW)["places"]
    box = [(place["lon"], place["lat"]) for place in places if place["lon"] is not None]
    lon = sorted(east for east, _ in box)[len(box) // 2]
    wall = {"type": "LineString", "coordinates": [[lon, -89], [lon, 89]]}
    Path("wall.geojson").write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": wall}))
    drawn = answer("select", "--lake", lake, *FEW, "--barriers", "wall.geojson", "--languages", city / "languages.csv")
    east_of = {place["place_id"]: place["lon"] > lon for place in places if place["lon"] not in (None, lon)}
    for area in drawn["areas"]:
        assert len({east_of[place] for place in area["place_ids"] if place in east_of}) <= 1
    assert any(area["languages"] for area in drawn["areas"])
    assert all(area["district"] for area in drawn["areas"])


def test_exploration_draws_a_tenth_by_lot_and_again_the_same(lake: Path) -> None:
    words = ("select", "--lake", lake, *FEW, "--exploration", "--seed", 7)
    first = answer(*words)
    drawn = [place for place in first["places"] if "exploration" in place["flags"]]
    assert len(drawn) == 3
    assert all(place["rank"] > 27 for place in drawn)
    assert answer(*words)["places"] == first["places"]
    assert first["settings"]["seed"] == 7


def test_the_csv_takes_no_formula_and_reads_back(lake: Path) -> None:
    done = run("select", "--lake", lake, *FEW, "--csv", "list.csv")
    assert done.exit_code == 0
    rows = list(csv.DictReader(Path("list.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 30
    assert all(float(row["lon"]) < 0 for row in rows if row["lon"])  # a negative number is no formula


@pytest.mark.parametrize("name", ["barriers", "languages"])
@pytest.mark.parametrize("text", [None, "", "{", "\x00\x01"])
def test_a_file_beside_the_calls_that_cannot_be_used_is_explained(lake: Path, name: str, text: str | None) -> None:
    if text is not None:
        Path("beside.json").write_text(text)
    done = run("select", "--lake", lake, *FEW, f"--{name}", "beside.json")
    assert done.exit_code == 3
    assert "beside.json" in done.stderr


def test_forecasts_off_leaves_no_expectation_anywhere(lake: Path) -> None:
    for words in (("--no-forecasts",), ()):
        if not words:
            Path("commonbeat.toml").write_text("forecasts = false\n")
        chosen = answer("select", "--lake", lake, *FEW, *words)
        for one in (*chosen["places"], *chosen["areas"]):
            assert one["expected"] is one["expected_low"] is one["expected_high"] is None
            assert "expected" not in one["why"]
        assert "next" not in run("select", "--lake", lake, *FEW, *words).stdout
    refused = run("backtest", "--lake", lake)
    assert refused.exit_code == 2
    assert "switched off" in refused.stderr


@pytest.mark.parametrize("text", ["agency = [", "color = 1\n", 'forecasts = "perhaps"\n'])
def test_settings_that_cannot_be_read_are_said_in_a_sentence(text: str) -> None:
    Path("commonbeat.toml").write_text(text)
    for words in (("select",), ("backtest",), ("report",), ("intake", "log")):
        done = run(*words)
        assert done.exit_code == 3
        assert "commonbeat.toml" in done.stderr


def test_the_settings_name_lake_and_agency(lake: Path) -> None:
    Path("commonbeat.toml").write_text(f"lake = {json.dumps(str(lake))}\nagency = 'Alder Falls'\n")
    assert answer("select", *FEW)["places"]
    Path("commonbeat.toml").write_text(f"lake = {json.dumps(str(lake))}\nagency = 'Harbor City'\n")
    done = run("select")
    assert done.exit_code == 3
    assert "Harbor City" in done.stderr
