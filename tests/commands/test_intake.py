from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from commonbeat.cli import app
from commonbeat.intake.mapping import write_mapping
from tests.intake.lake.exports import MAPPING, row, write

runner = CliRunner()


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write(tmp_path / "calls.csv", [row(n) for n in range(24 * 30)])


def run(*words: str) -> tuple[int, Any]:
    done = runner.invoke(app, [*words, "--json"])
    return done.exit_code, json.loads(done.stdout)


def test_check_load_undo_and_log_speak_json(tmp_path: Path, export: Path) -> None:
    lake = ["--lake", str(tmp_path / "lake")]
    code, report = run("intake", "check", str(export))
    assert code == 0
    assert {"fields", "rows", "duplicates", "rejected", "outside", "flags", "questions"} <= set(report)
    code, loaded = run("intake", "load", str(export), "--agency", "Harbor City", *lake, "--name", "first")
    assert code == 0
    assert {
        "rows_read",
        "calls_added",
        "calls_replaced",
        "duplicates",
        "rejected",
        "quarantine",
        "name",
        "held",
    } <= set(loaded)
    assert (loaded["rows_read"], loaded["calls_added"], loaded["held"]) == (720, 720, False)
    code, again = run("intake", "load", str(export), "--agency", "Harbor City", *lake)
    assert (code, again["calls_added"], again["duplicates"]) == (0, 0, 720)
    code, undone = run("intake", "undo", "first", *lake)
    assert (code, undone["state"]) == (0, "undone")
    code, log = run("intake", "log", *lake)
    assert [record["state"] for record in log["imports"]] == ["undone", "live"]


def test_a_held_import_is_approved_by_a_second_person(tmp_path: Path, export: Path) -> None:
    write_mapping(MAPPING, tmp_path / "mapping.toml")
    lake = ["--lake", str(tmp_path / "lake"), "--agency", "Harbor City", "--mapping", str(tmp_path / "mapping.toml")]
    assert run("intake", "load", str(export), *lake)[0] == 0
    forged = write(tmp_path / "forged.csv", [row(7 * n, incident_id=f"X{n}") for n in range(10, 30)])
    code, held = run("intake", "load", str(forged), *lake, "--name", "forged", "--by", "officer Rivera")
    assert (code, held["held"]) == (0, True)
    code, error = run("intake", "approve", "forged", "--by", "officer Rivera", *lake[:2])
    assert (code, error["error"]["kind"]) == (2, "UsageError")
    code, record = run("intake", "approve", "forged", "--by", "Sergeant Okafor", *lake[:2])
    assert (code, record["state"], record["calls_added"]) == (0, "live", 20)


def test_an_error_is_a_sentence_an_exit_code_and_json(tmp_path: Path) -> None:
    code, told = run("intake", "check", str(tmp_path / "nothing.csv"))
    assert code == 3
    assert told["error"]["kind"] == "InputError"
    assert "nothing.csv" in told["error"]["where"]


def test_questions_are_listed_with_exit_code_4(tmp_path: Path) -> None:
    path = tmp_path / "vague.csv"
    path.write_text("alpha,beta,gamma\n" + "".join(f"{n},{n * 3},{n * 7}\n" for n in range(50)))
    code, told = run("intake", "load", str(path), "--agency", "Harbor City", "--lake", str(tmp_path / "lake"))
    assert code == 4
    assert told["error"]["questions"]
    code, report = run("intake", "check", str(path))
    assert code == 0
    assert report["questions"]


def test_an_agency_is_asked_for(tmp_path: Path, export: Path) -> None:
    code, told = run("intake", "load", str(export), "--lake", str(tmp_path / "lake"))
    assert (code, told["error"]["kind"]) == (2, "UsageError")


def test_a_written_mapping_can_be_loaded_with(tmp_path: Path, export: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    assert run("intake", "check", str(export), "--write-mapping", str(mapping))[0] == 0
    lake = ["--lake", str(tmp_path / "lake"), "--agency", "Harbor City", "--mapping", str(mapping)]
    code, loaded = run("intake", "load", str(export), *lake, "--zone", "America/Chicago")
    assert (code, loaded["calls_added"]) == (0, 720)


def test_what_is_shown_to_a_person_names_the_findings(tmp_path: Path, export: Path) -> None:
    done = runner.invoke(app, ["intake", "check", str(export)])
    assert done.exit_code == 0
    assert "720 rows, 720 calls" in done.stdout
    assert "incident_id" in done.stdout
    done = runner.invoke(app, ["intake", "log", "--lake", str(tmp_path)])
    assert "No import yet" in done.stdout


def test_the_program_ends_without_a_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from commonbeat.cli import main; main()", "intake", "check", str(tmp_path / "no.csv")],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.startswith("Error: There is no such file.")
    assert "Traceback" not in done.stderr
