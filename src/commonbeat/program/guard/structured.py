"""Structured identifiers by the patterns that the phone shares (patterns.json)."""

from __future__ import annotations

import json
import re
from collections.abc import Set
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from commonbeat.program.guard.finding import Kind

#: A part of a text and its kind: (kind, start, end).
Span = tuple[Kind, int, int]
_DIGIT: Final = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A pattern, tried only on texts with so many digits that hold one of `needs` and one of `words`."""

    kind: Kind
    regex: re.Pattern[str]
    group: int
    digits: int
    needs: tuple[str, ...]
    words: frozenset[str]


def _loaded() -> list[_Pattern]:
    rows = json.loads(files(__package__).joinpath("patterns.json").read_text(encoding="utf-8"))["patterns"]
    made = []
    for row in rows:
        regex = re.compile(row["pattern"], 0 if row.get("cased") else re.IGNORECASE)
        group = 1 if regex.groups and not row.get("whole") else 0
        needs = tuple(row["needs"].split("|")) if row["needs"] else ()
        made.append(
            _Pattern(Kind(row["kind"]), regex, group, row["digits"], needs, frozenset(row.get("words", "").split()))
        )
    return sorted(made, key=lambda one: one.digits)


_PATTERNS: Final = _loaded()


def structured(text: str, lower: str, words: Set[str]) -> list[Span]:
    """Plates, birth dates, telephone and identity numbers and e-mail addresses in the text.

    Args:
        text: as written.
        lower: the same in lower case.
        words: its words, in lower case without accents; of a text with digits only.
    """
    digits = len(_DIGIT.findall(text))
    padded = " " + lower
    found = []
    for one in _PATTERNS:
        if one.digits > digits:
            break
        if one.words and one.words.isdisjoint(words):
            continue
        if one.needs:
            for need in one.needs:
                if need in padded:
                    break
            else:
                continue
        for match in one.regex.finditer(text):
            start, end = match.span(one.group)
            if start < end:
                found.append((one.kind, start, end))
    return found
