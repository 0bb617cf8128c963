"""The packaged tables hold together, and an agency's own tables are read as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonbeat.analysis.calls import CATEGORIES, ORIGINS
from commonbeat.errors import InputError
from commonbeat.intake.call_kinds import CodeTable, categorize, default_harm, read_code_table, read_harm_table
from commonbeat.intake.call_kinds.evidence import Rule
from commonbeat.intake.call_kinds.packaged import kinds, table


def test_every_kind_has_a_known_category_and_origin() -> None:
    assert {row["category"] for row in kinds().values()} == set(CATEGORIES)
    assert {row["origin"] for row in kinds().values()} <= set(ORIGINS)


def test_every_rule_names_a_kind_and_every_kind_has_a_rule() -> None:
    assert {row["kind"] for row in table("rules")} == set(kinds())


def test_every_harm_weight_belongs_to_a_kind_of_its_category() -> None:
    for row in table("harm"):
        assert row["category"] in CATEGORIES
        assert not row["kind"] or kinds()[row["kind"]]["category"] == row["category"]
    assert set(default_harm().by_category) == set(CATEGORIES)


def test_violence_weighs_more_than_disorder() -> None:
    weights = default_harm()
    order = [("violence", "homicide"), ("sexual", "rape"), ("violence", "robbery"), ("property", "burglary"),
             ("property", "theft"), ("disorder", "noise"), ("administrative", "patrol")]  # fmt: skip
    values = [weights.weight(*pair) for pair in order]
    assert values == sorted(values, reverse=True)


def test_a_rule_that_cannot_be_read_is_refused() -> None:
    for words in ("a*b", "!only", "a||b"):
        with pytest.raises(ValueError, match="rule"):
            Rule.read("theft", words)


def test_a_code_table_is_read_with_a_byte_order_mark_empty_columns_and_repeats(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_bytes(
        "\ufeffcall_type,description,,,\n415,DISTURBING PEACE,,,\n415,AGAIN,,,\nFD,FLAG DOWN,,,U\n".encode()
    )
    codes = read_code_table(path)
    assert dict(codes) == {"415": "DISTURBING PEACE", "FD": "FLAG DOWN"}
    assert [kind.origin for kind in categorize(["415", "FD"], code_table=codes)] == ["community", "officer"]


@pytest.mark.parametrize("header", ["CALL_TYPE,DESCRIPTION", "Code;Text", "Type\tName", "call type code|Meaning"])
def test_header_names_and_delimiters_may_differ(tmp_path: Path, header: str) -> None:
    path = tmp_path / "codes.csv"
    mark = next(mark for mark in ",;\t|" if mark in header)
    path.write_text(f"{header}\n211{mark}ROBBERY\n", encoding="utf-8")
    assert dict(read_code_table(path)) == {"211": "ROBBERY"}


def test_a_code_table_may_say_category_origin_and_harm_outright(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text(
        "code,description,category,origin,harm\nX1,THING,Drugs,officer,4.5\nX2,THEFT,,,\n", encoding="utf-8"
    )
    codes = read_code_table(path)
    assert isinstance(codes, CodeTable)
    first, second = categorize(["X1", "X2"], code_table=codes)
    assert (first.category, first.origin, first.harm) == ("drugs", "officer", 4.5)
    assert second.kind == "theft"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "empty"),
        ("code,description\n", "no rows"),
        ("this,that\n1,2\n", "no column for code"),
        ("code,category\nA,crime\n", "category 'crime'"),
        ("code,origin\nA,nobody\n", "origin 'nobody'"),
        ("code,harm\nA,-2\n", "'-2'"),
        ("code,harm\nA,lots\n", "'lots'"),
        ("a\0b", "not text"),
    ],
)
def test_a_code_table_that_cannot_be_used_says_why(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "codes.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_code_table(path)


def test_a_table_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_harm_table(tmp_path / "none.csv")


def test_an_agencys_harm_weights_replace_the_categories_they_name(tmp_path: Path) -> None:
    path = tmp_path / "harm.csv"
    path.write_text("Category,Kind,Weight\nviolence,,10\nviolence,homicide,100\n", encoding="utf-8")
    own = read_harm_table(path)
    assert own.weight("violence", "homicide") == 100
    assert own.weight("violence", "robbery") == 10
    assert own.weight("property", "burglary") == default_harm().weight("property", "burglary")


@pytest.mark.parametrize("row", ["crime,,1", "violence,,much", "violence,,-1", "violence,,inf"])
def test_a_harm_table_with_a_wrong_row_is_refused(tmp_path: Path, row: str) -> None:
    path = tmp_path / "harm.csv"
    path.write_text(f"category,kind,harm\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError):
        read_harm_table(path)
