# ruff: noqa: DTZ001 - wall times have no zone
"""Times are read by SQL exactly as the slow reader reads them, and formats are told from values."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.errors import InputError
from commonbeat.intake.mapping.fields import Field
from commonbeat.intake.times import clock_sql, detect_clock, detect_times, plausible_sql, time_sql, utc_sql
from commonbeat.intake.times.formats import CLOCK_FORMATS, MOMENT_FORMATS, read_clock, read_moment

ZONE = "America/Los_Angeles"
RENDERED = {
    "iso": [
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S.%f",
        "%Y-%m-%d %H:%M:%S.%f0",
        "%Y-%m-%dT%H:%M",
        "%Y/%m/%d %I:%M:%S %p",
        "%Y-%m-%d",
        "%Y-%m-%dT%H:%M:%SZ",
        "%Y-%m-%dT%H:%M:%S.%f+00:00",
        "%Y-%m-%d %H:%M:%S-07",
        "%Y-%m-%d %H:%M:%S -0700",
        "%Y-%m-%d %H:%M:%S+05:30",
        "%Y-%m-%d %H:%M:%S UTC",
    ],
    "m/d/y": [
        "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%y %H:%M", "%m-%d-%Y %I:%M%p", "%m.%d.%Y",
        "%m/%d/%Y, %I:%M:%S %p",
    ],
    "d/m/y": ["%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d-%m-%y", "%d/%m/%Y %I:%M %p"],
    "d mon y": ["%d-%b-%Y %H:%M", "%d %B %Y", "%d-%b-%y %H:%M:%S", "%d-%b-%Y %I:%M:%S.%f %p"],
    "mon d y": ["%b %d, %Y %I:%M %p", "%B %d %Y %H:%M:%S", "%b %d %Y"],
    "y mon d": ["%Y %b %d %I:%M:%S %p", "%Y %B %d"],
    "compact": ["%Y%m%d%H%M%S", "%Y%m%d", "%Y%m%d %H%M", "%Y%m%dT%H%M%S", "%Y%m%d%H%M"],
}  # fmt: skip
MOMENTS = st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2060, 1, 1))


@pytest.fixture(scope="module")
def db() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def by_sql(db: duckdb.DuckDBPyConnection, values: list[str], sql: str) -> list[object]:
    db.execute("CREATE OR REPLACE TABLE cells AS SELECT unnest(?::VARCHAR[]) AS cell", [values])
    return [row[0] for row in db.execute(f"SELECT {sql} FROM cells").fetchall()]


def field(format_name: str) -> Field:
    return Field("received", ("cell",), 1.0, format_name)


@pytest.mark.parametrize("format_name", [*RENDERED, "unix s", "unix ms", "excel serial"])
@pytest.mark.parametrize("zone", [None, ZONE, "Asia/Kolkata"])
def test_sql_reads_every_format_as_the_slow_reader_does(
    db: duckdb.DuckDBPyConnection, format_name: str, zone: str | None
) -> None:
    @settings(max_examples=4, deadline=None)
    @given(st.lists(MOMENTS, min_size=1, max_size=10))
    def holds(moments: list[datetime]) -> None:
        if format_name in RENDERED:
            values = [moment.strftime(pattern) for moment in moments for pattern in RENDERED[format_name]]
        else:
            epoch = [(moment - datetime(1970, 1, 1)).total_seconds() for moment in moments]
            scale = {"unix s": 1.0, "unix ms": 1000.0, "excel serial": 1 / 86400}[format_name]
            base = 25569 if format_name == "excel serial" else 0
            values = [f"{base + int(second) * scale:.6f}" for second in epoch] + [
                str(int(e * scale) + base) for e in epoch
            ]
        expected = [read_moment(value, format_name, zone) for value in values]
        assert by_sql(db, values, time_sql(field(format_name), "cell", zone=zone)) == expected
        if zone is not None:
            assert all(moment is not None for moment in expected)

    holds()


#: Written nearly as the usual spellings are: what the quick way must leave to the exact one, or read the same.
NEARLY = st.from_regex(
    r"( ?[0-2]?[0-9]{1,3}[-/][0-9]{1,2}[-/][0-9]{1,4}( {1,3}|T)"
    r"[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]{0,9})?)?( ?[AaPp]M|Z|-07|-08:00| )?"
    r"|[0-9]{1,2}[-/][0-9]{1,2}[-/]([0-9]{2}|20[0-9][0-9])( {1,3}[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2})?( ?[AP]M)?)?)",
    fullmatch=True,
).filter(lambda cell: not any(part.startswith("000") for part in re.findall("[0-9]+", cell)))


@pytest.mark.parametrize("format_name", ["iso", "m/d/y", "d/m/y"])
def test_the_quick_way_reads_nothing_that_the_slow_reader_does_not(
    db: duckdb.DuckDBPyConnection, format_name: str
) -> None:
    @settings(max_examples=40, deadline=None)
    @given(st.lists(NEARLY, min_size=1, max_size=40))
    def holds(values: list[str]) -> None:
        expected = [read_moment(value, format_name, ZONE) for value in values]
        assert by_sql(db, values, time_sql(field(format_name), "cell", zone=ZONE)) == expected

    holds()


JUNK = st.one_of(
    st.text(alphabet="0123456789/-:. TZAPMapm+", max_size=24),
    st.sampled_from(
        (
            "",
            " ",
            "NULL",
            "N/A",
            "0",
            "00/00/0000",
            "13/45/2020",
            "2020-02-30",
            "2020-13-01 00:00",
            "infinity",
            "epoch",
            "😀",
            "24:00",
            "2019-02-12 14:48:36 PM",
            "=NOW()",
            "-1",
            "1e400",
            "99999999999999",
            "1/2/3",
            "2019-02-12 25:00:00",
        )
    ),
)


@settings(max_examples=10, deadline=None)
@given(st.lists(JUNK, min_size=1, max_size=20))
def test_nothing_in_a_cell_stops_the_query(values: list[str]) -> None:
    db = duckdb.connect()
    for name in MOMENT_FORMATS:
        assert len(by_sql(db, values, time_sql(field(name), "cell", zone=ZONE))) == len(values)
    for name in CLOCK_FORMATS:
        assert len(by_sql(db, values, clock_sql(field(name), "cell"))) == len(values)


def test_half_of_the_day_and_offset_are_never_dropped(db: duckdb.DuckDBPyConnection) -> None:
    values = ["2019-02-12 2:48:36 PM", "2019-02-12T14:48:36-06:00", "2019-02-12T14:48:36Z", "2019-02-12 14:48:36"]
    read = by_sql(db, values, time_sql(field("iso"), "cell", zone="America/New_York"))
    assert read == [
        datetime(2019, 2, 12, 14, 48, 36),
        datetime(2019, 2, 12, 15, 48, 36),
        datetime(2019, 2, 12, 9, 48, 36),
        datetime(2019, 2, 12, 14, 48, 36),
    ]


def test_without_a_zone_an_instant_is_missing_rather_than_hours_wrong(db: duckdb.DuckDBPyConnection) -> None:
    assert by_sql(db, ["2019-02-12T14:48:36Z", "2019-02-12"], time_sql(field("iso"), "cell")) == [
        None,
        datetime(2019, 2, 12),
    ]
    assert by_sql(db, ["1549982916"], time_sql(field("unix s"), "cell")) == [None]


def test_three_formats_in_one_column_are_each_read_by_their_own(db: duckdb.DuckDBPyConnection) -> None:
    values = ["2019-02-12 14:48:36", "02/13/2019 2:48 PM", "14-FEB-2019 14:48"] * 40
    found = detect_times(values)
    assert found.format is not None and set(found.format.split("; ")) == {"iso", "m/d/y", "d mon y"}
    assert found.share == 1.0
    read = by_sql(db, values[:3], time_sql(field(found.format), "cell"))
    assert read == [datetime(2019, 2, 12, 14, 48, 36), datetime(2019, 2, 13, 14, 48), datetime(2019, 2, 14, 14, 48)]


@pytest.mark.parametrize(
    ("values", "expected", "ambiguous"),
    [
        (["1/2/2019 10:00", "1/31/2019 11:00"], "m/d/y", False),
        (["1/2/2019 10:00", "31/1/2019 11:00"], "d/m/y", False),
        (["1/2/2019", "2/3/2019", "4/5/2019"], "m/d/y", True),
        (["5/1/2019", "5/2/2019", "5/3/2019", "5/9/2019"], "m/d/y", False),
        (["1/5/2019", "2/5/2019", "3/5/2019", "9/5/2019"], "d/m/y", False),
        (["31/1/2019", "1/31/2019"], "m/d/y", True),
    ],
)
def test_month_and_day_are_told_by_the_whole_column_or_left_open(
    values: list[str], expected: str, ambiguous: bool
) -> None:
    found = detect_times(values)
    assert (found.format, found.ambiguous) == (expected, ambiguous)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2019-02-12 00:00:00.0000000"], "iso"),
        (["12-FEB-2019 14:48"], "d mon y"),
        (["2024 Nov 04 10:11:12 PM"], "y mon d"),
        (["20190212144836"], "compact"),
        (["1549982916", "1549989999"], "unix s"),
        (["1549982916000"], "unix ms"),
        (["43508.61708", "43509"], "excel serial"),
        (["5237 N 35TH ST"], None),
        (["1211372", "1211378"], None),
        (["", None], None),
    ],
)
def test_formats_are_told_from_values(values: list[str | None], expected: str | None) -> None:
    assert detect_times(values).format == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["14:48:36", "2:05 PM"], "h:m"),
        (["1899-12-30 14:48:36"], "h:m"),
        (["144836", "836", "235959"], "hhmmss"),
        (["1448", "5", "2359"], "hhmm"),
        (["53316", "86399", "61", "4799"], "seconds since midnight"),
        (["ALARM"], None),
    ],
)
def test_clock_formats_are_told_by_what_cannot_be(
    db: duckdb.DuckDBPyConnection, values: list[str | None], expected: str | None
) -> None:
    found = detect_clock(values)
    assert found.format == expected
    if expected:
        cells = [value for value in values if value]
        assert by_sql(db, cells, clock_sql(field(expected), "cell")) == [read_clock(cell, expected) for cell in cells]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 86_399))
def test_every_second_of_the_day_is_read_in_every_clock_format(second: int) -> None:
    span = timedelta(seconds=second)
    at = datetime(2020, 1, 1) + span
    assert read_clock(at.strftime("%H:%M:%S"), "h:m") == span
    assert read_clock(at.strftime("%I:%M:%S %p"), "h:m") == span
    assert read_clock(str(int(at.strftime("%H%M%S"))), "hhmmss") == span
    assert read_clock(str(second), "seconds since midnight") == span


def test_utc_follows_the_zone_through_both_clock_changes(db: duckdb.DuckDBPyConnection) -> None:
    walls = ["2024-03-10 02:30:00", "2024-11-03 01:30:00", "2024-07-01 12:00:00", "2024-01-01 12:00:00"]
    read = by_sql(db, walls, utc_sql("cell::TIMESTAMP", "America/Chicago"))
    assert read == [
        datetime(2024, 3, 10, 8, 30),  # the hour that is skipped: as if the clock had not been set forward
        datetime(2024, 11, 3, 7, 30),  # the hour that comes twice: its second pass
        datetime(2024, 7, 1, 17),
        datetime(2024, 1, 1, 18),
    ]


@settings(max_examples=40, deadline=None)
@given(MOMENTS)
def test_wall_time_of_an_instant_agrees_with_pythons_zones(moment: datetime) -> None:
    wall = moment.replace(microsecond=0, tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
    assert read_moment(f"{moment:%Y-%m-%dT%H:%M:%S}Z", "iso", ZONE) == wall


def test_years_1900_and_2099_and_empty_unix_times_are_not_plausible(db: duckdb.DuckDBPyConnection) -> None:
    cells = [
        "1900-01-01",
        "1970-01-01 00:00:00",
        "1975-06-01",
        "2024-06-02 11:00:00",
        "2024-06-02 13:00:00",
        "2099-01-01",
    ]
    sql = plausible_sql("cell::TIMESTAMP", now=datetime(2024, 6, 1, 12))
    assert by_sql(db, cells, sql) == [False, False, True, True, False, False]


def test_an_unknown_format_or_zone_is_said_so() -> None:
    with pytest.raises(InputError, match="no time format named 'moonphase'"):
        time_sql(field("moonphase"), "cell")
    with pytest.raises(InputError, match="no time zone named 'Mars/Olympus'"):
        time_sql(field("iso"), "cell", zone="Mars/Olympus")


def test_a_pattern_of_a_person_is_used_as_it_is(db: duckdb.DuckDBPyConnection) -> None:
    assert by_sql(db, ["2019|02|12"], time_sql(field("%Y|%m|%d"), "cell")) == [datetime(2019, 2, 12)]
