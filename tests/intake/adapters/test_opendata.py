from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from commonbeat.errors import InputError, UsageError
from commonbeat.intake.adapters import stage
from commonbeat.intake.adapters.opendata.adapter import PortalName, parse

from .reading import table_of

SOURCE = "opendata:Harbor City/CALLS FOR SERVICE/2023"


def test_a_source_names_agency_state_table_and_year() -> None:
    assert parse(SOURCE) == PortalName("Harbor City", None, "CALLS FOR SERVICE", "2023")
    assert parse("opendata:Stockton, California") == PortalName("Stockton", "California", "CALLS FOR SERVICE", None)
    assert parse("OpenData:Stockton/stops") == PortalName("Stockton", None, "STOPS", None)
    for wrong in ("opendata:", "opendata:/CALLS FOR SERVICE", "opendata:a/b/c/d"):
        with pytest.raises(UsageError):
            parse(wrong)


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpolicedata", None)
    with pytest.raises(InputError, match="opendata") as caught:
        stage(SOURCE, tmp_path)
    assert "pip install" in (caught.value.todo or "")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[str]:
    """A portal on this machine with one table, as `openpolicedata` lists it."""
    site = tmp_path / "site"
    site.mkdir()
    rows = "".join(f'{n},2023-01-{n % 28 + 1:02d} 10:00:00,415,"{n} MAIN ST",-121.2{n}\n' for n in range(1, 26))
    (site / "calls.csv").write_text("CALL_NO,RECEIVED,TYPE,ADDRESS,X\n" + rows + "99,,,,\n")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def package(portal: str, monkeypatch: pytest.MonkeyPatch) -> object:
    pytest.importorskip("openpolicedata")
    pandas = pytest.importorskip("pandas")
    found = importlib.import_module("openpolicedata")
    row = {
        "State": "California", "SourceName": "Harbor City", "Agency": "Harbor City",
        "TableType": "CALLS FOR SERVICE", "Year": 2023, "DataType": "CSV", "URL": f"{portal}/calls.csv",
        "coverage_start": pandas.Timestamp("2023-01-01"), "coverage_end": pandas.Timestamp("2023-12-31"),
        "date_field": "RECEIVED", "dataset_id": None, "agency_field": None, "readme": None, "Description": "",
        "min_version": None, "py_min_version": None, "source_url": None, "query": None, "agency_originated": None,
        "supplying_entity": None, "last_coverage_check": None,
    }  # fmt: skip
    monkeypatch.setattr(found.datasets, "datasets", pandas.DataFrame([row]))
    return found


def test_a_portal_is_read_over_http(package: object, tmp_path: Path) -> None:
    staged = stage(SOURCE, tmp_path / "into")
    assert staged.source == SOURCE
    assert staged.columns == ("CALL_NO", "RECEIVED", "TYPE", "ADDRESS", "X")
    lines, rows = table_of(staged)
    assert lines == list(range(1, 27))
    assert rows[0] == ("1", "2023-01-02 10:00:00", "415", "1 MAIN ST", "-121.21")
    assert rows[25] == ("99", None, None, None, None)
    assert staged.sha256 == stage(SOURCE, tmp_path / "again").sha256


def test_an_unknown_agency_and_a_refused_network_are_told_apart(
    package: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="does not give") as caught:
        stage("opendata:Nowhere/CALLS FOR SERVICE/2023", tmp_path)
    assert "Nowhere" in str(caught.value)
    table = package.datasets.datasets  # type: ignore[attr-defined]
    table["URL"] = "http://127.0.0.1:9/calls.csv"
    with pytest.raises(InputError, match="network"):
        stage(SOURCE, tmp_path)
    monkeypatch.setattr(package.datasets, "datasets", None)  # type: ignore[attr-defined]
    with pytest.raises(InputError, match="network"):
        stage(SOURCE, tmp_path)
