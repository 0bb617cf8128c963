"""The door of the guard."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import Final

from commonbeat.analysis.sentences import Translate, english
from commonbeat.program.guard.finding import Finding, Kind, reason
from commonbeat.program.guard.households import households
from commonbeat.program.guard.names import names, tokens_of
from commonbeat.program.guard.people import companions, people
from commonbeat.program.guard.structured import structured
from commonbeat.program.guard.topics import topics
from commonbeat.program.guard.wording import household_wording, in_spanish, name_wording, wording

_ACCENTS: Final = str.maketrans("áàâäãéèêëíìîïóòôöõúùûüñç’", "aaaaaeeeeiiiiooooouuuunc'")
_SPACES: Final = re.compile(r" {2,}| +(?=[.,;:!?])")
#: Start, end, kind, and of a household its role.
_Span = tuple[int, int, Kind, str]
_NO_WORDS: Final[Set[str]] = frozenset()
_DIGIT: Final = re.compile("[0-9]")


def check_text(text: str, translate: Translate = english) -> list[Finding]:
    """What in the text points to a person, in the order of the text; findings do not overlap.

    Args:
        text: a line or a few, in English or Spanish.
        translate: the words of the reader's language, for `why`.
    """
    lower = text.lower()
    if len(lower) != len(text):  # a few capitals grow, and offsets must hold
        lower = "".join(low if len(low := one.lower()) == 1 else one for one in text)
    folded = lower if lower.isascii() else lower.translate(_ACCENTS)
    tokens = tokens_of(text, folded)
    digits = _DIGIT.search(text) is not None
    written = {one.fold for one in tokens} if digits else _NO_WORDS
    spans: list[_Span] = [(start, end, kind, "") for kind, start, end in structured(text, lower, written)]
    spans += [(start, end, kind, "") for kind, start, end in topics(text, folded, tokens, digits=digits)]
    named = names(text, tokens) + people(text, folded, tokens)
    if named:
        named += companions(tokens, named)
        spans += [(start, end, Kind.NAME, "") for start, end in named]
    if digits:
        spans += [(start, end, Kind.UNIT, role) for start, end, role in households(folded, written)]
    if not spans:
        return []
    spanish = in_spanish(tokens)
    findings: list[Finding] = []
    for start, end, kind, role in sorted(spans, key=lambda span: (span[0], -span[1])):
        if findings and start < findings[-1].end:
            continue
        begins, instead = start, wording(kind, spanish)
        if kind is Kind.NAME:
            begins, instead = name_wording(folded, start, end, spanish)
            begins = max(begins, findings[-1].end if findings else 0)
        elif kind is Kind.UNIT:
            instead = household_wording(role, spanish)
        findings.append(Finding(kind, begins, end, reason(kind, translate), instead))
    return findings


def place_wording(text: str, findings: Sequence[Finding]) -> str:
    """The text with every finding replaced by what it offers instead."""
    for finding in sorted(findings, key=lambda one: one.start, reverse=True):
        text = text[: finding.start] + finding.instead + text[finding.end :]
    return _SPACES.sub(lambda match: "" if text[match.end() : match.end() + 1] in ".,;:!?" else " ", text).strip()
