from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from commonbeat.errors import InputError

from .reading import staged_from, table_of

CALLS = "id,received,address\n1,2018-05-01 00:10:28,5237 N 35TH ST\n2,2018-05-01 00:18:31,PEÑA AVE\n"
ROWS = [("1", "2018-05-01 00:10:28", "5237 N 35TH ST"), ("2", "2018-05-01 00:18:31", "PEÑA AVE")]


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + CALLS.encode(),
        codecs.BOM_UTF8 * 2 + CALLS.encode(),
        codecs.BOM_UTF8[:2] + CALLS.encode(),
        codecs.BOM_UTF16_LE + CALLS.encode(),
        "ï»¿".encode() + CALLS.encode(),
        codecs.BOM_UTF8 + codecs.BOM_UTF16_LE + CALLS.encode("utf-16-le"),
        codecs.BOM_UTF16_LE * 2 + CALLS.encode("utf-16-le"),
        CALLS.encode("utf-16-be"),
        CALLS.encode("utf-32-be"),
        CALLS.encode("cp1252"),
        CALLS.replace("\n", "\r\n").encode("latin-1"),
    ],
    ids=["bom", "double", "cut", "wrong", "mangled", "two-kinds", "double-16", "16-bare", "32-bare", "1252", "latin"],
)
def test_the_encoding_is_found_whatever_the_byte_order_mark_says(tmp_path: Path, content: bytes) -> None:
    staged = staged_from(tmp_path, content)
    assert staged.columns == ("id", "received", "address")
    assert table_of(staged) == ([2, 3], ROWS)


def test_a_file_of_mixed_encodings_is_decoded_line_by_line(tmp_path: Path) -> None:
    content = "id,a\n1,Peña\n".encode() + "2,Peña 🚓\n".encode() + "3,Peña\n".encode("cp1252")
    staged = staged_from(tmp_path, content)
    assert [row[1] for row in table_of(staged)[1]] == ["Peña", "Peña 🚓", "Peña"]
    assert any("line 4" in note and "Windows-1252" in note for note in staged.notes)


def test_nul_characters_are_left_out_and_said(tmp_path: Path) -> None:
    staged = staged_from(tmp_path, b"id,a\n1,x\x00y\n2,z\n")
    assert table_of(staged)[1] == [("1", "xy"), ("2", "z")]
    assert any("NUL" in note for note in staged.notes)


def test_cr_line_ends_are_read(tmp_path: Path) -> None:
    staged = staged_from(tmp_path, b'id,a\r1,"x\ny"\r2,z\r')
    assert table_of(staged) == ([2, 3], [("1", "x\ny"), ("2", "z")])
    assert "CR line ends" in staged.notes


def test_a_lone_cr_between_lf_lines_is_data(tmp_path: Path) -> None:
    content = b"id,a,b\n" + b"1,x,y\n" * 30 + b"2,x\ry,z\n3,u,v\n"
    lines, rows = table_of(staged_from(tmp_path, content))
    assert rows[30] == ("2", "x\ry", "z")
    assert lines[-2:] == [32, 33]


def test_short_records_are_filled_and_long_ones_set_aside_with_line_and_text(tmp_path: Path) -> None:
    content = b"a,b,c,d\n1,2,3,4\n1,2,3\n1,2,3,4,5\n1,2,3,4,,\n(5 rows affected)\n"
    staged = staged_from(tmp_path, content)
    lines, rows = table_of(staged)
    assert lines == [2, 3, 5]
    assert rows == [("1", "2", "3", "4"), ("1", "2", "3", None), ("1", "2", "3", "4")]
    assert [(record.line, record.text) for record in staged.rejected] == [(4, "1,2,3,4,5"), (6, "(5 rows affected)")]
    assert "5 cell(s), the header has 4" in staged.rejected[0].reason
    assert any("line 3" in note for note in staged.notes)


def test_a_quotation_mark_that_never_closes_takes_one_line_with_it_and_no_more(tmp_path: Path) -> None:
    body = "".join(f'{number},"LOUD, MUSIC",x\n' for number in range(500))
    content = "id,what,c\n" + body + '999,"5 FT FENCE,x\n' + body
    staged = staged_from(tmp_path, content.encode())
    assert staged.rows == 1000
    assert [record.line for record in staged.rejected] == [502]
    assert table_of(staged)[0] == [*range(2, 502), *range(503, 1003)]


def test_a_stray_quotation_mark_after_a_quoted_cell_is_kept_as_text(tmp_path: Path) -> None:
    staged = staged_from(tmp_path, b'id,what\n1,"A" AND "B"\n2,"C"\n')
    assert staged.rows == 2
    assert table_of(staged)[0] == [2, 3]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
def test_titles_and_comments_above_the_header_are_passed_over(tmp_path: Path, delimiter: str) -> None:
    table = CALLS.replace(",", delimiter)
    staged = staged_from(tmp_path, ("Harbor City Police\n# made 2018-06-01\n\n" + table).encode())
    assert staged.columns == ("id", "received", "address")
    assert table_of(staged) == ([5, 6], ROWS)


def test_an_excel_hint_names_the_delimiter(tmp_path: Path) -> None:
    staged = staged_from(tmp_path, b"sep=;\r\nid;a\r\n1;x,y\r\n2;z,w\r\n")
    assert table_of(staged) == ([3, 4], [("1", "x,y"), ("2", "z,w")])


def test_empty_and_double_names_are_made_unique(tmp_path: Path) -> None:
    staged = staged_from(tmp_path, b",id,ID,,_line\n0,1,2,3,4\n5,6,7,8,9\n")
    assert staged.columns == ("column 1", "id", "ID (2)", "column 4", "_line (2)")
    assert table_of(staged)[1][0] == ("0", "1", "2", "3", "4")


def test_a_file_without_a_header_gets_numbered_columns_and_keeps_its_first_record(tmp_path: Path) -> None:
    staged = staged_from(tmp_path, b"1,2018-05-01,415\n2,2018-05-02,459\n")
    assert staged.columns == ("column 1", "column 2", "column 3")
    assert table_of(staged) == ([1, 2], [("1", "2018-05-01", "415"), ("2", "2018-05-02", "459")])


def test_backslashes_and_single_quotes_are_understood(tmp_path: Path) -> None:
    one = staged_from(tmp_path, b'id,a\n1,"say \\"hi\\", now"\n2,"x"\n', "one.csv")
    assert table_of(one)[1][0] == ("1", 'say "hi", now')
    two = staged_from(tmp_path, b"'id','a'\n'1','x, y'\n'2','z'\n", "two.csv")
    assert table_of(two)[1][0] == ("1", "x, y")


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    staged = staged_from(tmp_path, b"address\n5237 N 35TH ST\n\n100 MAIN ST\n")
    assert table_of(staged) == ([2, 4], [("5237 N 35TH ST",), ("100 MAIN ST",)])


def test_a_header_that_lacks_a_name_is_asked_for_and_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"3 cell.*header has 2") as caught:
        staged_from(tmp_path, b"id,a\n" + b"1,2,3\n" * 20)
    assert "line 2" in (caught.value.where or "")


def test_blank_lines_do_not_shift_the_line_numbers(tmp_path: Path) -> None:
    staged = staged_from(tmp_path, b"id,a\n1,x\n\n\n2,y\n\n")
    assert table_of(staged) == ([2, 5], [("1", "x"), ("2", "y")])


def test_a_name_that_looks_like_a_pattern_is_a_name(tmp_path: Path) -> None:
    staged = staged_from(tmp_path, CALLS.encode(), "calls [2018]*'x'.csv")
    assert table_of(staged)[1] == ROWS


def test_the_fingerprint_is_of_the_source(tmp_path: Path) -> None:
    import hashlib

    assert staged_from(tmp_path, CALLS.encode()).sha256 == hashlib.sha256(CALLS.encode()).hexdigest()


@pytest.mark.parametrize("content", [b"", b"id,a\n", b"id,a", b"\n\n\n", b"\xef\xbb\xbf"])
def test_a_file_without_records_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError) as caught:
        staged_from(tmp_path, content)
    assert caught.value.todo


def test_a_record_longer_than_any_export_has_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from commonbeat.intake.adapters.delimited import adapter, lines, scan

    for module in (adapter, lines, scan):
        monkeypatch.setattr(module, "MAX_LINE_BYTES", 10_000)
    staged = staged_from(tmp_path, b"id,a\n1,x\n2," + b"y" * 3_000_000 + b"\n3,z\n")
    assert table_of(staged) == ([2, 4], [("1", "x"), ("3", "z")])
    assert staged.rejected[0].line == 3
    assert staged.rejected[0].text.startswith("2,yyy")


def test_many_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="columns"):
        staged_from(tmp_path, ",".join(f"c{number}" for number in range(1_000_000)).encode() + b"\n" + b"1," * 999_999)


def test_real_exports_come_in_whole(shared_data: Path, tmp_path: Path) -> None:
    from commonbeat.intake.adapters import stage

    calls = shared_data / "calls"
    for name, rows, columns in (
        ("milwaukee-2018-05.csv", 33_968, 8),
        ("san-diego-2023-01.csv", 26_595, 14),
        ("san-diego-geocoded.csv", 10_000, 21),
        ("montgomery-pa-2015-16.zip", 99_492, 9),
        ("stockton/stockton_cfs_sample_from_notebook.csv", 5, 15),
        ("stockton/stockton_call_type_codes.csv", 41, 2),
    ):
        staged = stage(calls / name, tmp_path / name)
        assert (staged.rows, len(staged.columns), staged.rejected) == (rows, columns, ())
        lines, _ = table_of(staged)
        assert lines == list(range(2, rows + 2))


def test_long_work_reports_itself(tmp_path: Path) -> None:
    from commonbeat.intake.adapters import stage

    source = tmp_path / "calls.csv"
    source.write_bytes(b"id,a,b\n" + b"1,2018-05-01 00:10:28,5237 N 35TH ST\n" * 400_000)
    told: list[tuple[str, int, int | None]] = []
    staged = stage(source, tmp_path / "into", progress=lambda *report: told.append(report))
    assert staged.rows == 400_000
    assert told
    assert all(total is None or 0 <= done <= total for _, done, total in told)


def test_what_fails_or_is_interrupted_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from commonbeat.intake.adapters import stage

    def interrupt(what: str, done: int, total: int | None) -> None:
        if what == "decoding" and any((tmp_path / "into").iterdir()):
            raise KeyboardInterrupt

    source = tmp_path / "calls.csv"
    source.write_bytes(b"id,a\n\n" + b"1,5237 N 35TH ST\n" * 400_000)
    with pytest.raises(KeyboardInterrupt):
        stage(source, tmp_path / "into", progress=interrupt)
    assert not list((tmp_path / "into").iterdir())
