from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from commonbeat.errors import InputError
from commonbeat.intake.adapters import stage

from .reading import staged_from, table_of


def test_every_type_becomes_text_and_times_iso(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array([1, 2], pa.int64()),
            "received": pa.array([datetime.fromisoformat("2023-01-05 13:07"), None], pa.timestamp("us")),
            "day": pa.array([date(2023, 1, 5), None]),
            "lat": [37.5, None],
            "cost": pa.array([Decimal("1.50"), None]),
            "self": [True, None],
            "text": ["", "x"],
            "unit": pa.array([["A1", "A2"], None]),
            "where": pa.array([{"x": 1}, None]),
            "raw": pa.array([b"\x01\xff", None]),
            "kind": pa.array(["a", "b"]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "calls.parquet")
    staged = stage(tmp_path / "calls.parquet", tmp_path / "into")
    lines, rows = table_of(staged)
    assert lines == [1, 2]
    assert rows[0][:7] == ("1", "2023-01-05 13:07:00", "2023-01-05", "37.5", "1.50", "true", None)
    assert rows[0][7:] == ('["A1","A2"]', '{"x":1}', "01FF", "a")
    assert rows[1] == ("2", None, None, None, None, None, "x", None, None, None, "b")
    assert staged.types["received"] == "timestamp"
    assert staged.types["lat"] == "number"


def test_rows_keep_their_order_over_row_groups(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": range(50_000)}), tmp_path / "calls.parquet", row_group_size=1000)
    lines, rows = table_of(stage(tmp_path / "calls.parquet", tmp_path / "into"))
    assert lines == list(range(1, 50_001))
    assert rows == [(str(number),) for number in range(50_000)]


def test_names_that_differ_in_case_only_are_kept_apart(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1], "ID": [2], "_line": [3]}), tmp_path / "calls.parquet")
    staged = stage(tmp_path / "calls.parquet", tmp_path / "into")
    assert staged.columns == ("id", "ID (2)", "_line (2)")
    assert table_of(staged)[1] == [("1", "2", "3")]


def test_a_damaged_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": range(1000)}), tmp_path / "calls.parquet")
    whole = (tmp_path / "calls.parquet").read_bytes()
    with pytest.raises(InputError, match="damaged"):
        staged_from(tmp_path, whole[: len(whole) // 2], "cut.parquet")
    middle = bytearray(whole)
    middle[8:200] = bytes(192)
    with pytest.raises(InputError):
        staged_from(tmp_path, bytes(middle), "bad.parquet")
    pq.write_table(pa.table({"id": pa.array([], pa.int64())}), tmp_path / "none.parquet")
    with pytest.raises(InputError, match="no records"):
        stage(tmp_path / "none.parquet", tmp_path / "into")


def test_a_real_panel_is_read(shared_data: Path, tmp_path: Path) -> None:
    assert stage(shared_data / "effects/seattle-dmi.parquet", tmp_path).rows == 9_642 * 16
