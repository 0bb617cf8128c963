"""Codes with no words are read from the standard tables."""

from __future__ import annotations

import pytest

from commonbeat.intake.call_kinds import categorize
from commonbeat.intake.call_kinds.categorize import _rules
from commonbeat.intake.call_kinds.packaged import table


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("187", "homicide"),
        ("211", "robbery"),
        ("211A", "robbery alarm"),
        ("215", "robbery"),
        ("242", "assault"),
        ("245", "aggravated assault"),
        ("273.5", "domestic violence"),
        ("243(e)(1) PC", "domestic violence"),
        ("314", "lewd conduct"),
        ("415", "disturbance"),
        ("415F", "domestic"),
        ("459", "burglary"),
        ("459R", "burglary"),
        ("PC 459", "burglary"),
        ("459-SUSP", "burglary"),
        ("484", "theft"),
        ("594", "damage"),
        ("602", "trespass"),
        ("647F", "drunk"),
        ("5150", "behavioral crisis"),
        ("10851", "vehicle theft"),
        ("10851R", "vehicle theft"),
        ("VC 23152(a)", "impaired driving"),
        ("20002", "hit and run"),
        ("11350 H&S", "drugs"),
        ("245DV", "domestic violence"),
        ("10-50", "accident"),
        ("10 50", "accident"),
        ("1180", "injury accident"),
        ("11-80", "injury accident"),
        ("911A", "hang-up"),
        ("920", "missing person"),
        ("962", "assist citizen"),
        ("17A02", "medical"),
        ("29-D-2", "accident"),
        ("69D03", "fire"),
    ],
)
def test_a_code_means_what_it_usually_means(code: str, kind: str) -> None:
    found = categorize([code])[0]
    assert (found.kind, found.source) == (kind, "standard code")


def test_words_beside_a_code_win_over_the_code() -> None:
    assert categorize(["459 - LOUD MUSIC"])[0].kind == "noise"


def test_every_standard_code_is_read_by_the_rules() -> None:
    unread = [row["code"] for row in table("codes") if _rules().strongest(row["description"]) is None]
    assert not unread


def test_no_standard_code_stands_twice() -> None:
    codes = [row["code"] for row in table("codes")]
    assert len(codes) == len(set(codes))
