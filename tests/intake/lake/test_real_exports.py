"""What must come out of each real export; its README lists the traps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commonbeat.intake.check import check
from commonbeat.intake.lake import Lake, open_lake
from commonbeat.intake.load import load
from tests.intake.lake.exports import adds_up

_STATIONS = (
    "749 W State St",
    "2333 N 49th St",
    "245 W Lincoln Ave",
    "3626 W Fond Du Lac Ave",
    "6929 W Silver Spring Dr",
)


def _lake(tmp_path: Path, file: Path, agency: str, zone: str) -> Lake:
    result = load([file], agency=agency, lake=tmp_path, zone=zone)
    assert adds_up(result)
    return open_lake(tmp_path)


def test_milwaukee(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / "calls" / "milwaukee-2018-05.csv"
    report = check([file], zone="America/Chicago").as_json()
    assert (report["rows"], report["calls"], report["outside"]) == (33_968, 33_968, 483)
    assert not report["questions"]
    flagged = [flag["where"] for flag in report["flags"] if flag["flag"] == "police premises"]
    assert flagged[: len(_STATIONS)] == list(_STATIONS)

    lake = _lake(tmp_path, file, "Milwaukee", "America/Chicago")
    places = lake.places().execute().sort_values("calls", ascending=False)
    assert places.calls.iloc[0] >= 793
    assert all("police premises" in json.loads(flags) for flags in places.head(9)["flags"])
    origins = lake.calls().execute().groupby("call_type").origin.first()
    assert [origins[kind] for kind in ("TRAFFIC STOP", "BUSINESS CHECK", "PATROL")] == ["officer"] * 3


def test_san_diego(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / "calls" / "san-diego-2023-01.csv"
    calls = _lake(tmp_path, file, "San Diego", "America/Los_Angeles").calls().execute()
    assert len(calls) == 26_595
    assert calls.address[calls.address.notna()].str.contains(" & ").any()
    pseudo = calls[calls.address.fillna("").str.contains("INFO LOG")]
    assert len(pseudo)
    assert pseudo.place_id.isna().all()


def test_san_diego_geocoded(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / "calls" / "san-diego-geocoded.csv"
    lake = _lake(tmp_path, file, "San Diego", "America/Los_Angeles")
    assert lake.calls().count().execute() == 10_000
    assert lake.calls().lon.count().execute() == 9_996


def test_montgomery_county(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / "calls" / "montgomery-pa-2015-16.zip"
    calls = _lake(tmp_path, file, "Montgomery County", "America/New_York").calls().execute()
    assert len(calls) == 99_492
    assert set(calls.year) == {2015, 2016}
    assert {"medical", "fire", "traffic"} <= set(calls.category)


def test_stockton(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / "calls" / "stockton" / "stockton_cfs_sample_from_notebook.csv"
    result = load([file], agency="Stockton", lake=tmp_path, zone="America/Los_Angeles")
    assert (result.record.rows_read, result.record.calls_added) == (5, 4)
    assert (result.record.duplicates, result.record.unit_rows) == (1, 1)
    calls = open_lake(tmp_path).calls().execute().set_index("call_id")
    assert calls.units["P190430699"] == 2
    assert str(calls.received["P190430699"]) == "2019-02-12 14:50:06"
    assert str(calls.received_utc["P190430699"]) == "2019-02-12 22:50:06"
    assert set(open_lake(tmp_path).places().execute().kind) == {"intersection"}


@pytest.mark.parametrize("table", ["san-diego-call-types.csv", "stockton/stockton_call_type_codes.csv"])
def test_a_code_table_is_no_export(shared_data: Path, tmp_path: Path, table: str) -> None:
    assert check([shared_data / "calls" / table]).questions
