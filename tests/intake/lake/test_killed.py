"""A load that is killed, starved of disk, or meets another leaves the lake as it was."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from commonbeat.errors import BusyError, InputError, StorageError
from commonbeat.intake.lake import open_lake
from commonbeat.intake.lock import writing
from commonbeat.intake.manifest import read_snapshot
from tests.intake.lake.exports import brought, live, row, write

_CHILD = """
import resource, signal, sys
from pathlib import Path
from tests.intake.lake.exports import brought
if sys.argv[3] != "0":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
print("ready", flush=True)
try:
    brought(Path(sys.argv[1]), Path(sys.argv[2]))
except Exception as error:
    print(type(error).__name__, error, flush=True)
    sys.exit(getattr(error, "exit_code", 99))
"""


def _child(lake: Path, file: Path, *, limit: int = 0) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(lake), str(file), str(limit)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def loads_cut_short(tmp_path: Path, times: int) -> int:
    """Kill loads at random moments: the lake is the old or the new. Gives how many were killed before they ended."""
    lake = tmp_path / "lake"
    brought(lake, write(tmp_path / "1.csv", [row(n) for n in range(300)]))
    later = write(tmp_path / "2.csv", [row(n, disposition="ARREST" if n % 2 else "REPORT") for n in range(200, 800)])
    before = live(lake)
    whole = _child(tmp_path / "trial", later)
    began = time.monotonic()
    whole.wait()
    lasts = time.monotonic() - began
    chance = random.Random(times)
    cut = 0
    for turn in range(times):
        copy = tmp_path / f"lake{turn}"
        shutil.copytree(lake, copy)
        child = _child(copy, later)
        time.sleep(chance.uniform(0, lasts))
        child.send_signal(signal.SIGKILL)
        cut += child.wait() == -signal.SIGKILL
        now = live(copy)
        assert now == before or len(now) == 800, "neither the old lake nor the new one"
        # The next writer sweeps what the killed one left, and ends where it would have ended.
        result = brought(copy, later)
        assert result.record.rows_read == 600
        assert len(live(copy)) == 800
        assert open_lake(copy).superseded().count().execute() == 50
        assert not list((copy / "work").iterdir())
        # A writer sweeps before it begins: two snapshots before the current one may still have files, no other.
        last = read_snapshot(copy).number
        manifests = [copy / "snapshots" / f"{number:06d}.json" for number in range(last - 2, last + 1)]
        named = {file["path"] for path in manifests if path.is_file() for file in json.loads(path.read_text())["files"]}
        orphans = {path.relative_to(copy).as_posix() for path in copy.rglob("*.parquet")} - named
        assert not orphans, "a file that no recent snapshot names"
        shutil.rmtree(copy)
    return cut


def test_a_load_killed_at_any_moment_leaves_the_old_lake_or_the_new(tmp_path: Path) -> None:
    assert loads_cut_short(tmp_path, 4) > 0


@pytest.mark.prove
@pytest.mark.parametrize("turn", range(25))
def test_hundreds_of_kills_leave_the_old_lake_or_the_new(tmp_path: Path, turn: int) -> None:
    assert loads_cut_short(tmp_path, 12 + turn % 5) > 0


@pytest.mark.parametrize("limit", [200, 20_000, 200_000])
def test_a_full_disk_is_said_and_leaves_the_lake_as_it_was(tmp_path: Path, limit: int) -> None:
    lake = tmp_path / "lake"
    brought(lake, write(tmp_path / "1.csv", [row(n) for n in range(50)]))
    before = live(lake)
    big = write(tmp_path / "2.csv", [row(n, disposition=f"REPORT {n * 7919 % 10007}") for n in range(20_000)])
    child = _child(lake, big, limit=limit)
    told = child.stdout.read() if child.stdout else ""
    assert (child.wait(), told.split(" ")[0]) == (StorageError.exit_code, "StorageError"), told
    assert live(lake) == before
    brought(lake, big, hold=False)
    assert len(live(lake)) == 20_000


def test_two_imports_at_once_the_second_hears_who_is_first(tmp_path: Path) -> None:
    lake, file = tmp_path / "lake", write(tmp_path / "1.csv", [row(n) for n in range(30)])
    lake.mkdir()
    with writing(lake, "loading Harbor City"), pytest.raises(BusyError, match=rf"process {os.getpid()} .*since 20"):
        brought(lake, file)
    assert brought(lake, file).record.calls_added == 30


def test_a_second_import_waits_when_asked_to(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    children = [_child(lake, write(tmp_path / f"{n}.csv", [row(n)])) for n in range(2)]
    result = brought(lake, write(tmp_path / "w.csv", [row(9)]), wait=True)
    assert result.record.state == "live"
    codes = [child.wait() for child in children]
    assert set(codes) <= {0, BusyError.exit_code}
    assert len(live(lake)) == 1 + codes.count(0)


def test_a_reader_keeps_the_lake_it_opened(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    brought(lake, write(tmp_path / "1.csv", [row(n) for n in range(20)]))
    opened = open_lake(lake)
    brought(lake, write(tmp_path / "2.csv", [row(n, disposition="ARREST") for n in range(20)]))
    assert {content[4] for content in live(opened).values()} == {"REPORT"}
    assert {content[4] for content in live(lake).values()} == {"ARREST"}


def test_a_lake_that_is_none_empty_or_damaged_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no call lake here"):
        open_lake(tmp_path / "nowhere")
    lake = tmp_path / "lake"
    brought(lake, write(tmp_path / "1.csv", [row(1)]))
    lost = Path(open_lake(lake).files()[0])
    lost.rename(tmp_path / "lost.parquet")
    with pytest.raises(InputError, match="files of the lake are gone"):
        open_lake(lake)
    (lake / "snapshots" / "current").write_text("000009\n")
    with pytest.raises(InputError, match="manifest cannot be read"):
        open_lake(lake)
