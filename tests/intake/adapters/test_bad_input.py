from __future__ import annotations

import gzip
import io
import os
import random
import struct
import zipfile
from pathlib import Path

import pytest

from commonbeat.errors import InputError
from commonbeat.intake.adapters import stage

from .limited import staged_apart
from .reading import staged_from, table_of

CALLS = b"id,received,address\n" + b"".join(b"%d,2018-05-01 00:10:28,%d MAIN ST\n" % (n, n) for n in range(1000))


def packed(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "JPEG"),
        (b"\x7fELF\x02\x01\x01" + bytes(200), "program"),
        (b"MZ\x90\x00" + bytes(200), "Windows program"),
        (b"%PDF-1.7\n1 0 obj\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (b"<?xml version='1.0'?><kml/>", "XML"),
        (b"SQLite format 3\x00" + bytes(100), "SQLite"),
        (random.Random(1).randbytes(5000), "neither text"),
        (bytes(5000), "neither text"),
    ],
    ids=["png", "jpeg", "elf", "exe", "pdf", "xls", "html", "xml", "sqlite", "noise", "zeros"],
)
def test_what_is_no_export_is_named_whatever_its_extension_says(tmp_path: Path, content: bytes, named: str) -> None:
    with pytest.raises(InputError, match=named) as caught:
        staged_from(tmp_path, content, "calls.csv")
    assert caught.value.where
    assert "calls.csv" in caught.value.where
    assert caught.value.todo


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        stage(tmp_path / "none.csv", tmp_path / "into")
    with pytest.raises(InputError, match="folder"):
        stage(tmp_path, tmp_path / "into")


@pytest.mark.parametrize("kept", [30, 0.3, 0.9, 0.999])
def test_a_truncated_zip_is_refused(tmp_path: Path, kept: float) -> None:
    whole = packed({"calls.csv": CALLS})
    size = int(kept if kept > 1 else kept * len(whole))
    with pytest.raises(InputError, match="damaged"):
        staged_from(tmp_path, whole[:size], "calls.zip")


def test_a_truncated_gzip_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(CALLS)
    with pytest.raises(InputError, match="damaged"):
        staged_from(tmp_path, whole[: len(whole) // 2], "calls.csv.gz")


def test_a_zip_with_flipped_bytes_is_refused(tmp_path: Path) -> None:
    whole = bytearray(packed({"calls.csv": CALLS}))
    whole[len(whole) // 2] ^= 0xFF
    with pytest.raises(InputError):
        staged_from(tmp_path, bytes(whole), "calls.zip")


def test_a_zip_protected_by_a_password_is_refused(tmp_path: Path) -> None:
    whole = bytearray(packed({"calls.csv": CALLS}))
    central = whole.rfind(b"PK\x01\x02")
    for at in (6, central + 8):
        (flags,) = struct.unpack_from("<H", whole, at)
        struct.pack_into("<H", whole, at, flags | 1)
    with pytest.raises(InputError, match="password"):
        staged_from(tmp_path, bytes(whole), "calls.zip")


def test_names_in_a_zip_never_become_paths(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    staged = staged_from(inside, packed({"../../escaped.csv": CALLS}), "calls.zip")
    assert staged.rows == 1000
    assert not list(tmp_path.rglob("escaped*"))


def bombs() -> dict[str, bytes]:
    zeros = packed({"calls.csv": bytes(120_000_000)})
    nested = packed({f"{n}.zip": packed({f"{m}.zip": zeros for m in range(4)}) for n in range(4)})
    row = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>a</t></is></c></row>'
    sheet = b"<worksheet><sheetData>" + row * 2_000_000 + b"</sheetData></worksheet>"
    return {
        "zeros.zip": zeros,
        "shallow.zip": packed({f"{n}.zip": zeros for n in range(4)}),
        "rows.csv.gz": gzip.compress(b"id,a\n" + b"1,x\n" * 30_000_000, 6),
        "nested.zip": nested,
        "sheet.xlsx": workbook(sheet=sheet),
        "texts.xlsx": workbook(texts=b"<sst>" + b"<si><t>aaaaaaaaaaaa</t></si>" * 4_000_000 + b"</sst>"),
        "laughs.xlsx": workbook(sheet=LAUGHS),
        "laughs-texts.xlsx": workbook(texts=LAUGHS),
    }


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10))
    + b"]><worksheet><sheetData><row><c><v>&k;</v></c></row></sheetData></worksheet>"
)


def workbook(sheet: bytes = b"", texts: bytes = b"") -> bytes:
    """A true workbook whose sheet or table of texts is replaced."""
    import openpyxl

    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["id", "a"])
    book.active.append([1, "x"])
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if sheet:
        files["xl/worksheets/sheet1.xml"] = sheet
    if texts:
        files["xl/sharedStrings.xml"] = texts
    return packed(files)


@pytest.fixture(scope="module")
def bomb_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bombs")
    for name, content in bombs().items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "zeros.zip",
        "shallow.zip",
        "rows.csv.gz",
        "nested.zip",
        "sheet.xlsx",
        "texts.xlsx",
        "laughs.xlsx",
        "laughs-texts.xlsx",
    ],
)
def test_a_bomb_is_refused_in_a_second_and_256_megabytes(bomb_files: Path, tmp_path: Path, name: str) -> None:
    outcome = staged_apart(bomb_files / name, tmp_path / "into")
    assert outcome.error == "InputError", outcome
    assert outcome.seconds <= 1, outcome
    assert outcome.megabytes <= 256, outcome
    assert not [path for path in (tmp_path / "into").rglob("*") if path.is_file()]


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    whole = bytearray(packed({"calls.csv": CALLS * 100}))
    central = whole.rfind(b"PK\x01\x02")
    for at in (22, central + 24):
        struct.pack_into("<I", whole, at, 100)
    with pytest.raises(InputError):
        staged_from(tmp_path, bytes(whole), "calls.zip")


def test_one_endless_line_is_refused_after_a_bounded_look(tmp_path: Path) -> None:
    source = tmp_path / "calls.csv"
    with source.open("wb") as file:
        for _ in range(40):
            file.write(b"abc,def," * 131_072)
    outcome = staged_apart(source, tmp_path / "into")
    assert outcome.error == "InputError"
    assert "line end" in outcome.text
    assert outcome.megabytes <= 300, outcome
    assert outcome.seconds <= 2, outcome


@pytest.mark.prove
@pytest.mark.parametrize("start", [b"", b"id,a\n1,x\n"])
def test_a_line_of_a_gigabyte_fills_no_memory(tmp_path: Path, start: bytes) -> None:
    source = tmp_path / "calls.csv"
    with source.open("wb") as file:
        file.write(start)
        for _ in range(1024):
            file.write(b"abc,def," * 131_072)
    outcome = staged_apart(source, tmp_path / "into")
    assert outcome.megabytes <= 400, outcome
    assert (outcome.error == "InputError") is (start == b"")
    assert outcome.rows == (1 if start else 0)


def test_a_full_disk_is_said_to_be_one_and_nothing_is_left(tmp_path: Path) -> None:
    rows = [b"%d,%d,%s\n" % (n, n * 7919, os.urandom(20).hex().encode()) for n in range(60_000)]
    clean, odd = tmp_path / "clean.csv", tmp_path / "odd.csv"
    clean.write_bytes(b"id,a,b\n" + b"".join(rows))
    odd.write_bytes(b"id,a,b\n\n" + b"".join(rows))
    archive = tmp_path / "calls.zip"
    archive.write_bytes(packed({"clean.csv": clean.read_bytes()}))
    for source in (clean, odd, archive):
        outcome = staged_apart(source, tmp_path / "into", file_bytes=400_000)
        assert outcome.error == "StorageError", (source.name, outcome)
        assert not [path for path in (tmp_path / "into").rglob("*") if path.is_file()]


def test_a_million_distinct_values_are_read(tmp_path: Path) -> None:
    content = b"id,kind\n" + b"".join(b"%d,KIND %d\n" % (n, n) for n in range(1_000_000))
    assert staged_from(tmp_path, content).rows == 1_000_000


def test_emoji_and_any_script_come_through(tmp_path: Path) -> None:
    content = "id,a\n1,🚓👮🏽‍♀️\n2,Đặng Văn\n3,סיור\n".encode()
    assert [row[1] for row in table_of(staged_from(tmp_path, content))[1]] == ["🚓👮🏽‍♀️", "Đặng Văn", "סיור"]
