from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from commonbeat.errors import InputError

from .reading import staged_from, table_of


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


JANUARY = b"id,type,beat\n1,415,5\n2,459,6\n"
FEBRUARY = b"id;type;beat\r\n3;415;7\r\n"


def test_files_with_the_same_columns_become_one_export(tmp_path: Path) -> None:
    staged = staged_from(tmp_path, packed({"a/jan.csv": JANUARY, "b/feb.csv": FEBRUARY}), "calls.zip")
    lines, rows = table_of(staged)
    assert rows == [("1", "415", "5"), ("2", "459", "6"), ("3", "415", "7")]
    assert lines == [2, 3, 2]
    assert len(staged.parquet) == 2
    assert any("a/jan.csv (2 records), b/feb.csv (1 records)" in note for note in staged.notes)


def test_columns_in_another_order_or_added_later_are_brought_together(tmp_path: Path) -> None:
    later = b"beat,id,type,unit\n8,4,602,A1\n"
    staged = staged_from(tmp_path, packed({"jan.csv": JANUARY, "mar.csv": later}), "calls.zip")
    assert staged.columns == ("id", "type", "beat", "unit")
    assert table_of(staged)[1] == [("1", "415", "5", None), ("2", "459", "6", None), ("4", "602", "8", "A1")]


def test_a_code_table_and_side_files_are_left_out_and_the_code_table_is_named(tmp_path: Path) -> None:
    files = {
        "__MACOSX/._jan.csv": b"\x00\x05\x16\x07" + bytes(100),
        ".DS_Store": bytes(100),
        "codes.csv": b"code,description\n415,DISTURBANCE\n",
        "jan.csv": JANUARY,
        "manual.pdf": b"%PDF-1.7",
    }
    staged = staged_from(tmp_path, packed(files), "calls.zip")
    assert staged.rows == 2
    assert [note for note in staged.notes if "codes.csv" in note]
    assert [note for note in staged.notes if "manual.pdf" in note and "PDF" in note]
    assert not [note for note in staged.notes if "MACOSX" in note or "DS_Store" in note]


def test_a_zip_in_a_zip_is_read(tmp_path: Path) -> None:
    staged = staged_from(tmp_path, packed({"year.zip": packed({"jan.csv": JANUARY})}), "calls.zip")
    assert staged.rows == 2


def test_gzip_is_read_whatever_it_holds(tmp_path: Path) -> None:
    assert staged_from(tmp_path, gzip.compress(JANUARY), "jan.csv.gz").rows == 2
    assert staged_from(tmp_path, gzip.compress(b'{"id": 1}\n{"id": 2}\n'), "jan.jsonl.gz").rows == 2


def test_an_empty_zip_and_one_without_any_export_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no files"):
        staged_from(tmp_path, packed({}), "empty.zip")
    with pytest.raises(InputError, match="PDF") as caught:
        staged_from(tmp_path, packed({"manual.pdf": b"%PDF-1.7"}), "manual.zip")
    assert "manual.pdf" in (caught.value.where or "")


def test_a_zip_named_csv_is_read_as_a_zip(tmp_path: Path) -> None:
    assert staged_from(tmp_path, packed({"jan.csv": JANUARY}), "jan.csv").rows == 2


def test_nothing_unpacked_is_left_behind(tmp_path: Path) -> None:
    staged = staged_from(tmp_path, packed({"jan.csv": JANUARY}), "calls.zip")
    left = {path for path in tmp_path.rglob("*") if path.is_file()} - {tmp_path / "calls.zip"}
    assert left == set(staged.parquet)
