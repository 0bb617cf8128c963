"""Who started a call, from a flag column and from both together."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from commonbeat.intake.call_kinds import origin_from_flag, origin_of_call


@pytest.mark.parametrize(
    ("origin", "values"),
    [
        ("officer", """Y; Yes; true; 1; ONVIEW; On-View; Officer Initiated; OI; PROACTIVE (OFFICER INITIATED);
         Self Initiated; Field Initiated; FLAG DOWN; Officer; Unit Initiated; Self-Generated"""),
        ("community", """N; No; false; 0; 911; E911; TELEPHONE OTHER, NOT 911; Phone; Walk-in; Text; TEXT MESSAGE;
         IN PERSON COMPLAINT; Dispatched; Citizen; Citizen Initiated; Cell Phone; Online; NON-EMERGENCY LINE"""),
        ("alarm", "ALARM CALL (NOT POLICE ALARM); POLICE (VARDA) ALARM; Alarm Company"),
    ],
)  # fmt: skip
def test_a_flag_or_a_source_says_who_started_it(origin: str, values: str) -> None:
    asked = [value.strip() for value in values.split(";")]
    assert dict(zip(asked, origin_from_flag(asked), strict=True)) == dict.fromkeys(asked, origin)


def test_an_empty_or_strange_flag_says_nothing() -> None:
    assert origin_from_flag(["", "  ", None, "QZX"]) == [None] * 4


@pytest.mark.parametrize(
    ("of_kind", "of_flag", "origin"),
    [
        ("community", "officer", "officer"),
        ("community", "community", "community"),
        ("community", None, "community"),
        ("community", "alarm", "alarm"),
        ("unknown", "community", "community"),
        ("unknown", "officer", "officer"),
        ("administrative", "community", "administrative"),
        ("administrative", "officer", "administrative"),
        ("alarm", "community", "alarm"),
        ("alarm", "officer", "officer"),
        ("officer", "community", "officer"),
        ("unknown", None, "unknown"),
    ],
)
def test_flag_and_call_type_together(of_kind: str, of_flag: str | None, origin: str) -> None:
    assert origin_of_call(of_kind, of_flag) == origin


def test_the_public_labels_of_self_initiated_calls_are_met(shared_data: Path) -> None:
    with (shared_data / "call-types" / "officer-initiated-labelled.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["Field1"]]
    found = origin_from_flag([row["Field1"] for row in rows])
    right = total = 0.0
    for row, origin in zip(rows, found, strict=True):
        count = float(row["Count"] or 0)
        total += count
        right += count * ((origin == "officer") == (row["Self initiated"] == "Yes"))
    assert right / total >= 0.97
