"""Traps that exports set: the finder maps what values confirm, asks what it cannot tell, and takes nothing on trust."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyproj import Transformer

from commonbeat.intake.mapping import Mapping, find_mapping, map_columns, read_mapping, with_formats
from commonbeat.intake.mapping.values_sql import lonlat_sql, officer_started_sql, received_sql, stage_sql
from commonbeat.intake.staging import Staged

ROWS = 300
START = datetime(2023, 1, 1, 6)  # noqa: DTZ001 - wall time
TIMES = [f"{START + timedelta(minutes=97 * i):%Y-%m-%d %H:%M:%S}" for i in range(ROWS)]
KINDS = [("459", "BURGLARY ALARM"), ("415", "NOISE COMPLAINT"), ("242", "BATTERY REPORT"), ("602", "TRESPASS REPORT")]
KINDS += [("10852", "VEHICLE TAMPERING"), ("594", "VANDALISM REPORT")]
BASE: dict[str, list[str | None]] = {
    "Incident Number": [f"P23{i:06d}" for i in range(ROWS)],
    "Received Time": list(TIMES),
    "Call Type": [KINDS[i % 6][1] for i in range(ROWS)],
    "Address": [f"{100 + i} N OAK ST" for i in range(ROWS)],
}
LONS = [-121.30 + 0.0001234 * i for i in range(ROWS)]
LATS = [37.95 + 0.0002345 * i for i in range(ROWS)]


def found(sample: dict[str, list[str | None]], **options: str) -> Mapping:
    return map_columns(list(sample), sample, **options)


def column(mapping: Mapping, name: str) -> tuple[str, ...] | None:
    field = mapping.get(name)
    return field.columns if field else None


def test_a_clean_export_needs_no_question() -> None:
    mapping = found(BASE)
    assert mapping.questions == ()
    assert {field.name: field.columns[0] for field in mapping.fields} == {
        "incident_id": "Incident Number",
        "received": "Received Time",
        "call_type": "Call Type",
        "address": "Address",
    }
    assert all(0.6 <= field.confidence <= 0.99 for field in mapping.fields)


def test_a_column_named_address_that_holds_times_is_never_the_address() -> None:
    mapping = found({**BASE, "Address": list(TIMES)})
    assert column(mapping, "address") is None
    assert any("where the call was" in question for question in mapping.questions)


def test_a_column_named_for_a_time_that_holds_minutes_is_not_a_time() -> None:
    mapping = found({**BASE, "Dispatch Time": [str(i % 40) for i in range(ROWS)]})
    assert column(mapping, "dispatched") is None


def test_the_final_call_type_wins_over_the_initial_one() -> None:
    sample = {**BASE, "Initial Call Type": BASE["Call Type"], "Final Call Type": BASE["Call Type"]}
    assert column(found(sample), "call_type") == ("Final Call Type",)


def test_how_the_call_came_in_is_not_its_type_whatever_the_name() -> None:
    sample = {**BASE, "Call Type": [["911", "ONVIEW", "TELEPHONE OTHER, NOT 911"][i % 3] for i in range(ROWS)]}
    mapping = found(sample)
    assert column(mapping, "call_type") is None
    assert any("kind of call" in question for question in mapping.questions)


def test_badges_and_report_numbers_are_not_the_incident() -> None:
    sample = {
        "Officer ID": [str(1000 + i % 30) for i in range(ROWS)],
        "Badge Number": [str(1000 + i) for i in range(ROWS)],
        "Report Number": [f"R{i}" if i % 5 == 0 else None for i in range(ROWS)],
        **BASE,
    }
    mapping = found(sample)
    assert column(mapping, "incident_id") == ("Incident Number",)
    assert column(mapping, "report_number") == ("Report Number",)


def test_status_that_says_open_or_closed_is_not_a_disposition() -> None:
    assert column(found({**BASE, "Status": [["OPEN", "CLOSED"][i % 2] for i in range(ROWS)]}), "disposition") is None
    ended = ["REPORT TAKEN", "ADVISED", "GONE ON ARRIVAL", "UNFOUNDED"]
    assert column(found({**BASE, "Status": [ended[i % 4] for i in range(ROWS)]}), "disposition") == ("Status",)


def test_x_and_y_that_hold_degrees_are_longitude_and_latitude() -> None:
    mapping = found({**BASE, "X": [f"{lon:.6f}" for lon in LONS], "Y": [f"{lat:.6f}" for lat in LATS]})
    assert (column(mapping, "lon"), column(mapping, "lat")) == (("X",), ("Y",))
    assert mapping.suggested_zone == "America/Los_Angeles"
    assert mapping.zone is None


def test_swapped_latitude_and_longitude_are_asked_about() -> None:
    mapping = found({**BASE, "Latitude": [f"{lon:.6f}" for lon in LONS], "Longitude": [f"{lat:.6f}" for lat in LATS]})
    assert column(mapping, "lon") is None
    assert any("swapped" in question for question in mapping.questions)


def test_latitude_and_longitude_in_feet_are_asked_about_as_a_plane() -> None:
    sample = {
        **BASE,
        "Latitude": [str(2_170_000 + i) for i in range(ROWS)],
        "Longitude": [str(6_300_000 + i) for i in range(ROWS)],
    }
    mapping = found(sample)
    assert column(mapping, "lon") is None
    assert any("EPSG" in question for question in mapping.questions)


def test_millionths_of_a_degree_are_seen() -> None:
    sample = {**BASE, "lat": [str(int(lat * 1e6)) for lat in LATS], "lon": [str(int(lon * 1e6)) for lon in LONS]}
    mapping = found(sample)
    field = mapping.get("lon")
    assert field is not None and field.format == "millionths"
    pair = lonlat_sql(mapping)
    assert pair is not None
    row = duckdb.execute(f"SELECT {pair[0]}, {pair[1]} FROM (SELECT '-121300000' AS lon, '37950000' AS lat)").fetchone()
    assert row == (-121.3, 37.95)


def test_a_plane_beside_longitude_and_latitude_is_found_by_fitting() -> None:
    to_plane = Transformer.from_crs("EPSG:4326", "EPSG:2227", always_xy=True)
    plane = [to_plane.transform(lon, lat) for lon, lat in zip(LONS, LATS, strict=True)]
    sample = {
        **BASE,
        "Longitude": [f"{lon:.7f}" for lon in LONS],
        "Latitude": [f"{lat:.7f}" for lat in LATS],
        "X_Coord": [f"{x:.2f}" for x, _ in plane],
        "Y_Coord": [f"{y:.2f}" for _, y in plane],
    }
    x = found(sample).get("x")
    assert x is not None and x.format == "EPSG:2227"


def test_a_plane_alone_is_a_question() -> None:
    bare = {name: cells for name, cells in BASE.items() if name != "Address"}
    sample = {
        **bare,
        "MapX": [str(3_680_000 + 7 * i) for i in range(ROWS)],
        "MapY": [str(530_000 + 3 * i) for i in range(ROWS)],
    }
    mapping = found(sample)
    assert (column(mapping, "x"), column(mapping, "y")) == (("MapX",), ("MapY",))
    assert any("EPSG" in question for question in mapping.questions)


def test_two_times_that_disagree_are_asked_about_with_samples() -> None:
    later = [f"{START + timedelta(minutes=97 * i, hours=30):%Y-%m-%d %H:%M:%S}" for i in range(ROWS)]
    sample = {name: cells for name, cells in BASE.items() if name != "Received Time"}
    mapping = found({**sample, "Create Time": list(TIMES), "Entry Time": list(later)})
    assert column(mapping, "received") is None
    question = next(question for question in mapping.questions if "when the call came in" in question)
    assert "Create Time" in question and "Entry Time" in question and TIMES[0] in question


def test_two_times_that_agree_are_no_question() -> None:
    soon = [f"{START + timedelta(minutes=97 * i, seconds=20):%Y-%m-%d %H:%M:%S}" for i in range(ROWS)]
    sample = {name: cells for name, cells in BASE.items() if name != "Received Time"}
    mapping = found({**sample, "Create Time": list(TIMES), "Entry Time": list(soon)})
    assert column(mapping, "received") == ("Create Time",)


def test_an_empty_priority_is_said_to_be_empty() -> None:
    mapping = found({**BASE, "Priority": [None] * ROWS})
    assert column(mapping, "priority") is None or any("Priority is empty" in note for note in mapping.notes)


def test_months_and_days_that_cannot_be_told_apart_are_asked_about() -> None:
    days = [f"{1 + i % 12}/{1 + (i * 5) % 11}/2023 10:{i % 60:02d}" for i in range(ROWS)]
    mapping = found({**BASE, "Received Time": list(days)})
    assert any("month first or the day first" in question for question in mapping.questions)


def test_times_with_an_offset_need_the_zone() -> None:
    sample = {**BASE, "Received Time": [time.replace(" ", "T") + "Z" for time in TIMES]}
    assert any("time zone" in question for question in found(sample).questions)
    assert found(sample, zone="America/Chicago").questions == ()
    assert found(sample).with_zone("America/Chicago").questions == ()


def test_nameless_columns_are_known_by_their_values_or_asked_about() -> None:
    sample: dict[str, list[str | None]] = {
        "Column 1": list(TIMES),
        "Column 2": BASE["Address"],
        "Column 3": [f"{lat:.6f}" for lat in LATS],
        "Column 4": [f"{lon:.6f}" for lon in LONS],
        "Column 5": BASE["Call Type"],
    }
    mapping = found(sample)
    assert column(mapping, "address") == ("Column 2",)
    assert (column(mapping, "lat"), column(mapping, "lon")) == (("Column 3",), ("Column 4",))
    assert any("when the call came in" in q and "Column 1" in q for q in mapping.questions)


def test_a_block_apart_from_its_street_makes_an_address_in_parts() -> None:
    sample: dict[str, list[str | None]] = {name: cells for name, cells in BASE.items() if name != "Address"}
    sample["block"] = [str(100 * (i % 90)) for i in range(ROWS)]
    sample["location"] = [
        f"{['Oak', 'Elm', 'Pine', 'Main', 'Lake'][i % 5]} {['St', 'Ave', 'Dr'][i % 3]}" for i in range(ROWS)
    ]
    sample["location"] = [f"{cell} {chr(65 + i % 26)}{chr(65 + i % 7)}" for i, cell in enumerate(sample["location"])]
    assert column(found(sample), "address_parts") == ("block", "location")


def staged(sample: dict[str, list[str | None]], folder: Path) -> Staged:
    rows = len(next(iter(sample.values())))
    table = pa.table({"_line": list(range(2, rows + 2)), **{k: pa.array(v, pa.string()) for k, v in sample.items()}})
    pq.write_table(table, folder / "a.parquet", row_group_size=100)
    return Staged("export.csv", (folder / "a.parquet",), tuple(sample), rows)


def test_a_staged_export_is_sampled_over_its_whole_length(tmp_path: Path) -> None:
    # Only the last rows hold a day over 12: a sample of the beginning would have to ask.
    days = [f"0{1 + i % 9}/0{1 + i % 8}/2023 10:00:00" for i in range(ROWS - 50)] + ["01/31/2023 11:00:00"] * 50
    told: list[tuple[str, int, int | None]] = []
    mapping = find_mapping(staged({**BASE, "Received Time": list(days)}, tmp_path), progress=lambda *r: told.append(r))
    received = mapping.get("received")
    assert received is not None and received.format == "m/d/y"
    assert mapping.questions == ()
    assert told[-1][1] == told[-1][2]


def test_date_and_time_apart_and_a_time_after_midnight_are_put_together(tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text(
        '[fields]\nreceived_date = "day"\nreceived_time = "at"\ncleared = "done"\n'
        'address = "where"\ncall_type = "kind"\n'
    )
    sample: dict[str, list[str | None]] = {
        "day": ["2023-01-31 00:00:00.0000000"],
        "at": ["23:50:00"],
        "done": ["00:20:00"],
        "where": ["1 OAK ST"],
        "kind": ["415"],
    }
    export = staged(sample, tmp_path)
    mapping = with_formats(read_mapping(tmp_path / "mapping.toml", export.columns), export)
    cleared = stage_sql(mapping, "cleared")
    row = duckdb.execute(f"SELECT {received_sql(mapping)}, {cleared} FROM '{export.parquet[0]}'").fetchone()
    assert row == (datetime(2023, 1, 31, 23, 50), datetime(2023, 2, 1, 0, 20))  # noqa: DTZ001


def test_who_started_the_call_is_read_from_flags_and_sources() -> None:
    cells = [
        "Y",
        "ONVIEW",
        "Officer Initiated",
        "N",
        "911",
        "TELEPHONE OTHER, NOT 911",
        "Not officer initiated",
        "?",
        None,
    ]
    read = duckdb.execute(
        f"SELECT {officer_started_sql('c')} FROM (SELECT unnest(?::VARCHAR[]) AS c)", [cells]
    ).fetchall()
    assert [row[0] for row in read] == [True, True, True, False, False, False, False, None, None]


_SEVEN: dict[str, list[str | None]] = {
    "received": [f"2024-01-{n % 28 + 1:02d} {n % 24:02d}:00:00" for n in range(720)],
    "call_type": [("BATTERY", "THEFT", "NOISE", "WELFARE CHECK", "TRESPASS")[n % 5] for n in range(720)],
    "latitude": [f"{43 + n % 7 / 1000:.4f}" for n in range(720)],
    "longitude": [f"{-87.95 - n % 7 / 1000:.4f}" for n in range(720)],
}


@pytest.mark.parametrize("name", ["Address", "location", "BLOCK_ADDR", "Incident Location"])
@pytest.mark.parametrize("values", [["100 N ELM ST", "110 N ELM ST", "ELM ST & OAK AVE"], ["4510 S MAIN ST"]])
def test_an_address_column_with_few_different_addresses_is_mapped(name: str, values: list[str]) -> None:
    mapping = found({**_SEVEN, name: [values[n % len(values)] for n in range(720)]})
    assert column(mapping, "address") == (name,)
    assert not [question for question in mapping.questions if "address" in question]


def test_houses_on_streets_without_a_type_map_under_a_sure_name_and_are_asked_for_under_another() -> None:
    values: list[str | None] = [f"{100 + n % 7} BROADWAY" for n in range(720)]
    assert column(found({**_SEVEN, "Address": values}), "address") == ("Address",)
    mapping = found({**_SEVEN, "location": values})
    assert column(mapping, "address") is None
    assert any("Which column holds the address: location" in question for question in mapping.questions)


@pytest.mark.parametrize("name", ["Address", "location"])
def test_kinds_of_place_are_never_taken_for_addresses(name: str) -> None:
    values: list[str | None] = [("STREET", "ALLEY", "PARKING LOT", "DRIVE WAY")[n % 4] for n in range(720)]
    assert column(found({**_SEVEN, name: values}), "address") is None
