"""Words on immigration, religion, politics and gangs, from topics.json, which the phone may read too.

A word next to that of an institution or an event names a place ("Baptist church", "immigration clinic"), and places are
what the log is about; the same word on people is stopped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from commonbeat.program.guard.finding import Kind
from commonbeat.program.guard.names import Token
from commonbeat.program.guard.structured import Span

_ROWS: Final = json.loads(files(__package__).joinpath("topics.json").read_text(encoding="utf-8"))
_PLACES: Final = frozenset(_ROWS["places"].split())
_KIND_OF: Final = {word: Kind(kind) for kind, row in _ROWS["topics"].items() for word in row["words"].split()}
_CASED: Final = {word: Kind(kind) for kind, row in _ROWS["topics"].items() for word in row["cased"].split()}


@dataclass(frozen=True, slots=True, eq=False)
class _Phrase:
    """A phrase on the text as written (`cased`) or in lower case without accents."""

    kind: Kind
    regex: re.Pattern[str]
    cased: bool


#: Phrases by the first three letters of a word of the text: (how the word begins, the phrase). Under "0": with a digit.
_BEGINS: Final[dict[str, list[tuple[str, _Phrase]]]] = {}
for _kind, _row in _ROWS["topics"].items():
    for _one in _row["phrases"]:
        _phrase = _Phrase(Kind(_kind), re.compile(_one["pattern"]), _one.get("cased", False))
        for _begin in _one["begins"].split("|"):
            _BEGINS.setdefault(_begin[:3], []).append((_begin, _phrase))
#: The gang file has no places: a gang word beside a place is still one.
_NEVER_A_PLACE: Final = Kind.GANG
#: Given names among the words: with a capital and a surname behind they are names.
_ALSO_NAMES: Final = frozenset({"christian", "mara"})


def topics(text: str, folded: str, tokens: Sequence[Token], *, digits: bool) -> list[Span]:
    """Where the text is about a person's status, belief, party or gang.

    Args:
        text: as written.
        folded: in lower case without accents, of the same length.
        tokens: its words.
        digits: whether the text has a digit.
    """
    found: list[Span] = []
    phrases = [phrase for _begin, phrase in _BEGINS["0"]] if digits else []
    for at, token in enumerate(tokens):
        fold = token.fold
        hits = _BEGINS.get(fold[:3])
        if hits:
            for begin, phrase in hits:
                if fold.startswith(begin) and phrase not in phrases:
                    phrases.append(phrase)
        kind = _KIND_OF.get(fold)
        if kind is None and token.capital:
            kind = _CASED.get(text[token.start : token.end])
        if kind is None:
            continue
        around = tokens[max(0, at - 2) : at] + tokens[at + 1 : at + 3]  # type: ignore[operator]
        if kind is not _NEVER_A_PLACE and any(one.fold in _PLACES for one in around):
            continue
        if fold in _ALSO_NAMES and token.capital and at + 1 < len(tokens) and tokens[at + 1].capital:
            continue
        found.append((kind, token.start, token.end))
    for phrase in phrases:
        read = phrase.regex.finditer(text if phrase.cased else folded)
        found.extend((phrase.kind, match.start(), match.end()) for match in read)
    return found
