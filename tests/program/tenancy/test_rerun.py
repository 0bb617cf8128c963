"""T2, at length: every test of the web once more, on PostgreSQL without Python's filters by agency."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import tool

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.prove
def test_the_web_suite_passes_with_row_level_security_alone(record_property) -> None:
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        tool("initdb")
    words = ["pytest", "-q", "-p", "no:cacheprovider", "-m", "not prove", "--without-agency-filters", "tests/web"]
    ran = subprocess.run(
        [sys.executable, "tests/with_postgres.py", sys.executable, "-m", *words],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=3_600,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-4_000:]
    passed = re.search(r"(\d+) passed", ran.stdout)
    assert passed is not None
    record_property("tests passed", passed[1])
    assert int(passed[1]) > 200
