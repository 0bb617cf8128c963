"""Reads the second and third corpus and counts what the guard stops in them.

The lines were written by people who had not read the rules. Each has one label. A line counts as stopped when
the guard has a finding of that label's kind anywhere in it, and a clean line as a false alarm when it has any finding.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from commonbeat.program.guard import Kind, check_text

SECOND = Path(__file__).parent / "held_out_b.jsonl"
THIRD = Path(__file__).parent / "held_out_c.jsonl"
#: The lines as they were when they were first measured.
FROZEN = {
    SECOND: "99a860c70524f7fc62c89b917650ee28626d727fab452b88907d109ec525a126",
    THIRD: "f75c1119a5bb3dfc207ef20ba41d33962d3e3145275a080d88499d6f13f2cf24",
}
CLEAN = "clean"
NUMBERS = ("plate", "birth_date", "phone", "email", "ssn", "license")
KINDS = {
    "name": Kind.NAME,
    "plate": Kind.PLATE,
    "birth_date": Kind.BIRTH_DATE,
    "phone": Kind.PHONE,
    "email": Kind.EMAIL,
    "ssn": Kind.ID_NUMBER,
    "license": Kind.ID_NUMBER,
    "immigration": Kind.IMMIGRATION,
    "religion": Kind.RELIGION,
    "politics": Kind.POLITICS,
    "gang": Kind.GANG,
}


@dataclass(frozen=True)
class Labelled:
    """A line and what it holds."""

    text: str
    language: str
    label: str

    @property
    def half(self) -> int:
        """Of the second corpus, 1 was read in the first mending of the rules, 2 in the second."""
        return 1 + sha256(self.text.encode()).digest()[0] % 2

    def is_stopped(self) -> bool:
        """Whether the guard finds what the label says; of a clean line, whether it finds anything."""
        found = check_text(self.text)
        return bool(found) if self.label == CLEAN else any(one.kind is KINDS[self.label] for one in found)


def lines_of(corpus: Path) -> list[Labelled]:
    """The lines in their order."""
    return [Labelled(**json.loads(row)) for row in corpus.read_text(encoding="utf-8").splitlines()]


def stopped(lines: Sequence[Labelled]) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Lines stopped and lines in all, by (label, language)."""
    caught: Counter[tuple[str, str]] = Counter()
    every: Counter[tuple[str, str]] = Counter()
    for line in lines:
        every[line.label, line.language] += 1
        caught[line.label, line.language] += line.is_stopped()
    return caught, every


def share(lines: Sequence[Labelled], *labels: str) -> float:
    """The share of the lines with these labels that are stopped."""
    chosen = [line for line in lines if line.label in labels]
    return sum(line.is_stopped() for line in chosen) / len(chosen)
