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
#: The same where there is nothing but ASCII: read in half the time.
_PLAIN_TOKEN: Final = re.compile(r"[a-z]+(?:['-][a-z]+)*")
_JOINS: Final = frozenset({" ", "-", ". ", "  "})
_BREATH: Final = frozenset({" (", " ", ". ", ": ", ", ", "  ", ' "', " “", ': "'})
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
#: A nickname in quotation marks that does something ('"La Güera" runs the corner'), and no writing on a sign.
_QUOTED: Final = re.compile(
    r"(?<!says )(?<!reads )(?<!dice )(?<!sign )(?:^|(?<=[ ,(]))[\"“]((?:El |La |Lil |Big )?[A-Z]\w{2,15})[\"”]"
    r"(?= (?:and|y|is|are|hangs|sells|runs|lives|manda|anda|vende|vive|duerme|cuida|toma|bakes)\b)"
)
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
    marked = "'" in folded or "’" in folded
    for match in _PLAIN_TOKEN.finditer(folded) if folded.isascii() else _TOKEN.finditer(text):
        start, end = match.span()
        fold = folded[start:end]
        possessive = marked and fold[-2:] in ("'s", "’s")
        if possessive:
            fold = fold[:-2]
            end -= 2
        found.append(_new(Token, (start, end, fold, text[start].isupper(), possessive)))
    return found


def names(text: str, tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Where persons are named: (start, end) of each name, without what precedes it."""
    found: list[tuple[int, int]] = []
    reader = _Reader(text, tokens)
    if '"' in text or "“" in text:
        found.extend(match.span(1) for match in _QUOTED.finditer(text))
    behind, before = 0, ""
    for at, token in enumerate(tokens):
        fold = token.fold
        # Most words are no name and have no capital; what is asked of every word is cheap.
        if at >= behind and (token.capital or fold in words.ANY_GIVEN or before in _OPENERS):
            reach = reader.name_at(at) if _may_begin(tokens, at, before) else at
            if reach > at:
                found.append((token.start, tokens[reach - 1].end))
                behind = reach
        before = fold
    return found


_OPENERS: Final = words.TITLES | words.SOFT_TITLES | words.CALLED | words.CALLED_TWICE.keys()
#: A capital that no list knows is looked at only behind one of these, or beside another capital.
_BEFORE_UNKNOWN: Final = words.FILLERS | _OPENERS | words.ROLES | words.TALK | words.TALK_LINKS | {"of", "de"}
_NEVER: Final = words.NOT_NAMES | words.RANKS


def _may_begin(tokens: Sequence[Token], at: int, before: str) -> bool:
    """Whether it is worth looking closer at the word, which stands behind the word `before`."""
    token, count = tokens[at], len(tokens)
    fold = token.fold
    if fold in words.GIVEN:
        return True
    if not token.capital:
        return before in _OPENERS or (at + 1 < count and tokens[at + 1].fold in words.SURE)
    if fold in _NEVER:
        return before in words.CALLED_TWICE or (fold in words.MODALS and (at > 0 or count > 1))
    if fold in words.ANY_GIVEN or fold in words.ANY_SURNAME or not fold.isalpha():
        return True
    if before in _BEFORE_UNKNOWN or (fold[-1] == "s" and fold[:-1] in words.SURNAMES):
        return True
    if at + 1 == count:
        return False
    after = tokens[at + 1]
    return after.capital or after.fold in words.HUMAN


class _Reader:
    """Reads one text around a word."""

    __slots__ = ("text", "tokens")

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens

    def name_at(self, at: int) -> int:
        """The index behind the name that begins at this word, or `at` when none does."""
        token = self.tokens[at]
        if token.fold in words.MODALS and token.capital:
            return at + 1 if self._modal(at) else at
        if (
            (token.fold in words.NOT_NAMES and not (self._before(at) == "dicen" and token.fold in _ALIAS))
            or token.fold in words.RANKS
            or (token.fold in words.PLACE_AFTER and not self._titled(at))
        ):
            return at
        evidence = self._called(at) or self._titled(at)
        if evidence:
            reach = self._reach(at, lower=True)
            if at > 1 and self.tokens[at - 2].fold in words.BUSINESS_BEFORE:
                return at  # "Abarrotes Don Pepe"
            return at if self._is_place(at, reach, strong=True) or self._after_rank(at) else reach
        if token.fold in words.PLACE_BEFORE and token.fold not in words.ANY_GIVEN:
            return at  # "Llantera García" begins no name, and García is then part of a place
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
        if first.fold in words.PET_NAMES and at and not self.tokens[at - 1].capital and not self._at_a_place(at):
            return True
        if first.fold in words.DIMINUTIVES:
            return True
        if first.fold in words.SURNAMES:
            return bool(rest) or not self._at_a_place(at)
        if any(one.fold in words.SURNAMES or one.fold in words.GIVEN for one in rest):
            return True
        return self._initial(at) or (first.fold[:2] in ("o'", "d'", "o’", "d’") and len(first.fold) > 4)

    def _modal(self, at: int) -> bool:
        """Whether "Will" or "May" is a person: spoken to, or saying something."""
        before, reach = self._before(at), at + 1
        if before in words.TALK_WITH_A_PERSON or self._titled(at):
            return True
        return reach < len(self.tokens) and self.tokens[reach].fold in words.HUMAN

    def _is_family(self, at: int) -> bool:
        """ "The Hendersons", "los Camacho"."""
        token, before = self.tokens[at], self._before(at)
        if before == "the":
            return token.fold[-1] == "s" and token.fold[:-1] in words.SURNAMES
        return before == "los" and not self.tokens[at - 1].capital and token.fold in words.SURNAMES

    def _apposed(self, reach: int) -> bool:
        """Whether a role or a post of staff comes behind: "Bill the barber", "June at the desk"."""
        ahead = self.tokens[reach : reach + 4]
        if len(ahead) < 2:
            return False
        if ahead[0].fold in words.ARTICLES:
            return ahead[1].fold in words.ROLES
        if ahead[0].fold in ("at", "from", "de", "del", "en"):
            return any(one.fold in words.STAFFED for one in ahead[1:4])
        return False

    def _does(self, at: int, reach: int, known: bool) -> bool:
        """Whether what a person does comes behind; of a word on no list, what only a person does."""
        first = self.tokens[at]
        step = reach
        while known and step < len(self.tokens) and step < reach + 2 and self.tokens[step].fold in words.BETWEEN:
            step += 1
        if step == len(self.tokens) or self.text[self.tokens[reach - 1].end : self.tokens[reach].start] != " ":
            return False
        if known:
            verbs = words.HUMAN if first.fold in words.MONTHS else words.SPEAKS
            return self.tokens[step].fold in verbs or (step > reach and self.tokens[step - 1].fold == "ha")
        return (
            self.tokens[step].fold in words.HUMAN
            and not first.fold.removesuffix("s").endswith(words.ROLE_ENDINGS)
            and first.fold not in words.NO_SPEAKER
            and first.fold.removesuffix("s") not in words.ROLES
            and not self.text[first.start : first.end].isupper()
            and not any(one.fold in words.NO_SPEAKER for one in self.tokens[at + 1 : reach])
        )

    def _is_person(self, at: int, reach: int) -> bool:
        """Whether the sentence treats these capitals as a person."""
        run = self.tokens[at:reach]
        if not run[0].capital:
            return False
        known = any(one.fold in words.ANY_GIVEN or one.fold in words.ANY_SURNAME for one in run)
        before = self._before(at)
        if before in words.ROLES and self.text[self.tokens[at - 1].end : run[0].start] in (" ", ", ", ": ", " ("):
            return True
        if before in ("of", "de") and at > 1 and self.tokens[at - 2].fold in words.KIN:
            return True
        talk = before in words.TALK or (
            at > 1 and before in words.TALK_LINKS and self.tokens[at - 2].fold in words.TALK
        )
        if talk and at and self._close(at):
            if known or len(run) > 1:
                return not (reach < len(self.tokens) and self.tokens[reach].fold in words.ROLES)
            follows = self.tokens[reach].fold if reach < len(self.tokens) else ""
            if follows in words.TALK_GOES_ON and not self.text[run[0].start : run[0].end].isupper():
                return before in words.TALK_WITH_A_PERSON or self.tokens[at - 2].fold in words.TALK_WITH_A_PERSON
        if before in words.FILLERS and at > 1 and self.tokens[at - 2].fold in words.ROLES:
            return not run[0].possessive and not self.text[run[0].start : run[0].end].isupper()
        if self._is_family(at) or (known and self._apposed(reach)):
            return True
        follows = self.tokens[reach].fold if reach < len(self.tokens) else ""
        if reach < len(self.tokens) and not self._at_a_place(at) and self._does(at, reach, known):
            return True
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
        if token.end - token.start < 4 and self.text[token.start : token.end].isupper():
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
            surname = first.fold in words.ANY_GIVEN and follows.capital and self._before(at) in words.TITLES
            if follows.fold in words.PLACE_AFTER and not (strong and last.possessive) and not surname:
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
                if earlier == "los" and self._is_family(at):
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
        return self.text[self.tokens[at - 1].end : self.tokens[at].start] in _BREATH
