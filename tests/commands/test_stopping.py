"""Ctrl-C and a reader who goes away: each ends a command cleanly and leaves nothing half-written."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.commands.door import run, start

#: A city large enough that every command is still at work when Ctrl-C comes.
CITY = ("--places", 1500, "--months", 18, "--seed", 3)


def moments(usual: float, *more: float) -> list[object]:
    """Seconds after which Ctrl-C comes: one for every run of the tests, more for the long proofs."""
    return [usual, *(pytest.param(pause, marks=pytest.mark.prove) for pause in more)]


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("larger")
    assert run("made-city", folder, *CITY).exit_code == 0
    return folder


def stopped(process: subprocess.Popen[str], begun: Path, pattern: str, pause: float) -> None:
    """Send Ctrl-C a moment after a file of the pattern appears in `begun`, and look at how the command ends."""
    until = time.monotonic() + 60
    while not any(begun.glob(pattern)):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)
    time.sleep(pause)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, (out, err)
    assert "Stopped; nothing was half-written." in err
    assert "Traceback" not in err
    assert out == ""


@pytest.mark.parametrize("pause", moments(0.4, 0.0, 1.0))
@pytest.mark.parametrize("command", ["select", pytest.param("report", marks=pytest.mark.prove)])
def test_ctrl_c_leaves_no_part_of_a_file_and_no_temporary_lake(
    larger: Path, tmp_path: Path, command: str, pause: float
) -> None:
    kept = tmp_path / "kept.out"
    kept.write_text("what was here before")
    option = "--csv" if command == "select" else "--out"
    mapping, codes = larger / "mapping.toml", larger / "call-types.csv"
    words = (larger / "calls.csv", "--mapping", mapping, "--code-table", codes, option, kept)
    stopped(start(command, *words, folder=tmp_path), tmp_path / "tmp", "commonbeat-*/work/*", pause)
    assert kept.read_text() == "what was here before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.out", "tmp"]
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("pause", moments(0.7, 0.0))
def test_ctrl_c_leaves_no_part_of_a_demo(tmp_path: Path, pause: float) -> None:
    process = start("demo", "city", *CITY, "--no-serve", folder=tmp_path)
    stopped(process, tmp_path, ".commonbeat-demo-*/demo/*", pause)
    assert [path.name for path in tmp_path.iterdir()] == ["tmp"]


@pytest.mark.parametrize("pause", moments(0.5, 0.0, 1.0))
def test_ctrl_c_leaves_the_lake_as_it_was(larger: Path, tmp_path: Path, pause: float) -> None:
    words = ("intake", "load", larger / "calls.csv", "--mapping", larger / "mapping.toml", "--agency", "Alder Falls")
    stopped(start(*words, "--lake", "lake", folder=tmp_path), tmp_path, "lake/work/*", pause)
    assert run("select", "--lake", tmp_path / "lake").exit_code == 3  # there is no lake yet
    assert not list(tmp_path.glob("lake/quarantine/*"))
    done = run(*words, "--lake", tmp_path / "lake", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["calls_added"] > 10_000


def test_a_reader_who_goes_away_is_no_error(lake: Path, tmp_path: Path) -> None:
    for words in (
        ("intake", "log", "--lake", lake),
        ("select", "--lake", lake, "--top", 60, "--max-walk", 300, "--json"),
        ("--help",),
    ):
        process = start(*words, folder=tmp_path)
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()
        assert process.wait(timeout=60) in ((0,) if words != ("--help",) else (0, 1)), err
        assert "Traceback" not in err
        assert "Exception ignored" not in err
