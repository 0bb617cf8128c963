"""A small made city and its lake, made once for all tests of the commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonbeat.synthetic import City
from tests.commands.door import run


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a made city: its messy export and what a department has beside it."""
    folder = tmp_path_factory.mktemp("city")
    City.make(2, places=400, months=12).write_export(folder)
    return folder


@pytest.fixture(scope="session")
def reading(city: Path) -> tuple[str, ...]:
    """The options by which the city's export is read."""
    mapping, places, codes = (str(city / name) for name in ("mapping.toml", "places.toml", "call-types.csv"))
    return ("--mapping", mapping, "--places", places, "--code-table", codes)


@pytest.fixture(scope="session")
def lake(city: Path, reading: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The call lake of the city."""
    folder = tmp_path_factory.mktemp("lakes") / "lake"
    done = run("intake", "load", city / "calls.csv", "--agency", "Alder Falls", "--lake", folder, *reading)
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(autouse=True)
def settings_of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the settings of whoever runs it."""
    monkeypatch.chdir(tmp_path)
