"""Words as evidence: a table of rules, and the strongest rule that a text meets."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commonbeat.intake.call_kinds.words import short_forms, tokens

_REMEMBERED = 200_000
_SPELL_FROM = 7
_LONGEST_WORD = 25
#: Dispatch systems cut long texts, mostly at 15, 16 or 20 characters: the last word of such a text may be a beginning.
CUT_TEXT = 14
_CUT_FROM = 4
#: Fewest and most letters of a code that may be two short forms in one.
_GLUED = (5, 10)
_DOUBLED = re.compile(r"([a-z])\1+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a rule table: when all of `needs` and none of `unless` is there, the text means `result`."""

    result: str
    strength: int
    needs: tuple[frozenset[str], ...]
    unless: frozenset[str]

    @classmethod
    def read(cls, result: str, words: str, strength: int = 0) -> Rule:
        """Read the little language of the tables: `a|b` either, `burgl*` a beginning, `!word` must not be there."""
        needs, unless = [], set[str]()
        for term in words.split():
            options = frozenset(term.lstrip("!").split("|"))
            if any("*" in option[:-1] or not option for option in options):
                raise ValueError(f"rule {words!r}: a star stands only at the end of a word")
            if term.startswith("!"):
                unless |= options
            else:
                needs.append(options)
        if not needs:
            raise ValueError(f"rule {words!r} asks for no word")
        return cls(result, strength, tuple(needs), frozenset(unless))


class Evidence:
    """A rule table made ready for many short texts.

    Each word of the table is a bit. A token is looked up once (short form, beginning, spelling); a text is the OR of
    its tokens, and a set of words that was met before costs one dictionary look-up.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        # Stronger first; of equals, the one that asks for more; sort() keeps file order for the rest.
        self._rules: Sequence[Rule] = sorted(rules, key=lambda rule: (-rule.strength, -len(rule.needs)))
        atoms: dict[str, int] = {}
        for rule in self._rules:
            for option in [*(option for need in rule.needs for option in sorted(need)), *sorted(rule.unless)]:
                atoms.setdefault(option, len(atoms))
        self._words = {atom: 1 << bit for atom, bit in atoms.items() if not atom.endswith("*")}
        self._stems = {atom[:-1]: 1 << bit for atom, bit in atoms.items() if atom.endswith("*")}

        def mask(options: frozenset[str]) -> int:
            return sum(1 << atoms[option] for option in options)

        self._needs = [tuple(mask(need) for need in rule.needs) for rule in self._rules]
        self._unless = [mask(rule.unless) for rule in self._rules]
        # A rule is tried only when a word of its pickiest need is there.
        self._tried_by: dict[int, int] = defaultdict(int)
        for number, needs in enumerate(self._needs):
            picky = min(needs, key=int.bit_count)
            for bit in _bits(picky):
                self._tried_by[bit] |= 1 << number
        known = {word for words in short_forms().values() for word in words} | set(self._words)
        spelt = {_DOUBLED.sub(r"\1", word): word for word in known | set(self._stems) if len(word) > _CUT_FROM}
        self._known, self._spelt = sorted(spelt), spelt
        self._spellings = _spellings(known)
        # Doubled letters are the commonest slip ("tresspass", "harrassment"): compare without them.
        self._singles = {_DOUBLED.sub(r"\1", word): self._word(word) for word in self._words if len(word) > 4}
        self._single_stems = {_DOUBLED.sub(r"\1", stem): bits for stem, bits in self._stems.items() if len(stem) > 5}
        self._of_token: dict[str, int] = {}
        for short in short_forms():
            self._look_up(short)
        self._of_words: dict[int, int] = {}

    def strongest(self, text: str) -> Rule | None:
        """The strongest rule that the text meets, or None when it meets none."""
        return self.strongest_of(tokens(text), cut=len(text) >= CUT_TEXT)

    def strongest_of(self, words: Sequence[str], *, cut: bool = False) -> Rule | None:
        """The strongest rule that a text split into tokens meets; `cut`: the last one may be cut off."""
        remembered, found, bits, token = self._of_token, 0, 0, ""
        for token in words:
            known = remembered.get(token)
            if known is not None:
                bits = known
            elif token.isalpha():
                bits = self._look_up(token)
            else:  # a number: not worth remembering
                bits = self._words.get(token, 0)
            found |= bits
        if cut and not bits and len(token) >= _CUT_FROM and token not in short_forms():
            found |= self._cut_off(token)
        number = self._number(found)
        if number < 0 and len(words) == 1 and token.isalpha():
            number = self._number(self._glued(token))
        return None if number < 0 else self._rules[number]

    def _number(self, found: int) -> int:
        """The number of the strongest rule for a set of words, -1 for none."""
        if not found:
            return -1
        number = self._of_words.get(found)
        if number is None:
            number = self._search(found)
            if len(self._of_words) < _REMEMBERED:
                self._of_words[found] = number
        return number

    def _search(self, found: int) -> int:
        candidates = 0  # a set of rules as bits: the lowest is the strongest
        for bit in _bits(found):
            candidates |= self._tried_by.get(bit, 0)
        for number in _bits(candidates):
            if not found & self._unless[number] and all(found & need for need in self._needs[number]):
                return number
        return -1

    def _look_up(self, token: str) -> int:
        bits = 0
        for word in short_forms().get(token, (token,)):
            bits |= self._word(word) | self._word(word.removesuffix("s")) or self._misspelt(word)
        if len(self._of_token) < _REMEMBERED:
            self._of_token[token] = bits
        return bits

    def _glued(self, code: str) -> int:
        """Bits of a code glued of two short forms ("SUSPVEH", "BURGIP"); only for a text that is one unknown word."""
        if _GLUED[0] <= len(code) <= _GLUED[1]:
            for place in range(len(code) - 2, 2, -1):
                head, tail = self._form(code[:place]), self._form(code[place:])
                if head is not None and tail is not None and head | tail:
                    return head | tail
        return 0

    def _form(self, part: str) -> int | None:
        """Bits of a short form or a word of the rules, exactly so; 0 for one that says nothing, None for no such."""
        words = short_forms().get(part)
        if words is None:
            return self._word(part) if part in self._words or part in self._stems else None
        bits = 0
        for word in words:
            bits |= self._word(word)
        return bits

    def _word(self, word: str) -> int:
        bits = self._words.get(word, 0)
        for end in range(2, min(len(word), _LONGEST_WORD) + 1):
            bits |= self._stems.get(word[:end], 0)
        return bits

    def _misspelt(self, word: str) -> int:
        """Bits of the known word that is one slip away; only longer words, where a slip is rarely another word."""
        if not word.isalpha() or not _SPELL_FROM - 1 <= len(word) <= _LONGEST_WORD:
            return 0
        single = _DOUBLED.sub(r"\1", word)
        bits = self._singles.get(single, 0)
        for end in range(5, len(single) + 1):
            bits |= self._single_stems.get(single[:end], 0)
        if bits or len(word) < _SPELL_FROM:
            return bits
        for form in (word, *_shortened(word)):
            meant = self._spellings.get(form)
            # A slip in the first letter is rare, another word is not: heating is no beating, cooking no booking.
            if meant is not None and meant[0] == word[0]:
                return self._word(meant)
        return 0

    def _cut_off(self, word: str) -> int:
        """Bits of the one known word that begins so ("SIMPLE CRIMINAL DAMA")."""
        if not word.isalpha():
            return 0
        word = _DOUBLED.sub(r"\1", word)
        place = bisect_left(self._known, word)
        found = self._known[place] if place < len(self._known) else ""
        if not found.startswith(word):
            return 0
        last = self._known[bisect_left(self._known, word + "{") - 1]
        # Several words begin so: they must be forms of one word (damage, damaged).
        return self._word(self._spelt[found]) if last.startswith(found[: len(word) + 1]) else 0


def _bits(mask: int) -> Iterable[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _shortened(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]


def _spellings(words: Iterable[str]) -> dict[str, str]:
    """Every word and its forms with one letter left out -> the word (symmetric deletion)."""
    known: dict[str, str] = {}
    long = sorted({word for word in words if len(word) >= _SPELL_FROM and word.isalpha()})
    for word in long:
        for form in _shortened(word):
            known.setdefault(form, word)
    return known | {word: word for word in long}
