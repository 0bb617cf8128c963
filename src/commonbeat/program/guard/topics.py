"""Words on immigration, religion, politics and gangs, from topics.json, which the phone may read too.

A word next to that of an institution or an event names a place ("Baptist church", "immigration clinic"), and places are
what the log is about; the same word on people is stopped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Final

from commonbeat.program.guard.finding import Kind
from commonbeat.program.guard.names import Token
from commonbeat.program.guard.structured import Span

_ROWS: Final = json.loads(files(__package__).joinpath("topics.json").read_text(encoding="utf-8"))
_PLACES: Final = frozenset(_ROWS["places"].split())
_KIND_OF: Final = {word: Kind(kind) for kind, row in _ROWS["topics"].items() for word in row["words"].split()}
_CASED: Final = {word: Kind(kind) for kind, row in _ROWS["topics"].items() for word in row["cased"].split()}
_PHRASES: Final = [
    (Kind(kind), re.compile(phrase["pattern"]), tuple(phrase["needs"].split("|")))
    for kind, row in _ROWS["topics"].items()
    for phrase in row["phrases"]
]
#: The gang file has no places: a gang word beside a place is still one.
_NEVER_A_PLACE: Final = Kind.GANG
#: Given names among the words: with a capital and a surname behind they are names.
_ALSO_NAMES: Final = frozenset({"christian", "mara"})


def topics(text: str, folded: str, tokens: Sequence[Token]) -> list[Span]:
    """Where the text is about a person's status, belief, party or gang.

    Args:
        text: as written.
        folded: in lower case without accents, of the same length.
        tokens: its words.
    """
    found: list[Span] = []
    for at, token in enumerate(tokens):
        kind = _KIND_OF.get(token.fold)
        if kind is None and token.capital:
            kind = _CASED.get(text[token.start : token.end])
        if kind is None:
            continue
        around = tokens[max(0, at - 2) : at] + tokens[at + 1 : at + 3]  # type: ignore[operator]
        if kind is not _NEVER_A_PLACE and any(one.fold in _PLACES for one in around):
            continue
        if token.fold in _ALSO_NAMES and token.capital and at + 1 < len(tokens) and tokens[at + 1].capital:
            continue
        found.append((kind, token.start, token.end))
    for kind, regex, needs in _PHRASES:
        for need in needs:
            if need in folded:
                found.extend((kind, match.start(), match.end()) for match in regex.finditer(folded))
                break
    return found
