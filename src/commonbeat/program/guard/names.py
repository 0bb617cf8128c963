"""Names of persons, by lists and by the words around them.

A given name that is nothing else is a name wherever it stands; a surname, when it has a capital; a word that is also a
name ("Will", "Rosa", "Park") only when the sentence treats it as a person: a title, a role or a talk before it, or
speech after it. Streets, schools, shops, saints and police ranks are told apart by their own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from commonbeat.program.guard import name_words as words

_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_JOINS: Final = frozenset({" ", "-", ". ", "  "})
_PARTS: Final = re.compile("['’-]")
_CHAINS: Final = re.compile(
    r"\b(?:(?:wendy|denny|macy|levi|domino|carl|sam|arby|lowe|mcdonald|kohl|dillard|applebee|chili|buster|kroger|"
    r"trader joe|papa john|jimmy john|victoria|michael|smith|zaxby|culver|sally|peet|raley|ralph|albertson)['’]s|"
    r"dave (?:&|and) buster|ruby tuesday|olive garden|wells fargo|home depot|j\.? ?c\.? penney|jack in the box|"
    r"little caesars|bob evans|barnes (?:&|and) noble|ben (?:&|and) jerry|ross dress|ethan allen|ulta|chase|"
    r"charles schwab|edward jones|t\.? ?j\.? maxx|panda express|stater bros|dick['’]s|ashley furniture|"
    r"crate and barrel|aaron['’]s|mister car)\b",
    re.IGNORECASE,
)
_STREET_AFTER: Final = re.compile(r" ?(?:and|&|y|at|/|con) ?(?:\d|first|second|third|fourth|fifth)", re.IGNORECASE)
_ALIAS: Final = frozenset({"el", "la", "lil", "big", "little", "old"})
_SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii"})


class Token(NamedTuple):
    """A word of the text: where it is, its form in lower case without accents, whether it has a capital."""

    start: int
    end: int
    fold: str
    capital: bool
    possessive: bool


#: Half the price of `Token(...)`, in the one place where it is paid for every word.
_new: Final = tuple.__new__


def tokens_of(text: str, folded: str) -> list[Token]:
    """The words of the text; `folded` is the text in lower case without accents."""
    found = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        fold = folded[start:end]
        possessive = fold[-2:] in ("'s", "’s")
        if possessive:
            fold = fold[:-2]
            end -= 2
        found.append(_new(Token, (start, end, fold, text[start].isupper(), possessive)))
    return found


def names(text: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Where persons are named: (start, end) of each name, without what precedes it."""
    found: list[tuple[int, int]] = []
    reader = _Reader(text, tokens)
    at, count = 0, len(tokens)
    while at < count:
        reach = reader.name_at(at) if _may_begin(tokens, at, count) else at
        if reach > at:
            found.append((tokens[at].start, tokens[reach - 1].end))
            at = reach
        else:
            at += 1
    return found


_OPENERS: Final = words.TITLES | words.SOFT_TITLES | words.CALLED | words.CALLED_TWICE.keys()
#: A capital that no list knows is looked at only behind one of these, or beside another capital.
_BEFORE_UNKNOWN: Final = _OPENERS | words.ROLES | words.TALK | words.TALK_LINKS | {"of", "de"}
_NEVER: Final = words.NOT_NAMES | words.RANKS


def _may_begin(tokens: Sequence[Token], at: int, count: int) -> bool:
    """Whether it is worth looking closer at the word; cheap, since it is asked of every word."""
    token = tokens[at]
    fold = token.fold
    if fold in words.GIVEN:
        return True
    if not token.capital:
        if at and tokens[at - 1].fold in _OPENERS:
            return True
        return fold in words.ANY_GIVEN and at + 1 < count and tokens[at + 1].fold in words.SURE
    if fold in _NEVER:
        return False
    if fold in words.ANY_GIVEN or fold in words.ANY_SURNAME or not fold.isalpha():
        return True
    return bool(at and tokens[at - 1].fold in _BEFORE_UNKNOWN) or (at + 1 < count and tokens[at + 1].capital)


class _Reader:
    """Reads one text around a word."""

    __slots__ = ("text", "tokens")

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens

    def name_at(self, at: int) -> int:
        """The index behind the name that begins at this word, or `at` when none does."""
        token = self.tokens[at]
        if (
            token.fold in words.NOT_NAMES
            or token.fold in words.RANKS
            or (token.fold in words.PLACE_AFTER and not self._titled(at))
        ):
            return at
        evidence = self._called(at) or self._titled(at)
        if evidence:
            reach = self._reach(at, lower=True)
            return at if self._is_place(at, reach, strong=True) or self._after_rank(at) else reach
        if not token.capital and token.fold not in words.ANY_GIVEN:
            return at
        reach = self._reach(at, lower=False)
        if not (self._stands_alone(at, reach) or self._is_person(at, reach)) or self._after_rank(at):
            return at
        return at if self._is_place(at, reach, strong=False) else reach

    def _stands_alone(self, at: int, reach: int) -> bool:
        """Whether the words are a name without looking around: by the lists alone."""
        run = self.tokens[at:reach]
        first, rest = run[0], run[1:]
        if first.fold in words.GIVEN or any(
            part in words.GIVEN for part in _PARTS.split(first.fold)[:2] if "-" in first.fold
        ):
            return True
        if first.fold in words.ANY_GIVEN and any(one.fold in words.SURNAMES or one.fold in words.GIVEN for one in rest):
            return True
        if not first.capital:
            return False
        if first.fold in words.SURNAMES:
            return bool(rest) or not self._at_a_place(at)
        if any(one.fold in words.SURNAMES or one.fold in words.GIVEN for one in rest):
            return True
        return self._initial(at) or (first.fold[:2] in ("o'", "d'", "o’", "d’") and len(first.fold) > 4)

    def _is_person(self, at: int, reach: int) -> bool:
        """Whether the sentence treats these capitals as a person."""
        run = self.tokens[at:reach]
        if not run[0].capital:
            return False
        known = any(one.fold in words.ANY_GIVEN or one.fold in words.ANY_SURNAME for one in run)
        before = self._before(at)
        if before in words.ROLES and self.text[self.tokens[at - 1].end : run[0].start] in (" ", ", ", ": "):
            return True
        if before in ("of", "de") and at > 1 and self.tokens[at - 2].fold in words.KIN:
            return True
        talk = before in words.TALK or (
            at > 1 and before in words.TALK_LINKS and self.tokens[at - 2].fold in words.TALK
        )
        if talk and at and (known or len(run) > 1) and self._close(at):
            return not (reach < len(self.tokens) and self.tokens[reach].fold in words.ROLES)
        follows = self.tokens[reach].fold if reach < len(self.tokens) else ""
        if known and follows in words.SPEAKS:
            return self.text[run[-1].end : self.tokens[reach].start] == " " and not self._at_a_place(at)
        return known and run[-1].possessive and follows in words.KIN

    def _reach(self, at: int, *, lower: bool) -> int:
        """The index behind the last word that goes on the name: capitals, known names, particles between them."""
        reach = at + 1
        while reach < len(self.tokens) and reach < at + 5:
            previous, token = self.tokens[reach - 1], self.tokens[reach]
            gap = self.text[previous.end : token.start]
            if previous.possessive or gap not in _JOINS or (gap == ". " and previous.end - previous.start > 2):
                break
            if token.fold in _SUFFIXES:
                reach += 1
                continue
            after = reach + 1
            if token.fold in words.LINKS and not token.possessive and after < len(self.tokens):
                onward = self.tokens[after]
                if (
                    onward.capital
                    and self.tokens[at].capital
                    and onward.fold in words.ANY_SURNAME
                    and token.fold != "y"
                ):
                    reach += 2
                    continue
                break
            if token.fold in words.NOT_NAMES or token.fold in words.PLACE_AFTER or token.fold in words.ROLES:
                break
            named = token.fold in words.SURNAMES or token.fold in words.GIVEN
            if (token.capital and self.tokens[at].capital) or (named and (lower or not self.tokens[at].capital)):
                reach += 1
                continue
            break
        if lower and self.tokens[at].fold in _ALIAS and reach == at + 1 and reach < len(self.tokens):
            reach += 1
        return reach

    def _called(self, at: int) -> bool:
        """Whether "named", "his name is", "se llama", "goes by" or an alias comes before."""
        if not at or not self._close(at):
            return False
        token, before = self.tokens[at], self._before(at)
        two = self.tokens[at - 2].fold if at > 1 else ""
        if two in words.NAMED_THINGS or token.fold in words.STOP - _ALIAS:
            return False
        if before in words.CALLED:
            known = token.fold in words.ANY_GIVEN or token.fold in words.ANY_SURNAME
            return token.capital or known or before in ("named", "llama")
        pairs = words.CALLED_TWICE.get(before)
        if pairs is None or two not in pairs:
            return False
        return token.capital or token.fold in words.GIVEN or token.fold in _ALIAS

    def _titled(self, at: int) -> bool:
        """Whether a title comes before ("Mrs.", "don")."""
        if not at:
            return False
        token, before = self.tokens[at], self._before(at)
        if token.fold in words.STOP or not self._close(at):
            return False
        if before in words.TITLES:
            return True
        if before not in words.SOFT_TITLES or token.fold in words.NOT_NAMES:
            return False
        if before == "dr" and at > 1:
            two = self.tokens[at - 2]
            if two.capital and self.text[two.end : self.tokens[at - 1].start] == " ":
                return False
        if before == "miss" and not self.tokens[at - 1].capital:
            return token.fold in words.GIVEN or (token.capital and token.fold in words.ANY_SURNAME)
        return (
            token.capital or token.fold in words.GIVEN or token.fold in words.SURNAMES or token.fold in ("lupe", "luz")
        )

    def _is_place(self, at: int, reach: int, *, strong: bool) -> bool:
        """Whether the words name a street, a building, a business or a saint."""
        first, last = self.tokens[at], self.tokens[reach - 1]
        follows = self.tokens[reach] if reach < len(self.tokens) else None
        if follows is not None and self.text[last.end : follows.start].lstrip("'’s") in (" ", ". "):
            if follows.fold in words.PLACE_AFTER and not (strong and last.possessive):
                return True
            if last.possessive and follows.capital and follows.fold not in words.KIN and first.capital:
                return True
        if strong:
            return False
        for back in range(1, min(at, 3) + 1):
            earlier = self.tokens[at - back].fold
            if earlier in words.PLACE_BEFORE and (
                back == 1
                or all(
                    self.tokens[at - step].fold in words.LINKS
                    or self.tokens[at - step].fold == "don"
                    or self.tokens[at - step].capital
                    for step in range(1, back)
                )
            ):
                if earlier in ("el", "la", "los", "las") and (first.fold in words.GIVEN or not first.capital):
                    continue
                return True
        if first.start > 1 and self.text[first.start - 2].isdigit() and self.text[first.start - 1] == " ":
            return first.capital
        if _STREET_AFTER.match(self.text, last.end):
            return True
        return any(chain.start() <= first.start < chain.end() for chain in _CHAINS.finditer(self.text))

    def _at_a_place(self, at: int) -> bool:
        return self._before(at) in words.AT

    def _after_rank(self, at: int) -> bool:
        """Whether a police rank comes before, or before the name that goes with it."""
        return any(
            self.tokens[at - back].fold in words.RANKS
            for back in (1, 2)
            if at >= back and (back == 1 or self.tokens[at - 1].capital or self.tokens[at - 1].fold in ("and", "y"))
        )

    def _initial(self, at: int) -> bool:
        """Whether this is "J. Whitmore": a letter that is no compass point, a full stop and a capital."""
        token = self.tokens[at]
        if len(token.fold) != 1 or token.fold in "nsew" or at + 1 >= len(self.tokens):
            return False
        return self.text[token.end : self.tokens[at + 1].start] == ". " and self.tokens[at + 1].capital

    def _before(self, at: int) -> str:
        return self.tokens[at - 1].fold if at else ""

    def _close(self, at: int) -> bool:
        """Whether the word before is in the same breath."""
        return self.text[self.tokens[at - 1].end : self.tokens[at].start] in (" ", ". ", ": ", ", ", "  ")
