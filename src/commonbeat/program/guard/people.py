"""Words that are also names, and names without a capital, where the sentence leaves room for a person only.

`names.py` finds what is a name by itself. Here the words around decide: what only people say and do, who stands beside
them, whom one talks to, what one is called.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from commonbeat.program.guard import name_words as words
from commonbeat.program.guard.names import Token


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KNOWN: Final = words.ANY_GIVEN | words.ANY_SURNAME
_NEVER: Final = words.NOT_NAMES | words.RANKS | words.MODALS | words.NO_SPEAKER | words.STOP
_PLACES: Final = words.PLACE_AFTER - {"truck", "sedan", "explorer", "auto", "house", "garage", "yard", "bar"}
_HUMAN: Final = words.HUMAN | frozenset({"says", "say", "called", "calls", "knows", "pide", "duerme", "paga", "vino"})
_DOES: Final = words.SPEAKS | _HUMAN | frozenset({"paga", "pays", "hangs", "vuelve", "barre", "feeds"})
_DETERMINERS: Final = words.ARTICLES | frozenset({"los", "las", "a", "an", "this", "that", "de", "del", "santa", "san"})
_OWN: Final = frozenset({"his", "her", "su", "sus"})
_AND: Final = frozenset({"and", "y"})
_ROLES_FOR_LOWER: Final = words.ROLES - frozenset({"wit", "ex", "friend"})
_NICKNAMES: Final = _words(
    "guero guera flaco flaca gordo gorda chino china negro negra chato chata pelon pelona chaparro chaparra moreno "
    "morena oso gato sapo tuercas profe mudo sordo cholo toro tigre lobo chapo mocho zurdo chueco guerito gordito "
    "flaquito smiley spooky tiny shorty peanut bubba junebug smokey sleepy creeper sneaky boxer gordo pops"
)
_FROM: Final = frozenset(
    {"wave", "call", "word", "tip", "thanks", "gracias", "help", "ayuda", "llamada", "visit", "visita"}
)
_CALLS: Final = frozenset({"call", "rip", "ask", "text", "tell", "see", "email"})
_ALIAS: Final = re.compile(
    r"\b(?:a\.k\.a\.?|aka|alias|apodad[oa]s?|apodo|conocid[oa] como|known as|nicknamed|goes by|moniker|le dicen|"
    r"they call (?:him|her)) (?:es )?[\"“'(]?((?:el|la|lil|big|little|old|don|the)? ?[^\W\d_]{2,})\b"
)
#: '"Nana" Washington'.
_QUOTED: Final = re.compile(r"([\"“][A-Z][a-z]+[\"”] ([A-Z][a-z]+))\b")
_NO_ALIAS: Final = _words(
    "the a an el la los las un una de del in on at by for and is que se lo no it him her them parque park lot"
)


def people(text: str, folded: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Where a person is named by the words around: (start, end), without what precedes."""
    found: list[tuple[int, int]] = []
    before = ""
    for at, token in enumerate(tokens):
        fold = token.fold
        if fold in _KNOWN:
            reach = _person(text, tokens, at, before)
            if reach > at:
                found.append((token.start, tokens[reach - 1].end))
        elif fold in _NICKNAMES:
            if _nickname(tokens, at, before) and not _of_a_place(tokens, at):
                found.append((token.start, token.end))
        elif token.capital and "-" in fold and _hyphenated(tokens, at):
            found.append((token.start, token.end))
        before = fold
    if '"' in text or "“" in text:
        found.extend(match.span(1) for match in _QUOTED.finditer(text) if match[2].lower() in words.ANY_SURNAME)
    if "a" in folded and _worth(tokens):
        for match in _ALIAS.finditer(folded):
            first, _, last = match[1].strip().rpartition(" ")
            place = first in ("the", "") and not text[match.start(1)].isupper()
            if last not in _NO_ALIAS and not (place and last not in _KNOWN and last not in _NICKNAMES):
                found.append(match.span(1))
    return found


_ALIAS_WORDS: Final = _words(
    "aka k alias apodado apodada apodo conocido conocida known nicknamed goes moniker dicen call"
)


def _worth(tokens: Sequence[Token]) -> bool:
    return any(one.fold in _ALIAS_WORDS for one in tokens)


def _nickname(tokens: Sequence[Token], at: int, before: str) -> bool:
    """ "el Güero vende fruta", "smiley and his dog"."""
    ahead = [one.fold for one in tokens[at + 1 : at + 3]]
    if len(ahead) == 2 and ahead[0] in _AND and ahead[1] in _OWN and (tokens[at].capital or before not in _DETERMINERS):
        return True
    return bool(ahead) and tokens[at].capital and before in ("", "el", "la") and ahead[0] in _DOES


def _hyphenated(tokens: Sequence[Token], at: int) -> bool:
    """ "Jung-Ho": both parts are names, and no place follows."""
    parts = tokens[at].fold.split("-")
    after = tokens[at + 1].fold if at + 1 < len(tokens) else ""
    return (
        len(parts) == 2
        and all(part in _KNOWN for part in parts)
        and parts[0] in words.ANY_GIVEN
        and (after not in words.PLACE_AFTER or (at + 2 < len(tokens) and tokens[at + 2].fold in _HUMAN))
    )


def _person(text: str, tokens: Sequence[Token], at: int, before: str) -> int:
    """The index behind the person who begins at this known word, or `at`."""
    token, count = tokens[at], len(tokens)
    fold = token.fold
    given = fold in words.ANY_GIVEN
    two = tokens[at - 2].fold if at > 1 else ""
    gap = text[tokens[at - 1].end : token.start] if at else ""
    if token.capital and before in words.TITLES and fold not in words.STOP and gap in (" ", ". "):
        return at + 1
    after = tokens[at + 1] if at + 1 < count else None
    joined = after is not None and text[token.end : after.start].lstrip("'’s") in (" ", ". ")
    follows = after.fold if after is not None and joined else ""
    if token.capital and before in words.KIN and gap == " " and given and follows not in words.PLACE_AFTER:
        return at + 1
    if fold in _NEVER or before in words.RANKS or two in words.RANKS:
        return at
    third = tokens[at + 2].fold if at + 2 < count else ""
    if _of_a_place(tokens, at):
        return at
    # A given name and a surname, both also words: "Destiny Jackson", "Rose Park called", "Luis Ortega's truck".
    if token.capital and given and after is not None and joined and after.capital and after.fold in words.ANY_SURNAME:
        near = text[after.end : tokens[at + 2].start] if at + 2 < count else ""
        doing = third in _HUMAN and near in (" ", ", ")
        place = after.fold in words.PLACE_AFTER or (third in _PLACES and not after.possessive and near == " ")
        if doing or (before in words.ROLES and not place):
            return at + 2
        onward = (at + 2 < count and tokens[at + 2].capital and near == " ") or (
            at and gap == " " and tokens[at - 1].capital
        )
        if after.fold not in words.NOT_NAMES and not place and before not in words.AT and not onward:
            return at + 2
        if before in words.ROLES and fold in words.GIVEN:
            return at + 2
    if follows in words.PLACE_AFTER:
        return at
    if token.capital:
        if _stands_beside(tokens, at, follows, third, given):
            return at + 1
        links = before in words.TALK_LINKS and two in _FROM
        if given and (links or (before in _CALLS and at == 1)) and follows not in _PLACES:
            return at + 1
        if follows in _DOES and before in ("", "and", "y", "que") and fold not in words.MONTHS and given:
            return at + 1
    if given and after is not None and joined and len(follows) == 1 and follows not in "aieynswou":
        return at + 2
    # Without a capital.
    if before in _DETERMINERS or before in words.AT or (token.possessive and not given):
        return at
    if token.capital and at > 1 and gap == " " and tokens[at - 1].capital:
        return at
    if fold in words.SURNAMES or (given and fold not in words.MONTHS):
        if follows in _HUMAN or (follows in words.BETWEEN and third in _HUMAN):
            return at + 1
        if fold in words.SURNAMES or fold in words.GIVEN:
            talked = (before in words.TALK_LINKS or before == "w") and two in words.TALK
            if talked or (before in _ROLES_FOR_LOWER and gap == " "):
                return at + 1
        if given and follows in _AND and third in _OWN:
            return at + 1
    return at


def _of_a_place(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word such as "Escuela" or "Barbería" opens the capitals before, or stands right before."""
    for back in range(1, min(at, 3) + 1):
        earlier = tokens[at - back]
        if earlier.fold in words.PLACE_BEFORE and (back == 1 or earlier.capital) and earlier.fold not in ("el", "la"):
            return True
        if not earlier.capital and earlier.fold not in words.LINKS:
            return False
    return False


def _stands_beside(tokens: Sequence[Token], at: int, follows: str, third: str, given: bool) -> bool:
    """ "Mark from the bank", "Mei la de la lavandería", "Grant the night porter", "Bao and his wife"."""
    if not given:
        return False
    if (follows == "from" and third in ("the", "our")) or (follows in ("la", "el") and third in ("de", "del")):
        return True
    if follows in _AND and third in _OWN:
        return True
    if follows in ("is", "es") and third in ("the", "la", "el", "my", "our"):
        return any(one.fold in words.ROLES for one in tokens[at + 3 : at + 5])
    if follows in ("the", "el", "la"):
        return any(one.fold in words.ROLES for one in tokens[at + 2 : at + 4])
    return False


def companions(tokens: Sequence[Token], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Who is named beside a name: "Trung and Minh", "Norma y Delia"."""
    begins, ends = {start for start, _end in spans}, {end for _start, end in spans}
    found = []
    for at in range(1, len(tokens) - 1):
        if tokens[at].fold not in _AND:
            continue
        left, right = tokens[at - 1], tokens[at + 1]
        named = right.capital and right.fold in words.ANY_GIVEN and right.fold not in words.NOT_NAMES
        if left.end in ends and named and right.start not in begins:
            found.append((right.start, right.end))
        if right.start in begins and left.capital and left.fold in words.ANY_GIVEN and left.end not in ends:
            found.append((left.start, left.end))
    return found
