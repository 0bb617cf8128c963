"""The messy export, and the truth file beside it: every sum must hold when the file is read independently."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from commonbeat.errors import UsageError
from commonbeat.synthetic import City, ExportTruth, Mess
from commonbeat.synthetic.mess import EMOJI, FORMULAS, PSEUDO_ADDRESSES, UNREADABLE_TIMES
from commonbeat.synthetic.styles import STYLES


def _read(path: Path, mess: Mess) -> list[dict[str, str]]:
    codec = {"utf-8": "utf-8", "windows-1252": "cp1252", "utf-16": "utf-16"}[mess.encoding]
    text = path.read_bytes().decode(codec)
    text = text.lstrip("\ufeff").removeprefix("\u00ef\u00bb\u00bf")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=mess.delimiter))


@pytest.fixture(scope="module")
def rows(export: ExportTruth) -> list[dict[str, str]]:
    return _read(export.path, export.mess)


def test_the_file_begins_with_two_byte_order_marks(export: ExportTruth) -> None:
    assert export.path.read_bytes().startswith(b"\xef\xbb\xbf\xef\xbb\xbfIncident Number;")


def test_rows_are_calls_units_repeats_and_refusals(export: ExportTruth, rows: list[dict[str, str]]) -> None:
    truth = export.export
    assert len(rows) == truth.rows
    assert truth.rows == truth.calls + truth.extra_unit_rows + truth.repeated_rows + truth.rejected_rows
    assert truth.extra_unit_rows > 1_000
    assert truth.repeated_rows > 100
    numbers = {row["Incident Number"] for row in rows}
    assert len(numbers) == truth.calls + sum(truth.rejected.values())
    whole = {tuple(row.items()) for row in rows}
    assert len(rows) - len(whole) >= truth.repeated_rows  # calls without a unit can look alike by chance


def test_each_refusal_is_in_the_file_with_its_line(export: ExportTruth, rows: list[dict[str, str]]) -> None:
    table = pq.read_table(export.calls_path).to_pylist()
    lines = export.path.read_bytes().split(b"\r\n")
    bad = {"no time": {""}, "unreadable time": set(UNREADABLE_TIMES)}
    first = {}
    for row in rows:
        first.setdefault(row["Incident Number"], row)
    seen = dict.fromkeys(export.export.rejected, 0)
    for call in table:
        if call["delivery"] != 1:
            continue
        assert call["incident"].encode() in lines[call["first_line"] - 1][:20]
        if call["verdict"] == "call":
            continue
        seen[call["verdict"]] += 1
        when = first[call["incident"]]["Call Date"]
        assert when in bad.get(call["verdict"], {when})
        if call["verdict"].startswith("year"):
            assert call["verdict"][-4:] in when
    assert seen == export.export.rejected
    assert set(seen) == {"no time", "unreadable time", "year 1900", "year 2099"}


def test_the_truth_of_calls_adds_up_to_the_sums(export: ExportTruth) -> None:
    table = [row for row in pq.read_table(export.calls_path).to_pylist() if row["delivery"] == 1]
    good = [row for row in table if row["verdict"] == "call"]
    truth = export.export
    assert len(good) == truth.calls == truth.added
    assert sum(row["rows"] for row in table) == truth.rows
    assert sum(row["where"] == "nowhere" for row in good) == truth.nowhere > 0
    assert sum(row["where"] == "default location" for row in good) == truth.default_location > 0
    for fault, count in truth.coordinates.items():
        assert sum(row["place_fault"] == fault for row in good) == count > 0
    for key, column in (("origins", "origin"), ("categories", "category")):
        counts = getattr(truth, key)
        assert sum(counts.values()) == truth.calls
        assert all(sum(row[column] == name for row in good) == count for name, count in counts.items())
    assert truth.first == str(min(row["received"] for row in good))


def test_every_fault_is_in_the_file(export: ExportTruth, rows: list[dict[str, str]]) -> None:
    dates = {row["Call Date"] for row in rows}
    assert {"-", "/"} <= {date[2:3] for date in dates}  # 03/05/2024 and 05-Mar-2024
    assert any(date[4:5] == "-" for date in dates)  # 2024-03-05
    remarks = {row["Remarks"] for row in rows}
    assert set(EMOJI) <= remarks
    assert set(FORMULAS) <= remarks
    assert any("\n" in remark for remark in remarks)
    addresses = {row["Location"] for row in rows}
    assert set(PSEUDO_ADDRESSES) <= addresses
    assert "" in addresses
    assert any(" BLOCK " in text for text in addresses)
    assert any(" APT " in text for text in addresses)
    assert any(text.endswith(",ALF") for text in addresses)
    assert {"OAK CREEK APARTMENTS", "OAK CREEK APARTMENTS,ALF"} & addresses
    assert any(row["X Coord"] == "0" for row in rows)
    assert {"", "ZZ9"} <= {row["Nature Code"] for row in rows}


def test_projected_coordinates_are_the_places(small: City, export: ExportTruth, rows: list[dict[str, str]]) -> None:
    table = {row["incident"]: row for row in pq.read_table(export.calls_path).to_pylist()}
    back = Transformer.from_crs(export.epsg, 4326, always_xy=True)
    fine = [row for row in rows if table[row["Incident Number"]]["place_fault"] == ""][::50]
    lon, lat = back.transform(*([float(row[name]) for row in fine] for name in ("X Coord", "Y Coord")))
    place = np.array([table[row["Incident Number"]]["place"] for row in fine])
    away = np.hypot((lon - small.sites.lonlat[place, 0]) * 82_600, (lat - small.sites.lonlat[place, 1]) * 111_195)
    assert away.max() < 120  # the addresses of a complex lie about its middle
    assert np.median(away) < 1


def test_one_address_spelled_in_many_ways_is_one_place(export: ExportTruth, rows: list[dict[str, str]]) -> None:
    table = {row["incident"]: row["place_label"] for row in pq.read_table(export.calls_path).to_pylist()}
    spellings: dict[str, set[str]] = {}
    for row in rows:
        label = table[row["Incident Number"]]
        if label:
            spellings.setdefault(label, set()).add(row["Location"])
    assert max(len(texts) for texts in spellings.values()) > 30
    corner = spellings[export.default_location]
    assert len({text.split()[0].lower() for text in corner}) >= 2  # either street first


def test_a_later_delivery_overlaps(export: ExportTruth) -> None:
    truth = export.update
    assert truth is not None
    assert export.update_path is not None
    before = {row["Incident Number"]: row for row in _read(export.path, export.mess)}
    after = {row["Incident Number"]: row for row in _read(export.update_path, export.mess)}
    table = {row["incident"]: row for row in pq.read_table(export.calls_path).to_pylist()}
    calls = {name for name in after if table[name]["verdict"] == "call"}
    assert len(calls) == truth.calls == truth.added + truth.replaced + truth.unchanged
    assert sum(name not in before for name in calls) == truth.added > 0
    known = [name for name in calls if name in before]
    differs = {name for name in known if after[name]["Disposition"] != before[name]["Disposition"]}
    assert len(differs) == truth.replaced > 0
    assert differs == {name for name, row in table.items() if row["amended"]}


def test_the_truth_file_says_the_same(export: ExportTruth) -> None:
    content = json.loads((export.folder / "truth" / "truth.json").read_text(encoding="utf-8"))
    assert content["export"]["calls"] == export.export.calls
    assert content["fields"]["x"] == ["X Coord"]


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize("faults", ["tidy", "messy"])
def test_every_style_can_be_written_and_read(style: str, faults: str, tmp_path: Path) -> None:
    city = City.make(2, places=300, months=2)
    mess = replace(Mess() if faults == "messy" else Mess.none(), style=style)
    truth = city.write_export(tmp_path, mess=mess)
    rows = _read(truth.path, mess)
    assert len(rows) == truth.export.rows
    assert list(rows[0]) == [header for header, _ in STYLES[style].columns]
    assert set(truth.fields) <= {*truth.fields, "incident_id", "received"}
    if faults == "tidy":
        assert truth.export.rows == truth.export.calls
        assert truth.update is None


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    encoding=st.sampled_from(["utf-8", "windows-1252", "utf-16"]),
    boms=st.integers(0, 2),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    repeated=st.floats(0, 0.3),
    breaks=st.floats(0, 0.3),
)
def test_any_dialect_keeps_the_sums(
    tmp_path: Path, encoding: str, boms: int, delimiter: str, line_end: str, repeated: float, breaks: float
) -> None:
    city = City.make(2, places=300, months=1)
    mess = Mess(
        encoding=encoding,
        boms=boms,
        delimiter=delimiter,
        line_end=line_end,
        repeated_rows=repeated,
        line_breaks=breaks,
        later_versions=0.0,
    )
    truth = city.write_export(tmp_path, mess=mess)
    rows = _read(truth.path, mess)
    assert len(rows) == truth.export.rows
    assert len({row["Incident Number"] for row in rows}) == truth.export.calls + sum(truth.export.rejected.values())


def test_a_million_call_types_can_be_asked_for(tmp_path: Path) -> None:
    mess = replace(Mess.none(), distinct_call_types=1_000_000)
    truth = City.make(2, places=300, months=2).write_export(tmp_path, mess=mess)
    rows = _read(truth.path, mess)
    assert len({row["Call Type"] for row in rows}) == len(rows)


def test_mixed_zones_are_the_same_instants(tmp_path: Path) -> None:
    mess = replace(Mess.none(), mixed_zones=0.5)
    truth = City.make(2, places=300, months=1).write_export(tmp_path, mess=mess)
    rows = _read(truth.path, mess)
    table = {row["incident"]: row["received"] for row in pq.read_table(truth.calls_path).to_pylist()}
    abroad = [row for row in rows if row["Received"].endswith("Z")]
    assert len(abroad) > 100
    for row in abroad:
        wall = np.datetime64(table[row["Incident ID"]])
        assert np.datetime64(row["Received"][:-1]) - wall == np.timedelta64(6, "h")  # January: UTC is six hours ahead


def test_faults_that_cannot_be_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Mess(pseudo_addresses=0.7, no_address=0.7)
    with pytest.raises(UsageError):
        Mess(encoding="ebcdic")
    with pytest.raises(UsageError):
        City.make(1, places=300, months=1).write_export(tmp_path, mess=Mess(style="punch cards"))
