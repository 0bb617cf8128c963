"""How far our categories agree with labels that people gave to call types by hand."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from commonbeat.intake.call_kinds.categorize import categorize
from commonbeat.intake.call_kinds.delimited import read_table
from commonbeat.intake.call_kinds.labels import meaning_of_label

_TODO = "Give a CSV with the columns City, Field 1 (the call type), Count and Category."


@dataclass(frozen=True, slots=True)
class Labelled:
    """One call type with its hand label: `calls` calls of it in `city`; `part` is of the split (see `part_of`)."""

    city: str
    call_type: str
    calls: float
    label: str
    part: str


@dataclass(frozen=True)
class Agreement:
    """Agreement on some labelled call types; every share is weighted by calls.

    Attributes:
        call_types: how many labelled call types were compared.
        agreement: share of calls whose category is one that the label allows.
        strict: share whose category is the label's one target, of the calls whose label has a target.
        macro_f1: mean over the target categories of the F1 of each, of the calls whose label has a target.
        f1: that F1 by category.
        other: share of calls in the category "other".
        missed: (calls, call type, label, our category) of those that disagree, most calls first.
    """

    call_types: int
    agreement: float
    strict: float
    macro_f1: float
    f1: dict[str, float]
    other: float
    missed: list[tuple[float, str, str, str]]


def part_of(call_type: str) -> str:
    """The part of the split that a call type is in: "development" (a half), "second" or "last" (a quarter each).

    Decided by a seeded hash of its letters and digits, so spellings that differ in marks alone stay together.
    """
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", call_type.lower()).split())
    if hashlib.sha256(f"commonbeat-1:{plain}".encode()).digest()[0] < 128:
        return "development"
    return "second" if hashlib.sha256(f"second:{plain}".encode()).digest()[0] < 128 else "last"


def read_labels(path: str | Path) -> list[Labelled]:
    """Read hand-labelled call types; rows without a label or with an unknown one are left out.

    Raises:
        InputError: the file cannot be read or a column is missing.
    """
    rows = read_table(
        path,
        {"city": ("City",), "text": ("Field 1", "Field1"), "calls": ("Count",), "label": ("Category",)},
        needed=("text", "label"),
        todo=_TODO,
    )
    return [
        Labelled(row["city"], row["text"], float(row["calls"] or 0), row["label"], part_of(row["text"]))
        for row in rows
        if row["text"] and meaning_of_label(row["label"])
    ]


def agreement(labelled: Sequence[Labelled]) -> Agreement:
    """Compare our categories with hand labels (docs/call-kinds.md says which category a label allows)."""
    hits, false, lost = defaultdict[str, float](float), defaultdict[str, float](float), defaultdict[str, float](float)
    total, agreed, targeted, other = 0.0, 0.0, 0.0, 0.0
    missed = []
    for row, kind in zip(labelled, categorize([row.call_type for row in labelled]), strict=True):
        meaning = meaning_of_label(row.label)
        if meaning is None:
            continue
        total += row.calls
        other += row.calls * (kind.category == "other")
        if kind.category in meaning.allowed:
            agreed += row.calls
        else:
            missed.append((row.calls, row.call_type, row.label, kind.category))
        if meaning.target is None:
            continue
        targeted += row.calls
        if kind.category == meaning.target:
            hits[kind.category] += row.calls
        else:
            lost[meaning.target] += row.calls
            false[kind.category] += row.calls
    f1 = {name: _ratio(2 * hits[name], 2 * hits[name] + false[name] + lost[name]) for name in sorted({*hits, *lost})}
    return Agreement(
        call_types=len(labelled),
        agreement=_ratio(agreed, total),
        strict=_ratio(sum(hits.values()), targeted),
        macro_f1=_ratio(sum(f1.values()), len(f1)),
        f1=f1,
        other=_ratio(other, total),
        missed=sorted(missed, reverse=True),
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
