from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from commonbeat.intake.adapters.delimited import adapter, fast

from .reading import staged_from, table_of

DELIMITERS = [",", ";", "\t", "|", "^", "~"]
LINE_ENDS = ["\n", "\r\n", "\r"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "cp1252"]
HEADER_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"

header_name = st.text(HEADER_LETTERS, min_size=1, max_size=12)
any_text = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufdd0\ufeff"), max_size=12
)
call_text = st.sampled_from(
    [
        "5237 N 35TH ST,MKE",
        'O"BRIEN',
        "415; LOUD",
        "a\nb",
        "a\r\nb",
        "",
        "TRBL W/SUBJ",
        "2018-05-01 00:10:28",
        "Peña",
        " x ",
        "'s",
    ]
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    header = draw(st.lists(header_name, min_size=2, max_size=5, unique_by=str.casefold))
    cell = any_text | call_text
    # The first cell is filled, so that no record looks like a blank line or a title.
    row = st.tuples(st.text(HEADER_LETTERS, min_size=1, max_size=6), *[cell] * (len(header) - 1))
    rows = draw(
        st.lists(row.filter(lambda cells: sum(1 for text in cells if text.strip()) > 1), min_size=1, max_size=8)
    )
    return header, [list(cells) for cells in rows]


def written(header: list[str], rows: list[list[str]], delimiter: str, line_end: str, quoting: int) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def begin_lines(text: str, header: list[str], rows: list[list[str]], line_end: str) -> list[int]:
    """Where each record begins, counted from its values alone."""
    lines, line = [], 2
    for cells in rows:
        lines.append(line)
        inside = "".join(cells)
        line += 1 + (inside.count("\r") if line_end == "\r" else inside.count("\n"))
    return lines


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(
    tables(),
    st.sampled_from(DELIMITERS),
    st.sampled_from(LINE_ENDS),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(ENCODINGS),
)
def test_any_table_of_text_comes_back_equal_with_the_line_of_each_record(
    table: tuple[list[str], list[list[str]]], delimiter: str, line_end: str, quoting: int, encoding: str
) -> None:
    header, rows = table
    if line_end == "\r":  # in such a file an LF inside quotes is data, and a CR inside quotes is a line
        assume(not any("\n" in cell for cells in rows for cell in cells))
    else:  # a CR alone may be data or a line end: tested by example
        rows = [[cell.replace("\r\n", "\n").replace("\r", " ") for cell in cells] for cells in rows]
    text = written(header, rows, delimiter, line_end, quoting)
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        assume(False)
    if encoding == "cp1252":
        assume(all(line.isascii() or not _is_utf8(line) for line in content.split(line_end.encode())))
        assume(not text.isascii())
    if encoding in ("utf-16-le", "utf-16-be", "utf-32-le"):  # without a mark, letters must show the width
        assume(sum(letter < "\x7f" for letter in text) > 0.8 * len(text))
    with tempfile.TemporaryDirectory() as folder:
        staged = staged_from(Path(folder), content)
        lines, found = table_of(staged)
    assert staged.columns == tuple(header)
    assert staged.rejected == ()
    assert found == [tuple(cell or None for cell in cells) for cells in rows]
    assert lines == begin_lines(text, header, rows, line_end)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(tables(), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
def test_both_paths_read_the_same_table(table: tuple[list[str], list[list[str]]], quoting: int) -> None:
    header, rows = table
    rows = [[cell.replace("\r", " ") for cell in cells] for cells in rows]
    content = written(header, rows, ",", "\n", quoting).encode()
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        quick = table_of(staged_from(Path(folder), content))
        patch.setattr(adapter, "stage_fast", lambda *_, **__: None)
        careful = table_of(staged_from(Path(folder), content, "again.csv"))
    assert quick == careful


def test_a_clean_file_takes_the_fast_path_also_with_line_breaks_inside_quotes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[fast.Fast | None] = []

    def watched(*args: object, **kwargs: object) -> fast.Fast | None:
        taken.append(fast.stage_fast(*args, **kwargs))  # type: ignore[arg-type]
        return taken[-1]

    monkeypatch.setattr(adapter, "stage_fast", watched)
    content = b'id,note\n1,"a\nb"\n2,c\n3,"d\n\ne"\n4,f'
    lines, rows = table_of(staged_from(tmp_path, content))
    assert taken == [fast.Fast(4, first_line=None)]
    assert lines == [2, 4, 5, 8]
    assert rows[2] == ("3", "d\n\ne")
