"""`commonbeat select` and `commonbeat backtest`, from an export to the answer."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from commonbeat.commands import backtest, select
from commonbeat.commands.whole_file import write_whole
from commonbeat.errors import CommonbeatError, StorageError
from commonbeat.spreadsheet import neutral

KINDS = ("NOISE COMPLAINT", "FIGHT IN PROGRESS", "BURGLARY", "SUSPICIOUS PERSON", "SHOTS FIRED", "WELFARE CHECK")


def run(*words: str) -> Result:
    app = typer.Typer()
    select.register(app)
    backtest.register(app)
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    random = np.random.default_rng(1)
    path = tmp_path_factory.mktemp("export") / "calls.csv"
    lines = ["incident_number,call_received,call_type,address,latitude,longitude"]
    for place in range(40):
        for _ in range(3 + 200 // (place + 1)):
            day, hour = int(random.integers(1, 29)), int(random.integers(0, 24))
            month = int(random.integers(1, 13))
            lines.append(
                f"I{len(lines):06d},2024-{month:02d}-{day:02d} {hour:02d}:15:00,{KINDS[len(lines) % len(KINDS)]},"
                f"{100 + place} N OAK ST,{37.9 + place / 5000:.5f},{-121.3 - place / 7000:.5f}"
            )
    path.write_text("\n".join(lines) + "\n")
    return path


def test_json_has_the_documented_shape(export: Path) -> None:
    done = run("select", str(export), "--top", "5", "--json")
    assert done.exit_code == 0, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    assert len(answer["places"]) == 5
    assert answer["places"][0]["label"] == "100 N Oak St"
    assert answer["places"][0]["rank"] == 1
    assert answer["areas"]


def test_a_person_reads_a_table_with_a_sentence_for_each_place(export: Path) -> None:
    done = run("select", str(export), "--top", "3", "--no-forecasts")
    assert done.exit_code == 0
    assert "100 N Oak St" in done.stdout
    assert "put it at rank 1" in " ".join(done.stdout.split())


def test_csv_and_geojson_are_written_whole(export: Path, tmp_path: Path) -> None:
    table, drawn = tmp_path / "list.csv", tmp_path / "list.geojson"
    done = run("select", str(export), "--top", "4", "--csv", str(table), "--geojson", str(drawn))
    assert done.exit_code == 0
    rows = list(csv.DictReader(table.open()))
    assert [row["rank"] for row in rows] == ["1", "2", "3", "4"]
    kinds = [feature["geometry"]["type"] for feature in json.loads(drawn.read_text())["features"]]
    assert kinds.count("Point") == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.csv", "list.geojson"]


def test_the_backtest_puts_promises_beside_what_came(export: Path) -> None:
    done = run("backtest", str(export), "--top", "10", "--split", "2024-06-30", "--json")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert {"pai", "pei", "rri", "expected_total", "observed_total", "naive_total", "coverage"} <= set(answer)
    assert answer["rri"] == pytest.approx(answer["expected_total"] / answer["observed_total"], rel=1e-4)
    shown = run("backtest", str(export), "--top", "10")
    assert "Textbook gamma-Poisson" in shown.stdout


def test_mistakes_are_explained_and_not_traced(export: Path) -> None:
    for words in (
        ("select", str(export), "--lake", "somewhere"),
        ("backtest", str(export), "--split", "soon"),
        ("select", "--lake", "nowhere"),
    ):
        assert isinstance(run(*words).exception, CommonbeatError)


def test_a_cell_that_would_be_a_formula_is_neutralized() -> None:
    assert neutral("=1+1") == "'=1+1"
    assert neutral(" @x") == "' @x"
    assert neutral(-121.3) == -121.3
    assert neutral("12 Oak St") == "12 Oak St"


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        write_whole(tmp_path / "missing" / "list.csv", "x")
    assert list(tmp_path.iterdir()) == []
