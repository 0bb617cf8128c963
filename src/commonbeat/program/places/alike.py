"""Whether a street or a name is meant that is written a little differently. Pure text.

A wrong place is worse than none: numbers, street types and directions are never guessed across, short words not at all.
The distance is the optimal string alignment of Damerau (1964): a letter more, less, other, or two swapped count one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from commonbeat.intake.places.suffixes import SUFFIX_WORDS, SUFFIXES, WORDS
from commonbeat.intake.places.words import DIRECTIONS

#: Words that names of complexes carry or leave out.
_GENERIC: Final = {
    "APTS": "APARTMENTS", "APT": "APARTMENTS", "APARTMENT": "APARTMENTS", "CONDO": "CONDOS", "CONDOMINIUMS": "CONDOS",
    "CTR": "CENTER", "CENTRE": "CENTER", "ELEM": "ELEMENTARY", "SCH": "SCHOOL", "SHOP": "SHOPPING",
}  # fmt: skip
_LEFT_OUT: Final = frozenset({"THE", "APARTMENTS", "CONDOS", "COMPLEX"})


@dataclass(frozen=True, slots=True)
class Parts:
    """A street: the words of its name, its type and its directions."""

    name: str
    kind: str
    directions: frozenset[str]


def parts(street: str) -> Parts:
    """The parts of a street in canonical capitals."""
    words = street.split()
    directions: set[str] = set()
    while len(words) > 1 and words[0] in DIRECTIONS:
        directions.add(DIRECTIONS[words.pop(0)])
    while len(words) > 1 and words[-1] in DIRECTIONS:
        directions.add(DIRECTIONS[words.pop()])
    kind = SUFFIXES.get(words.pop(), "") if len(words) > 1 and words[-1] in SUFFIX_WORDS else ""
    return Parts(" ".join(words), kind, frozenset(directions))


def allowed(letters: int) -> int:
    """Typing errors that a name of so many letters may have."""
    return 0 if letters < 4 else 1 if letters < 7 else 2 if letters < 12 else 3


def name_distance(asked: str, there: str) -> int | None:
    """Typing errors between two names; None when they are different names. Digits must agree."""
    if asked == there:
        return 0
    limit = allowed(min(len(asked), len(there)))
    if limit == 0 or _digits(asked) != _digits(there):
        return None
    found = OSA.distance(asked, there, score_cutoff=limit)
    if found > limit:
        joined = asked.replace(" ", ""), there.replace(" ", "")
        found = OSA.distance(*joined, score_cutoff=limit - 1) + 1 if limit > 1 else found
    return found if found <= limit else None


def street_distance(asked: Parts, there: Parts) -> int | None:
    """How far a street is from what was typed: 0 the same name with a type or direction left out; None another street.

    Another type ("Ave" for "St") or direction counts three: near enough to be asked about, never to be taken.
    """
    found = name_distance(asked.name, there.name)
    if found is None:
        return None
    if asked.kind and there.kind and asked.kind != there.kind:
        found += OTHER
    if asked.directions and there.directions and asked.directions != there.directions:
        found += OTHER
    return found


#: Distance from which on a place is only offered.
OTHER: Final = 4


def without_kind(street: str) -> list[Parts]:
    """The reading in which the last word is no type but part of the name: "Oak Creek" of "Oak Creek Dr"."""
    read = parts(street)
    if read.kind not in WORDS:
        return []
    return [Parts(f"{read.name} {WORDS[read.kind].upper()}", "", read.directions)]


def mistyped_kind(street: str) -> list[str]:
    """Readings of a street whose last word is a mistyped type ("MILL STRET"), in canonical capitals."""
    words = street.split()
    if len(words) < 2 or words[-1] in SUFFIX_WORDS or len(words[-1]) < 3:
        return []
    near = {
        SUFFIXES[word]
        for word in SUFFIX_WORDS
        if word in SUFFIXES and len(word) > 3 and OSA.distance(words[-1], word, score_cutoff=1) <= 1
    }
    return [" ".join([*words[:-1], kind]) for kind in sorted(near)]


def name_words(name: str) -> list[str]:
    """The words of a complex's name that tell it from others."""
    words = [_GENERIC.get(word, word) for word in name.split()]
    return [word for word in words if word not in _LEFT_OUT and not _is_apartments(word)]


def _is_apartments(word: str) -> bool:
    return len(word) >= 8 and OSA.distance(word, "APARTMENTS", score_cutoff=2) <= 2


def place_name_distance(asked: str, there: str) -> int | None:
    """How far the name of a place is from what was typed, by its telling words in any order; None when it is another.

    A part of the name ("Oak Creek" of "Oak Creek Apartments Phase Two") counts one.
    """
    left, right = name_words(asked), name_words(there)
    if not left or not right:
        return 0 if asked == there else None
    total = 0
    rest = list(right)
    for word in left:
        near = min(
            ((distance, other) for other in rest if (distance := name_distance(word, other)) is not None), default=None
        )
        if near is None:
            return name_distance("".join(left), "".join(right))
        total += near[0]
        rest.remove(near[1])
    return total + (1 if rest else 0)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
