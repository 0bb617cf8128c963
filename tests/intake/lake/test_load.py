from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import duckdb
import pytest

from commonbeat.analysis.calls import CALL_COLUMNS, CATEGORIES, ORIGINS, PLACE_COLUMNS
from commonbeat.errors import InputError, QuestionError, UsageError
from commonbeat.intake.lake import open_lake
from commonbeat.intake.load import load, temporary_lake
from commonbeat.intake.mapping import Field, Mapping
from tests.intake.lake.exports import COLUMNS, MAPPING, adds_up, brought, live, row, write


def test_the_files_have_exactly_the_columns_of_the_contract(tmp_path: Path) -> None:
    brought(tmp_path / "lake", write(tmp_path / "a.csv", [row(n) for n in range(60)]))
    lake = open_lake(tmp_path / "lake")
    for kind, columns in (("calls", CALL_COLUMNS), ("places", PLACE_COLUMNS)):
        for path in lake.files(kind):
            found = duckdb.execute(
                f"DESCRIBE SELECT * FROM read_parquet('{path}', hive_partitioning = false)"
            ).fetchall()
            assert {name: sql for name, sql, *_ in found} == columns
            assert "agency=Harbor%20City" in path
    calls = lake.calls("Harbor City").execute()
    assert set(calls.category) <= set(CATEGORIES)
    assert set(calls.origin) <= set(ORIGINS)
    assert set(calls.agency) == {"Harbor City"}
    assert set(calls.year) == {2024}


def test_times_are_local_and_in_utc_over_the_change_of_clocks(tmp_path: Path) -> None:
    # 10 March 2024: 02:00 became 03:00 in Chicago (UTC-6 before, UTC-5 after).
    rows = [row(1, received="2024-03-10 01:30:00"), row(2, received="2024-03-10 03:30:00")]
    brought(tmp_path / "lake", write(tmp_path / "a.csv", rows))
    calls = open_lake(tmp_path / "lake").calls().order_by("received").execute()
    assert list(calls.received_utc) == [dt.datetime(2024, 3, 10, 7, 30), dt.datetime(2024, 3, 10, 8, 30)]  # noqa: DTZ001
    assert list(calls.hour) == [1, 3]
    assert list(calls.weekday) == [6, 6]
    assert list(calls.month) == [2024 * 12 + 2] * 2


def test_loading_the_same_export_again_adds_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [row(n) for n in range(50)])
    brought(tmp_path / "lake", path)
    before = live(tmp_path / "lake")
    again = brought(tmp_path / "lake", path)
    assert (again.record.calls_added, again.record.calls_replaced, again.record.duplicates) == (0, 0, 50)
    assert adds_up(again)
    assert live(tmp_path / "lake") == before


def test_a_re_export_with_shuffled_rows_and_columns_makes_no_new_versions(tmp_path: Path) -> None:
    rows = [row(n) for n in range(50)]
    brought(tmp_path / "lake", write(tmp_path / "a.csv", rows))
    again = brought(tmp_path / "lake", write(tmp_path / "b.csv", rows[::-1], COLUMNS[::-1]))
    assert again.record.duplicates == 50


def test_a_later_version_replaces_the_earlier_which_stays_readable(tmp_path: Path) -> None:
    brought(tmp_path / "lake", write(tmp_path / "a.csv", [row(n) for n in range(30)]))
    later = brought(tmp_path / "lake", write(tmp_path / "b.csv", [row(7, disposition="ARREST"), row(8), row(40)]))
    assert (later.record.calls_added, later.record.calls_replaced, later.record.duplicates) == (1, 1, 1)
    assert adds_up(later)
    lake = open_lake(tmp_path / "lake")
    calls = lake.calls().execute().set_index("call_id")
    assert (calls.disposition["A000007"], calls.version["A000007"]) == ("ARREST", 2)
    earlier = lake.superseded().execute()
    assert list(earlier.call_id) == ["A000007"]
    assert list(earlier.disposition) == ["REPORT"]
    assert len(calls) == 31


def test_an_old_version_that_comes_again_does_not_win_back(tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", [row(n) for n in range(5)])
    brought(tmp_path / "lake", first)
    brought(tmp_path / "lake", write(tmp_path / "b.csv", [row(3, disposition="ARREST")]))
    again = brought(tmp_path / "lake", first)
    assert again.record.duplicates == 5
    assert live(tmp_path / "lake")["A000003"][4] == "ARREST"


def test_a_version_of_another_year_moves_the_call(tmp_path: Path) -> None:
    brought(tmp_path / "lake", write(tmp_path / "a.csv", [row(n) for n in range(5)]))
    brought(tmp_path / "lake", write(tmp_path / "b.csv", [row(3, received="2023-12-31 23:59:00")]))
    years = open_lake(tmp_path / "lake").calls().execute().set_index("call_id").year
    assert dict(years) == {"A000000": 2024, "A000001": 2024, "A000002": 2024, "A000003": 2023, "A000004": 2024}


def test_one_incident_on_several_rows_counts_once_with_its_units(tmp_path: Path) -> None:
    columns = (*COLUMNS, "unit", "dispatched", "cleared")
    rows = [
        row(1, unit="1A12", dispatched="2024-01-01 01:10:00", cleared="2024-01-01 01:40:00"),
        row(1, unit="1A14", dispatched="2024-01-01 01:20:00", cleared="2024-01-01 01:30:00", disposition=""),
        row(2, unit="1A12", dispatched="2024-01-01 02:10:00", cleared="2024-01-01 02:15:00"),
    ]
    fields = [Field(name, (name,), 1.0, "iso" if name != "unit" else None) for name in columns[-3:]]
    mapping = Mapping((*MAPPING.fields, *fields), zone=MAPPING.zone)
    result = brought(tmp_path / "lake", write(tmp_path / "a.csv", rows, columns), mapping=mapping)
    assert (result.calls, result.record.duplicates, result.record.unit_rows) == (2, 1, 1)
    call = open_lake(tmp_path / "lake").calls().execute().set_index("call_id").loc["A000001"]
    assert (call.units, call.officer_minutes, call.disposition) == (2, 40.0, "REPORT")
    assert call.cleared == dt.datetime(2024, 1, 1, 1, 40)  # noqa: DTZ001


def test_another_unit_that_comes_later_is_counted_in_any_order(tmp_path: Path) -> None:
    columns = (*COLUMNS, "unit")
    mapping = Mapping((*MAPPING.fields, Field("unit", ("unit",), 1.0)), zone=MAPPING.zone)
    both = write(tmp_path / "both.csv", [row(1, unit="1A12"), row(1, unit="1A14"), row(2, unit="2")], columns)
    one = write(tmp_path / "one.csv", [row(1, unit="1A12"), row(2, unit="2")], columns)
    for number, order in enumerate([(both, one), (one, both)]):
        for path in order:
            brought(tmp_path / f"lake{number}", path, mapping=mapping)
        calls = open_lake(tmp_path / f"lake{number}").calls().execute().set_index("call_id")
        assert dict(calls.units) == {"A000001": 2, "A000002": 1}


def test_without_an_incident_id_the_whole_row_is_the_identity(tmp_path: Path) -> None:
    columns = (*COLUMNS[1:], "remark")
    fields = tuple(field for field in MAPPING.fields if field.name != "incident_id")
    rows = [row(1, remark="one"), row(1, remark="another"), row(1, remark="one"), row(2, remark="")]
    path = write(tmp_path / "a.csv", rows, columns)
    first = brought(tmp_path / "lake", path, mapping=Mapping(fields, zone=MAPPING.zone))
    assert (first.record.calls_added, first.record.duplicates) == (3, 1)
    assert all(call_id.startswith("#") for call_id in live(tmp_path / "lake"))
    again = brought(tmp_path / "lake", path, mapping=Mapping(fields, zone=MAPPING.zone))
    assert (again.record.calls_added, again.record.duplicates) == (0, 4)


def test_rejected_rows_go_to_the_quarantine_with_line_and_reason(tmp_path: Path) -> None:
    rows = [
        row(0),
        row(1, received="1900-01-01 00:00:00"),
        row(2, received="2099-06-01 12:00:00"),
        row(3, received="soon", disposition="=HYPERLINK(1)"),
        row(4, received="", incident_id="=cmd|'/c calc'!A1"),
        row(5),
    ]
    result = brought(tmp_path / "lake", write(tmp_path / "a.csv", rows))
    assert (result.record.calls_added, result.record.rejected) == (2, 4)
    assert adds_up(result)
    told = result.as_json()
    with Path(told["quarantine"]).open(encoding="utf-8", newline="") as file:
        aside = list(csv.DictReader(file))
    assert [int(r["line"]) for r in aside] == [3, 4, 5, 6]
    assert "1900-01-01" in aside[0]["text"]
    assert all(r["source"].endswith("a.csv") and r["reason"] for r in aside)
    assert aside[3]["text"].startswith("'=")
    assert sum(told["rejected_reasons"].values()) == 4


def test_rows_without_a_place_count_as_calls_without_one(tmp_path: Path) -> None:
    nowhere = row(1, address="", latitude="", longitude="")
    zero = row(2, address="", latitude="0", longitude="0")
    result = brought(tmp_path / "lake", write(tmp_path / "a.csv", [row(0), nowhere, zero]))
    assert result.record.calls_added == 3
    calls = open_lake(tmp_path / "lake").calls().execute().set_index("call_id")
    assert list(calls.place_id.isna()) == [calls.place_id.isna()[i] for i in calls.index]
    assert calls.place_id.isna()["A000001"] and calls.place_id.isna()["A000002"]
    assert calls.lon.isna()["A000002"]


def test_places_carry_label_median_and_aliases(tmp_path: Path) -> None:
    rows = [row(n, address="100 N ELM ST" if n % 3 else "100 North Elm Street") for n in range(30)]
    brought(tmp_path / "lake", write(tmp_path / "a.csv", rows))
    places = open_lake(tmp_path / "lake").places().execute()
    assert len(places) == 1
    place = places.iloc[0]
    assert place.calls == 30
    assert json.loads(place.aliases) == ["100 N ELM ST", "100 North Elm Street"]
    assert json.loads(place["flags"]) == []
    assert len(place.place_id) == 12
    assert 43.0 <= place.lat <= 43.006


def test_two_agencies_share_a_lake_and_nothing_else(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [row(n) for n in range(20)])
    brought(tmp_path / "lake", path)
    other = brought(tmp_path / "lake", path, agency="Oak Creek / West", zone="America/Denver")
    assert other.record.calls_added == 20
    lake = open_lake(tmp_path / "lake")
    assert lake.agencies() == ("Harbor City", "Oak Creek / West")
    assert set(lake.places("Harbor City").execute().place_id).isdisjoint(
        lake.places("Oak Creek / West").execute().place_id
    )
    with pytest.raises(InputError, match="no calls of an agency"):
        lake.calls("Nowhere")


def test_open_questions_stop_a_load_and_list_what_to_answer(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [row(n) for n in range(20)])
    asking = Mapping(MAPPING.fields, questions=("Which column says when the call came in?",), zone=MAPPING.zone)
    with pytest.raises(QuestionError, match="Which column says when"):
        brought(tmp_path / "lake", path, mapping=asking)
    with pytest.raises(InputError, match="no call lake"):
        open_lake(tmp_path / "lake")


def test_a_mapping_of_another_export_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [row(1)], COLUMNS[:4])
    with pytest.raises(InputError, match="does not have"):
        brought(tmp_path / "lake", path)


def test_a_mapping_that_reads_no_time_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    good = write(tmp_path / "a.csv", [row(n) for n in range(20)])
    brought(tmp_path / "lake", good)
    wrong = Mapping((Field("received", ("address",), 1.0, "iso"), *MAPPING.fields[2:4]), zone=MAPPING.zone)
    with pytest.raises(InputError, match="No row can become a call"):
        brought(tmp_path / "lake", good, mapping=wrong)
    assert len(open_lake(tmp_path / "lake").imports()) == 1


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "x" * 200, "a/b"])
def test_a_name_that_cannot_be_a_file_is_refused(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "a.csv", [row(1)])
    with pytest.raises(UsageError, match="cannot be the name"):
        brought(tmp_path / "lake", path, name=name)


def test_a_temporary_lake_goes_away(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [row(n) for n in range(20)])
    with temporary_lake([path], mapping=MAPPING) as lake:
        folder = lake.path
        assert lake.calls().count().execute() == 20
    assert not folder.exists()


def test_several_files_are_one_import(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{n}.csv", [row(i) for i in range(n * 10, n * 10 + 15)]) for n in range(3)]
    result = load(files, agency="Harbor City", lake=tmp_path / "lake", mapping=MAPPING)
    assert (result.record.rows_read, result.record.calls_added, result.record.duplicates) == (45, 35, 10)
    assert adds_up(result)
