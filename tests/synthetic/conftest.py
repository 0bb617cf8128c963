"""Small made cities that several tests look at; each is made once."""

from __future__ import annotations

import pytest

from commonbeat.synthetic import City, ExportTruth


@pytest.fixture(scope="session")
def small() -> City:
    return City.make(3, places=1_000, months=14)


@pytest.fixture(scope="session")
def export(small: City, tmp_path_factory: pytest.TempPathFactory) -> ExportTruth:
    return small.write_export(tmp_path_factory.mktemp("export"))
