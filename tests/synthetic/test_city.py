"""The city as a whole: seeds, sizes, what stands in it, what its clean calls hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.calls import CALL_COLUMNS, CATEGORIES, ORIGINS
from commonbeat.errors import UsageError
from commonbeat.synthetic import Behavior, City
from commonbeat.synthetic.clean import utc_seconds


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        City.make(11, places=400, months=4).write_export(tmp_path / name)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(files) >= 12
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


def test_another_seed_is_another_city() -> None:
    one, two = City.make(1, places=400, months=2), City.make(2, places=400, months=2)
    assert one.sites.label != two.sites.label
    assert not np.array_equal(one.truth.counts(), two.truth.counts())


def test_a_longer_history_begins_with_the_shorter_one(small: City) -> None:
    short = small.with_months(5).table()
    assert small.table().slice(0, short.num_rows).equals(short)


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    places=st.integers(300, 1_500),
    months=st.integers(1, 3),
    start=st.dates(date(2008, 1, 1), date(2060, 1, 1)),
)
def test_any_city_is_whole(seed: int, places: int, months: int, start: date) -> None:
    city = City.make(seed, places=places, months=months, start=start.replace(day=1))
    sites, table = city.sites, city.table()
    assert len(sites) == places == len(set(sites.label))
    assert len(set(sites.address_lot[sites.address_lot >= 0].tolist())) == (sites.address_lot >= 0).sum()
    assert sites.label[0] == "Oak Creek Apartments"
    assert sites.manager[0] == "Dana Whitfield"
    assert set(table["category"].unique().to_pylist()) <= set(CATEGORIES)
    assert set(table["origin"].unique().to_pylist()) <= set(ORIGINS)
    received = table["received"].to_numpy()
    assert (np.diff(received.astype(np.int64)) >= 0).mean() > 0.999  # an hour may shift on the day of summer time
    assert received.min() >= np.datetime64(city.start)
    first_after = city.start.year * 12 + city.start.month - 1 + months
    assert received.max() < np.datetime64(date(first_after // 12, first_after % 12 + 1, 1))
    assert len(set(table["call_id"].to_pylist())) == table.num_rows


def test_the_clean_table_has_every_column_of_the_lake(small: City) -> None:
    table = next(iter(small.calls()))
    assert set(CALL_COLUMNS) <= set(table.column_names)
    assert {"place", "cause", "year"} == set(table.column_names) - set(CALL_COLUMNS)
    empty = {name for name in table.column_names if table[name].null_count}
    assert empty <= {"dispatched", "arrived", "officer_minutes"}


def test_times_follow_one_another(small: City) -> None:
    table = small.table()
    sent = table.filter(pc.is_valid(table["dispatched"]))
    for before, after in (("received", "dispatched"), ("dispatched", "arrived"), ("arrived", "cleared")):
        assert pc.all(pc.less_equal(sent[before], sent[after])).as_py()
    assert 20 < pc.mean(sent["officer_minutes"]).as_py() < 80


def test_no_call_falls_in_the_hour_that_summer_time_skips() -> None:
    city = City.make(5, places=600, months=3, calls_per_month=30_000)
    spring = date(2022, 3, 13)  # the second Sunday of March
    table = city.table()
    that_day = table.filter(pc.equal(table["day"], spring))
    hours = set(that_day["hour"].to_pylist())
    assert 2 not in hours
    assert {1, 3} <= hours


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 20_000 * 24))
def test_utc_agrees_with_the_zone_database(hour: int) -> None:
    wall = datetime(2008, 1, 1) + timedelta(hours=hour, minutes=17)  # noqa: DTZ001
    aware = wall.replace(tzinfo=ZoneInfo("America/Chicago"), fold=1)
    if aware.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo("America/Chicago")).replace(tzinfo=None) != wall:
        return  # skipped by summer time: no call is there
    seconds = np.array([int((wall - datetime(1970, 1, 1)).total_seconds())])  # noqa: DTZ001
    assert utc_seconds(seconds)[0] == aware.timestamp()


def test_the_clean_file_and_the_lake_hold_all_calls(small: City, tmp_path: Path) -> None:
    rows = small.write_clean(tmp_path / "calls.parquet")
    assert pq.read_metadata(tmp_path / "calls.parquet").num_rows == rows == small.table().num_rows
    assert small.write_lake(tmp_path / "lake") == rows
    years = {path.name for path in (tmp_path / "lake" / "calls" / "agency=Alder Falls").iterdir()}
    assert years == {"year=2022", "year=2023"}


def test_progress_is_told_of_every_month(small: City) -> None:
    seen: list[tuple[int, int | None]] = []
    for _ in small.calls(progress=lambda _, done, total: seen.append((done, total))):
        pass
    assert seen == [(month, 14) for month in range(1, 15)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"places": 10},
        {"months": 0},
        {"officers": 0},
        {"calls_per_month": -1.0},
        {"start": date(2022, 1, 5)},
        {"start": date(1999, 1, 1)},
    ],
)
def test_a_city_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        City.make(1, **wrong)  # type: ignore[arg-type]


def test_behavior_can_be_replaced() -> None:
    quiet = replace(Behavior(), officer_share=0.0, alarm_share=0.0, administrative_share=0.0)
    table = City.make(1, places=400, months=2, behavior=quiet).table()
    assert table["origin"].unique().to_pylist() == ["community"]
