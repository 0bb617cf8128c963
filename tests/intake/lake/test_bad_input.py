"""Bad input ends in a clear error, or in quarantine, never in a traceback and never half-way."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from commonbeat.errors import CommonbeatError
from commonbeat.intake.lake import open_lake
from commonbeat.intake.load import load
from tests.intake.lake.exports import COLUMNS, adds_up, brought, live, row, write

_FILES: dict[str, bytes] = {
    "empty.csv": b"",
    "header-only.csv": b"incident_id,received,call_type,address\n",
    "junk.bin": random.Random(1).randbytes(5000),
    "truncated.zip": b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + b"x" * 100,
    "no-columns.csv": b"one\ntwo\nthree\n",
}


@pytest.mark.parametrize("name", _FILES)
def test_a_file_that_is_no_export_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(_FILES[name])
    lake = tmp_path / "lake"
    brought(lake, write(tmp_path / "good.csv", [row(n) for n in range(10)]))
    with pytest.raises(CommonbeatError) as caught:
        load([path], agency="Harbor City", lake=lake, zone="America/Chicago")
    assert caught.value.what
    assert len(live(lake)) == 10


def test_emoji_and_formulas_are_kept_as_they_are(tmp_path: Path) -> None:
    rows = [row(1, disposition="🚓 done"), row(2, disposition='=HYPERLINK("http://x")')]
    brought(tmp_path / "lake", write(tmp_path / "a.csv", rows))
    assert {content[4] for content in live(tmp_path / "lake").values()} == {"🚓 done", '=HYPERLINK("http://x")'}


def test_tens_of_thousands_of_call_types_are_only_slow(tmp_path: Path) -> None:
    rows = [row(n % 700, incident_id=f"B{n}", call_type=f"TYPE {n}") for n in range(20_000)]
    assert brought(tmp_path / "lake", write(tmp_path / "a.csv", rows)).record.calls_added == 20_000


def _poisoned(chance: random.Random, number: int) -> list[dict[str, object]]:
    """An export with good rows and every kind of bad one; the bad carry an id that begins with BAD."""
    rows: list[dict[str, object]] = [row(1000 + number * 40 + n) for n in range(30)]
    bad = [
        {"received": chance.choice(["1900-01-01 00:00:00", "2099-01-01", "0000-00-00", "9999-12-31", "31/31/2024"])},
        {"received": chance.choice(["", "NULL", "soon", "=NOW()", "1e309", "\x00", "2024-13-01 00:00:00", "24:61"])},
        {"received": "'; DROP TABLE calls; --"},
    ]
    for n in range(chance.randrange(1, 8)):
        rows.insert(chance.randrange(len(rows)), row(5, **{**chance.choice(bad), "incident_id": f"BAD{number}-{n}"}))
    odd = {
        "address": ["=1+1", "x" * 5000, "🚓", "'", '"', "0 0 0", "NULL", "\t", "<script>alert(1)</script>"],
        "latitude": ["NaN", "inf", "1e308", "-91", "abc", "", "0"],
        "call_type": ["", "=cmd|' /C calc'!A0", "x" * 3000, "\u202e", "NULL"],
        "disposition": ["@SUM(A1)", "+1", "-1", "\r\n", "\u0000"],
    }
    for _ in range(10):
        column = chance.choice(list(odd))
        rows[chance.randrange(len(rows))][column] = chance.choice(odd[column])
    return rows


def poisoned_exports_loaded(tmp_path: Path, times: int) -> int:
    """Bring exports with bad rows; none of those is in the lake. Gives how many exports were loaded, not refused."""
    lake, chance, loaded = tmp_path / "lake", random.Random(11), 0
    brought(lake, write(tmp_path / "good.csv", [row(n) for n in range(240)]))
    for number in range(times):
        path = write(tmp_path / "bad.csv", _poisoned(chance, number), COLUMNS)
        try:
            result = brought(lake, path)
        except CommonbeatError:
            continue
        assert adds_up(result)
        assert result.record.rejected
        loaded += 1
    calls = open_lake(lake).calls().execute()
    assert not calls.call_id.str.startswith("BAD").any()
    # One call an hour: 200 exports of good rows reach into January 2025; the bad ones say 1900, 2099 and 9999.
    assert calls.received.min().year == 2024
    assert calls.received.max().year in (2024, 2025)
    assert calls.lat.dropna().between(-90, 90).all()
    return loaded


def test_poisoned_exports_put_no_bad_row_into_the_lake(tmp_path: Path) -> None:
    assert poisoned_exports_loaded(tmp_path, 6) == 6


@pytest.mark.prove
def test_200_poisoned_exports_put_no_bad_row_into_the_lake(tmp_path: Path) -> None:
    assert poisoned_exports_loaded(tmp_path, 200) == 200
