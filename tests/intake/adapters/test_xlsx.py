from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from commonbeat.errors import InputError

from .reading import staged_from, table_of


def saved(sheets: dict[str, list[list[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEADER = ["id", "received", "hour", "lat", "beat"]
RECORD = [415, datetime.fromisoformat("2023-01-05 13:07:09"), time(13, 7), 37.5, 4.0]


def test_the_sheet_with_data_is_read_and_dates_become_iso_text(tmp_path: Path) -> None:
    content = saved({"About": [["Harbor City Police"]], "Calls": [HEADER, RECORD, RECORD]})
    staged = staged_from(tmp_path, content, "calls.xlsx")
    assert staged.columns == tuple(HEADER)
    assert table_of(staged) == ([2, 3], [("415", "2023-01-05 13:07:09", "13:07:00", "37.5", "4")] * 2)
    assert staged.types == {"id": "number", "received": "timestamp", "hour": "time", "lat": "number", "beat": "number"}
    assert any('"Calls"' in note for note in staged.notes)


def test_titles_blank_rows_and_empty_columns_do_not_disturb(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Calls for service 2023"], [], HEADER, RECORD, [], [None] * 9, RECORD]
    staged = staged_from(tmp_path, saved({"Sheet1": rows}), "calls.xlsx")
    assert staged.columns == tuple(HEADER)
    assert table_of(staged)[0] == [4, 7]


def test_sheets_with_the_same_header_are_one_export(tmp_path: Path) -> None:
    content = saved({"Jan": [HEADER, RECORD], "Feb": [HEADER, RECORD, RECORD], "Codes": [["code", "text"], [1, "x"]]})
    staged = staged_from(tmp_path, content, "calls.xlsx")
    assert staged.rows == 3
    assert any("Codes" in note for note in staged.notes)


def test_a_formula_counts_with_its_stored_value_and_is_noted(tmp_path: Path) -> None:
    content = saved({"Calls": [["id", "twice"], [1, "=A2*2"], [2, 4]]})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    files[name] = files[name].replace(b"<f>A2*2</f><v></v>", b"<f>A2*2</f><v>2</v>")
    files[name] = files[name].replace(b"<f>A2*2</f><v />", b"<f>A2*2</f><v>2</v>")
    assert b"<v>2</v>" in files[name]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, raw in files.items():
            archive.writestr(part, raw)
    staged = staged_from(tmp_path, out.getvalue(), "calls.xlsx")
    assert table_of(staged)[1] == [("1", "2"), ("2", "4")]
    assert "cell B2 is a formula; its stored value was used" in staged.notes


def test_a_value_beyond_the_header_sets_the_row_aside(tmp_path: Path) -> None:
    staged = staged_from(
        tmp_path, saved({"Calls": [["id", "a"], [1, "x"], [2, "y", None, "stray"], [3, "z"]]}), "c.xlsx"
    )
    assert table_of(staged)[0] == [2, 4]
    assert [record.line for record in staged.rejected] == [3]
    assert "stray" in staged.rejected[0].text


def test_dates_without_a_time_and_truth_values_are_text(tmp_path: Path) -> None:
    staged = staged_from(tmp_path, saved({"Calls": [["id", "day", "self"], [1, date(2023, 1, 5), True]]}), "c.xlsx")
    assert table_of(staged)[1][0][2] == "TRUE"
    assert str(table_of(staged)[1][0][1]).startswith("2023-01-05")


@pytest.mark.parametrize("sheets", [{"A": []}, {"A": [HEADER]}, {"A": [["only a title"]]}])
def test_a_workbook_without_records_is_refused(tmp_path: Path, sheets: dict[str, list[list[Any]]]) -> None:
    with pytest.raises(InputError):
        staged_from(tmp_path, saved(sheets), "calls.xlsx")


def test_a_truncated_workbook_and_one_named_csv_behave(tmp_path: Path) -> None:
    content = saved({"Calls": [HEADER, RECORD]})
    assert staged_from(tmp_path, content, "calls.csv").rows == 1
    with pytest.raises(InputError, match="damaged"):
        staged_from(tmp_path, content[: len(content) // 2], "cut.xlsx")


@pytest.mark.parametrize("reference", ["A999999999", "XFD2", "ZZZZZZ2", "A2"])
def test_wild_cell_references_neither_hang_nor_crash(tmp_path: Path, reference: str) -> None:
    content = saved({"Calls": [["id", "a"], [1, "x"], [2, "y"]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as changed:
        for name in archive.namelist():
            raw = archive.read(name)
            if name.endswith("sheet1.xml"):
                row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").encode()
                raw = raw.replace(b'<row r="3"', b'<row r="' + row + b'"').replace(
                    b'r="A3"', f'r="{reference}"'.encode()
                )
            changed.writestr(name, raw)
    try:
        assert staged_from(tmp_path, out.getvalue(), "calls.xlsx").rows >= 1
    except InputError as error:
        assert error.where


def test_another_office_document_is_named(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    with pytest.raises(InputError, match="Word"):
        staged_from(tmp_path, out.getvalue(), "calls.docx")
