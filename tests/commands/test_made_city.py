"""`commonbeat made-city`, run as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from commonbeat.commands import made_city

app = typer.Typer()
made_city.register(app)
SMALL = ["--places", "300", "--months", "2"]


def test_it_writes_everything_and_says_what(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(tmp_path / "city"), *SMALL])
    assert result.exit_code == 0, result.output
    assert "calls.csv" in result.output
    names = {path.name for path in (tmp_path / "city").iterdir()}
    assert {"calls.csv", "calls-update.csv", "officers.csv", "postings.csv", "city.geojson", "places.toml"} <= names


def test_the_tidy_city_has_one_row_a_call(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(tmp_path), *SMALL, "--clean", "--json"])
    truth = json.loads(result.stdout)
    assert truth["export"]["rows"] == truth["export"]["calls"]
    assert truth["update"] is None
    assert not (tmp_path / "calls-update.csv").exists()


def test_too_small_a_city_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(tmp_path), "--places", "5"])
    assert result.exit_code == 2
