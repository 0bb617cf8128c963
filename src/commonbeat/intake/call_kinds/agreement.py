"""How far our categories agree with labels that people gave to call types by hand."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
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
        plain: share of all calls whose category is the one plain name of the label: the hardest reading, as a label
            that gathers what is left over ("Other Crimes") then stands for "other" alone.
        plain_by_text: the same, but such a label agrees with every category of a crime.
        plain_f1: mean over the categories of the F1 of each under the plain names.
        macro_f1: mean over the target categories of the F1 of each, of the calls whose label has a target.
        f1: that F1 by category.
        other: share of calls in the category "other".
        missed: (calls, call type, label, our category) of those that disagree, most calls first.
    """

    call_types: int
    agreement: float
    strict: float
    plain: float
    plain_by_text: float
    plain_f1: float
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
    agreed, by_text, other, total = 0.0, 0.0, 0.0, 0.0
    strict, plain = _Tally(), _Tally()
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
        plain.count(meaning.plain, kind.category, row.calls)
        if meaning.target is None:
            by_text += row.calls * (kind.category in meaning.allowed)
        else:
            by_text += row.calls * (kind.category == meaning.plain)
            strict.count(meaning.target, kind.category, row.calls)
    return Agreement(
        call_types=len(labelled),
        agreement=_ratio(agreed, total),
        strict=strict.share,
        plain=plain.share,
        plain_by_text=_ratio(by_text, total),
        plain_f1=plain.macro_f1,
        macro_f1=strict.macro_f1,
        f1=strict.f1,
        other=_ratio(other, total),
        missed=sorted(missed, reverse=True),
    )


@dataclass(frozen=True)
class ByType:
    """Agreement on call types without counts: every call type weighs the same.

    Attributes:
        call_types: how many were compared.
        agreement: share whose category is one that the label names.
        macro_f1: mean of the F1 of each category; the first name of a label counts where none agrees.
        origin: share whose origin agrees, of those whose label names one.
        missed: (call type, labelled category and origin, our category and origin) of those that disagree.
    """

    call_types: int
    agreement: float
    macro_f1: float
    origin: float
    missed: list[tuple[str, str, str]]


def agreement_by_type(path: str | Path, rounds: Collection[str] = ()) -> ByType:
    """Compare with a CSV of hand-labelled call types: call_type, category, origin and round.

    A label may name several categories or origins with "/" between them; the origin "any" is not judged.

    Args:
        path: the CSV.
        rounds: only the rows of these rounds; empty: all.

    Raises:
        InputError: the file cannot be read or a column is missing.
    """
    names = {name: (name,) for name in ("call_type", "category", "origin", "round")}
    rows = read_table(path, names, needed=("call_type", "category", "origin"), todo="Give those columns.")
    rows = [row for row in rows if not rounds or row["round"] in rounds]
    tally, missed, judged, right = _Tally(), [], 0, 0
    for row, kind in zip(rows, categorize([row["call_type"] for row in rows]), strict=True):
        categories, origins = row["category"].split("/"), row["origin"].split("/")
        tally.count(kind.category if kind.category in categories else categories[0], kind.category, 1)
        fits = "any" in origins or kind.origin in origins
        judged += "any" not in origins
        right += "any" not in origins and fits
        if kind.category not in categories or not fits:
            ours = f"{kind.category}, {kind.origin}"
            missed.append((row["call_type"], f"{row['category']}, {row['origin']}", ours))
    return ByType(len(rows), tally.share, tally.macro_f1, _ratio(right, judged), missed)


class _Tally:
    """Weighted hits and misses by category."""

    def __init__(self) -> None:
        self._hits = defaultdict[str, float](float)
        self._false = defaultdict[str, float](float)
        self._lost = defaultdict[str, float](float)

    def count(self, truth: str, found: str, weight: float) -> None:
        if truth == found:
            self._hits[truth] += weight
        else:
            self._lost[truth] += weight
            self._false[found] += weight

    @property
    def share(self) -> float:
        hits = sum(self._hits.values())
        return _ratio(hits, hits + sum(self._lost.values()))

    @property
    def f1(self) -> dict[str, float]:
        """F1 of each category that the labels name."""
        names = sorted({*self._hits, *self._lost})
        return {
            name: _ratio(2 * self._hits[name], 2 * self._hits[name] + self._false[name] + self._lost[name])
            for name in names
        }

    @property
    def macro_f1(self) -> float:
        f1 = self.f1
        return _ratio(sum(f1.values()), len(f1))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
