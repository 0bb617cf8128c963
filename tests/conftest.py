"""What every test may ask for: the shared real data, and whether a tool that a test drives is here."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real dispatch exports and benchmarks; a user's clone does not have them."""
    if not SHARED_DATA.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have the shared data at {SHARED_DATA}")
        pytest.skip("the shared real data is not beside this checkout")
    return SHARED_DATA


def tool(name: str) -> str:
    """Path of a program that a test drives; without it the test fails in CI and is skipped elsewhere."""
    found = shutil.which(name)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(f"CI must have {name}")
    pytest.skip(f"{name} is not installed")
