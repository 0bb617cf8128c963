"""From the text of a call type to plain words: case, punctuation, negations and dispatch short forms."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from commonbeat.intake.call_kinds.packaged import table

_TO_SPACE = {code: " " for code in range(128) if not chr(code).isalnum()} | {ord("'"): ""}
_NEGATIONS = frozenset(
    {"no", "not", "non", "except", "excl", "excludes", "excluding", "without", "wo", "incl", "includes"}
)
_SEGMENTS = re.compile(r"\s-+\s*|--+|[;:()\[\]]|-+\s")
#: No call type is longer; what is (a damaged file) is not worth reading to its end.
_LONGEST = 300
#: Short forms written with a sign; the sign would split them.
_SIGNED = {
    "h&r": "hit run",
    "h/r": "hit run",
    "b&e": "burglary",
    "b/e": "burglary",
    "a&b": "assault",
    "d&d": "drunk disorderly",
    "d/c": "disorderly",
    "w/o": "without",
    "w/i": "with in",
    "o/d": "overdose",
    "s/p": "suspicious person",
    "s/v": "suspicious vehicle",
    "p/i": "injury",
    "f/u": "follow up",
    "m/p": "missing person",
    "hit&run": "hit run",
}
_SIGNED_FORM = re.compile(r"(?<![a-z0-9])(" + "|".join(map(re.escape, _SIGNED)) + r")(?![a-z0-9])")
_DOTTED = re.compile(r"(?<![a-z0-9])([a-z])\.(?=[a-z](?:\.|$))")


@cache
def short_forms() -> dict[str, tuple[str, ...]]:
    """Short form -> the words it stands for (abbreviations.csv); no words: it says nothing."""
    return {row["short"]: tuple(row["words"].split()) for row in table("abbreviations")}


def tokens(text: str) -> list[str]:
    """Split a call type into lower-case tokens; what the text says it is *not* is left out.

    "DIST - DV - NO ASLT" gives dist, dv; "MVC - NON INJURY, BLOCKING" gives mvc, noninjury, blocking.
    """
    text = text[:_LONGEST].lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    if "&" in text or "/" in text:
        text = _SIGNED_FORM.sub(lambda found: _SIGNED[found[1]], text)
    if "." in text:
        text = _DOTTED.sub(r"\1", text)
    found = text.translate(_TO_SPACE).split()
    return found if _NEGATIONS.isdisjoint(found) else _without_negated(text)


def _without_negated(text: str) -> list[str]:
    segments = [part.translate(_TO_SPACE).split() for part in _SEGMENTS.split(text)]
    segments = [part for part in segments if part]
    kept: list[str] = []
    for position, words in enumerate(segments):
        if words[0] in _NEGATIONS and (position or len(segments) > 1) and words[0] not in ("no", "non"):
            continue
        if words[0] == "no" and position:
            continue
        kept += _joined(words)
    return kept


def _joined(words: list[str]) -> list[str]:
    """Join a negation with what it negates ("non injury" -> "noninjury"); drop all after "not" or "except"."""
    kept: list[str] = []
    place = 0
    while place < len(words):
        word = words[place]
        if word in ("no", "non") and place + 1 < len(words):
            kept.append(f"non{words[place + 1]}")
            place += 2
            continue
        if word in _NEGATIONS and kept:
            break
        kept.append(word)
        place += 1
    return kept
