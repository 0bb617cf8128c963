"""Reads the labelled lines and scores the guard on them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from commonbeat.program.guard import check_text

CORPUS = Path(__file__).parent / "corpus"
STRUCTURED = ("plate", "birth date", "phone", "id number", "email")
_BRACES = re.compile(r"[{}]")


@dataclass(frozen=True)
class Line:
    """A line without its braces, and the parts that must be found."""

    kind: str
    language: str
    text: str
    parts: tuple[tuple[int, int], ...]

    def is_right(self) -> bool:
        """Clean lines have no finding; in others a finding of the kind touches every part."""
        found = [one for one in check_text(self.text) if self.kind == "clean" or str(one.kind) == self.kind]
        if self.kind == "clean":
            return not found
        return all(any(one.start < end and start < one.end for one in found) for start, end in self.parts)


@dataclass
class Score:
    """How many lines of each kind were right, and which were not."""

    right: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)
    wrong: list[Line] = field(default_factory=list)

    def share(self, *kinds: str) -> float:
        """The share of these kinds' lines that were right."""
        return sum(self.right[kind] for kind in kinds) / sum(self.all[kind] for kind in kinds)


def read(name: str) -> list[Line]:
    """The lines of a file of the corpus."""
    with (CORPUS / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    lines = []
    for row in rows:
        marks = [match.start() - at for at, match in enumerate(_BRACES.finditer(row["line"]))]
        parts = tuple(zip(marks[::2], marks[1::2], strict=True))
        lines.append(Line(row["kind"], row["language"], _BRACES.sub("", row["line"]), parts))
    return lines


def score(lines: list[Line]) -> Score:
    """The guard's score on these lines."""
    made = Score()
    for line in lines:
        made.all[line.kind] += 1
        if line.is_right():
            made.right[line.kind] += 1
        else:
            made.wrong.append(line)
    return made
