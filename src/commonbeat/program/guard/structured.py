"""Structured identifiers by the patterns that the phone shares (patterns.json)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from commonbeat.program.guard.finding import Kind

#: A part of a text and its kind: (kind, start, end).
Span = tuple[Kind, int, int]
_DIGIT: Final = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A pattern, tried only on texts that hold one of `needs` ("0" stands for any digit)."""

    kind: Kind
    regex: re.Pattern[str]
    group: int
    needs: tuple[str, ...]


def _loaded() -> list[_Pattern]:
    rows = json.loads(files(__package__).joinpath("patterns.json").read_text(encoding="utf-8"))["patterns"]
    made = []
    for row in rows:
        regex = re.compile(row["pattern"], 0 if row.get("cased") else re.IGNORECASE)
        group = 1 if regex.groups and not row.get("whole") else 0
        made.append(_Pattern(Kind(row["kind"]), regex, group, tuple(row["needs"].split("|"))))
    return made


_PATTERNS: Final = _loaded()
_ON_DIGITS: Final = [one for one in _PATTERNS if one.needs == ("0",)]
_ON_WORDS: Final = [one for one in _PATTERNS if one.needs != ("0",)]


def structured(text: str, lower: str) -> list[Span]:
    """Plates, birth dates, telephone and identity numbers and e-mail addresses in the text.

    Args:
        text: as written.
        lower: the same in lower case.
    """
    tried = _ON_DIGITS if _DIGIT.search(text) else []
    tried = tried + [one for one in _ON_WORDS if any(need in lower for need in one.needs)]
    found = []
    for one in tried:
        for match in one.regex.finditer(text):
            start, end = match.span(one.group)
            if start < end:
                found.append((one.kind, start, end))
    return found
