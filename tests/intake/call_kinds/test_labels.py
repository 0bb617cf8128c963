"""Agreement with the public hand labels, on the part of them that no rule was written from."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonbeat.analysis.calls import CATEGORIES
from commonbeat.intake.call_kinds import categorize, label_of, meaning_of_label
from commonbeat.intake.call_kinds.agreement import agreement, read_labels
from commonbeat.intake.call_kinds.packaged import kinds, table


def test_every_label_allows_its_own_target() -> None:
    for row in table("labels"):
        meaning = meaning_of_label(row["label"])
        assert meaning is not None
        assert meaning.allowed <= set(CATEGORIES)
        assert meaning.target is None or meaning.target in meaning.allowed


def test_every_kind_has_a_label_that_allows_its_category() -> None:
    for name, row in kinds().items():
        meaning = meaning_of_label(row["label"])
        assert meaning is not None, name


def test_labels_are_found_in_any_case_and_spelling() -> None:
    assert meaning_of_label("Property Crime ") == meaning_of_label("property  crime")
    assert meaning_of_label("Call Related Isuues") is not None
    assert meaning_of_label("") is None


def test_a_label_can_be_finer_than_the_category() -> None:
    texts = ["SUSPICIOUS PERSON", "WARRANT SERVICE", "INTOXICATED PERSON", "ZZYX"]
    assert [label_of(kind) for kind in categorize(texts)] == ["Suspicion", "Warrants", "Liquor Violations", None]


@pytest.mark.parametrize("part", ["development", "second", "last"])
def test_agreement_with_the_hand_labels(shared_data: Path, part: str) -> None:
    labels = [row for row in read_labels(shared_data / "call-types" / "call-types-labelled.csv") if row.part == part]
    found = agreement(labels)
    assert found.agreement >= 0.90
    assert found.macro_f1 >= 0.75
    assert found.other <= 0.02
