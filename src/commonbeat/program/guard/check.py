"""The door of the guard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from commonbeat.analysis.sentences import Translate, english
from commonbeat.program.guard.finding import Finding, reason
from commonbeat.program.guard.structured import structured

_SPACES: Final = re.compile(r" {2,}| +(?=[.,;:!?])")


def check_text(text: str, translate: Translate = english) -> list[Finding]:
    """What in the text points to a person, in the order of the text; findings do not overlap.

    Args:
        text: a line or a few, in English or Spanish.
        translate: the words of the reader's language, for `why`.
    """
    findings: list[Finding] = []
    for kind, start, end in sorted(structured(text, text.lower()), key=lambda span: (span[1], -span[2])):
        if not findings or start >= findings[-1].end:
            findings.append(Finding(kind, start, end, reason(kind, translate), ""))
    return findings


def place_wording(text: str, findings: Sequence[Finding]) -> str:
    """The text with every finding replaced by what it offers instead."""
    for finding in sorted(findings, key=lambda one: one.start, reverse=True):
        text = text[: finding.start] + finding.instead + text[finding.end :]
    return _SPACES.sub(lambda match: "" if text[match.end() : match.end() + 1] in ".,;:!?" else " ", text).strip()
