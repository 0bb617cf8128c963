"""Whatever the bytes are, the answer is a staged table or a plain error."""

from __future__ import annotations

import gzip
import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.errors import CommonbeatError
from commonbeat.intake.staging import Staged

from .reading import staged_from, table_of

CALLS = [{"id": str(n), "received": f"2023-01-{n % 28 + 1:02d} 10:00:00", "what": 'LOUD, "MUSIC"'} for n in range(200)]


def as_csv() -> bytes:
    quoted = (",".join('"' + value.replace('"', '""') + '"' for value in call.values()) for call in CALLS)
    return ("id,received,what\n" + "\n".join(quoted) + "\n").encode()


def as_xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(list(CALLS[0]))
    for call in CALLS:
        book.active.append(list(call.values()))
    book.save(out)
    return out.getvalue()


def as_parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(CALLS), out)
    return out.getvalue()


def as_geojson() -> bytes:
    point = {"type": "Point", "coordinates": [-121.2, 37.9]}
    features = [{"type": "Feature", "properties": call, "geometry": point} for call in CALLS]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def as_json_lines() -> bytes:
    return "\n".join(map(json.dumps, CALLS)).encode()


def as_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("calls.csv", as_csv())
    return out.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "csv": as_csv,
    "tsv-16": lambda: as_csv().decode().replace(",", "\t").encode("utf-16"),
    "xlsx": as_xlsx,
    "parquet": as_parquet,
    "geojson": as_geojson,
    "jsonl": as_json_lines,
    "json": lambda: json.dumps(CALLS).encode(),
    "zip": as_zip,
    "gz": lambda: gzip.compress(as_csv()),
}


def check_reading(content: bytes) -> Staged | None:
    """Any content is refused in a sentence with nothing left behind (None), or staged as it says."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            staged = staged_from(Path(folder), content, "export")
        except CommonbeatError as error:
            assert error.what
            assert not [path for path in Path(folder).rglob("*") if path.is_file() and path.name != "export"]
            return None
        assert len(table_of(staged)[1]) == staged.rows
        return staged


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_known_by_its_content_alone(name: str) -> None:
    staged = check_reading(FORMATS[name]())
    assert staged is not None
    assert staged.rows == 200


def damaged(content: bytes, dice: random.Random) -> bytes:
    raw = bytearray(content)
    for _ in range(dice.choice([1, 1, 3, 20])):
        at = dice.randrange(len(raw))
        match dice.randrange(4):
            case 0:
                raw[at] = dice.randrange(256)
            case 1:
                raw[at:at] = dice.choice([b'"', b"\r", b"\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b",", b"[", b"{"])
            case 2:
                del raw[at : at + dice.randrange(1, 50)]
            case _:
                raw[at:at] = raw[dice.randrange(len(raw)) :][:40]
        if len(raw) < 2:
            break
    return bytes(raw)


def assert_damage_was_met(outcomes: list[Staged | None]) -> None:
    """Of the damaged files at least every fourth was refused or had records set aside: the damage was not idle."""
    noticed = sum(staged is None or bool(staged.rejected) for staged in outcomes)
    assert noticed >= len(outcomes) / 4


@pytest.mark.parametrize("name", FORMATS)
def test_a_damaged_file_of_any_format_never_ends_in_a_traceback(name: str) -> None:
    content, dice = FORMATS[name](), random.Random(name)
    outcomes = [check_reading(damaged(content, dice)) for _ in range(25)]
    assert_damage_was_met(outcomes)


@pytest.mark.prove
@pytest.mark.parametrize("name", FORMATS)
def test_two_thousand_damaged_files_of_any_format_never_end_in_a_traceback(name: str) -> None:
    content, dice = FORMATS[name](), random.Random(f"{name} at length")
    outcomes = [check_reading(damaged(content, dice)) for _ in range(2000)]
    assert_damage_was_met(outcomes)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_at_all(content: bytes) -> None:
    staged = check_reading(content)
    assert staged is None or staged.columns, "what is read has columns"
    assert content or staged is None, "nothing is no export"


def test_no_line_of_a_damaged_table_is_lost() -> None:
    """Every line with text is in a record, in the rejected, or (as part of a record) inside quotes."""
    content, dice = b"id,received,what\n" + b"".join(b"%d,2023-01-05,X\n" % n for n in range(100)), random.Random(7)
    for _ in range(100):
        raw = bytearray(content)
        for _ in range(5):
            at = dice.randrange(20, len(raw))
            raw[at:at] = dice.choice([b'"', b",", b"\n", b'""', b"\x00"])
        with tempfile.TemporaryDirectory() as folder:
            staged = staged_from(Path(folder), bytes(raw), "calls.csv")
            lines, rows = table_of(staged)
        starts = {*lines, *(record.line for record in staged.rejected)}
        broken = {
            line + more
            for line, row in zip(lines, rows, strict=True)
            for more in range(1, 1 + sum((cell or "").count("\n") for cell in row))
        }
        written = {n for n, line in enumerate(bytes(raw).split(b"\n"), start=1) if line.strip(b"\x00") and n > 1}
        assert written <= starts | broken
