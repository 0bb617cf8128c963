"""How one agency writes its addresses, found from the addresses themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from commonbeat.intake.places.streets import parse_street
from commonbeat.intake.places.suffixes import SUFFIX_WORDS, SUFFIXES
from commonbeat.intake.places.text import plain
from commonbeat.intake.places.units import split_unit
from commonbeat.intake.places.words import COUNTRIES, DIRECTIONS, STATE_NAMES, STATES, UNITS

_SAMPLE: Final = 4_000
_ENOUGH: Final = 50
#: A comma, a semicolon, or a dash before words that are no street: "119TH/WASHINGTON - WEST ALLIS".
_CUT: Final = re.compile(
    r"\s*[,;]\s*|\s+-+\s+(?!\d)(?![^,;]*(?:[&/@]|\b(?:ST|AVE?|BLVD?|DR|RD|RAMP|PKWY|HWY|CT|LN|PL|STREET|AVENUE|ROAD)\b))"
)
_ZIP: Final = re.compile(r"(?:^|\s)\d{5}(?:-\d{4})?$")
_STATE_END: Final = re.compile(rf"(?:^| )(?:{'|'.join([*sorted(STATE_NAMES), *sorted(COUNTRIES)])})$")
_STATE_ZIP: Final = re.compile(rf"\s(?:{'|'.join(sorted(STATES))}) \d{{5}}(?:-\d{{4}})?$")
_NUMBERED: Final = re.compile(r"(\d{1,6})(?:-(\d{1,4}))? +[A-Z]")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d|STATION\b|STA ?\d|BOX \d|BEAT\b|DIST\b|DISTRICT\b")


@dataclass(frozen=True)
class Habits:
    """An agency's ways of writing.

    Attributes:
        home: the tail most addresses carry, and its short forms ("MKE", "MILWAUKEE"): they say nothing and are dropped.
        endings: the same where no comma stands before it ("SAN DIEGO"), longest first.
        several_cities: the agency covers several cities: a tail other than `home` tells places apart and is kept.
        cities: all tails seen; such a name alone is no address.
        hundred_blocks: house numbers are blocks: "600 FERGUS ST" is the 600 block.
        hyphenated: "35-40 30TH ST" is one house number (Queens), not a range.
    """

    home: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    several_cities: bool = False
    cities: frozenset[str] = frozenset()
    hundred_blocks: bool = False
    hyphenated: bool = False


def _city_of(segment: str) -> str:
    """A tail as a city: without state, ZIP and country."""
    text = _ZIP.sub("", segment).strip()
    text = _STATE_END.sub("", text).strip()
    words = text.split()
    if words and words[-1] in STATES and (len(words) > 1 or len(segment) == 2):
        words.pop()
    return " ".join(words)


def split_tail(text: str, habits: Habits) -> tuple[str, str, str]:
    """Address, city to keep (empty for the home city or where cities do not matter) and unit of a plain text."""
    unit = ""
    pieces = [piece for piece in _CUT.split(text) if piece] if "," in text or ";" in text or " -" in text else [text]
    if not pieces:
        return "", "", ""
    head = pieces[0]
    tails = pieces[1:]
    if tails and (not _NUMBERED.match(head) or SUFFIX_WORDS.isdisjoint(head.split())):
        for index, piece in enumerate(tails):
            if _NUMBERED.match(piece) and not _TIME.match(piece):
                head, tails = piece, tails[index + 1 :]  # "WALMART, 1200 ELM ST"
                break
    city = ""
    for tail in tails:
        if not unit:
            left, unit = split_unit(f"X X {tail}")
            if unit and left == "X X" and not _STATE_ZIP.match(f" {tail}"):
                continue
            unit = ""
        if not city and not _TIME.match(tail):
            city = _city_of(tail)
    whole = head
    head = _STATE_ZIP.sub("", head)
    if not habits.endings and (head != whole or any(tail in STATE_NAMES or tail in STATES for tail in tails[:1])):
        head = _without_city(head)
    for ending in habits.endings:
        if head.endswith(ending) and len(head) > len(ending) + 1 and head[-len(ending) - 1] == " ":
            head = head[: -len(ending) - 1]
            break
    zipped = _ZIP.search(head)
    if zipped and zipped.start() > 0 and head[: zipped.start()].split()[-1] in SUFFIXES and _NUMBERED.match(head):
        head = head[: zipped.start()]
    keep = city if habits.several_cities and city not in habits.home else ""
    return head, keep, unit


def is_bare_city(text: str) -> bool:
    """Is it only a city with its state: "CALEDONIA, WI"?"""
    name, comma, state = text.partition(",")
    state = _ZIP.sub("", state).strip()
    words = name.split()
    return (
        bool(comma)
        and (state in STATES or state in STATE_NAMES)
        and all(word.isalpha() for word in words)
        and SUFFIX_WORDS.isdisjoint(words[1:])
        and len(words) <= 3
    )


def _without_city(head: str) -> str:
    """Cut the words after the street type, where a state follows: "1600 06TH AVE SAN DIEGO" (CA)."""
    tokens = head.split()
    for index in range(len(tokens) - 2, 1, -1):
        if (
            tokens[index] in SUFFIXES
            and tokens[index] != "LA"
            and all(token.isalpha() for token in tokens[index + 1 :])
        ):
            rest = tokens[index + 1 :]
            if rest[0] not in DIRECTIONS and rest[0] not in UNITS and rest[-1] not in SUFFIXES:
                return " ".join(tokens[: index + 1])
    return head


def _tails(texts: Iterable[str]) -> dict[str, list[str]]:
    """City -> what stands before it, of the texts that have a tail."""
    found: dict[str, list[str]] = {}
    for text in texts:
        pieces = _CUT.split(text) if "," in text or ";" in text or " -" in text else []
        for piece in pieces[1:]:
            left, unit = split_unit(f"X X {piece}")
            if piece and not _NUMBERED.match(piece) and not _TIME.match(piece) and not (unit and left == "X X"):
                city = _city_of(piece)
                if city:
                    found.setdefault(city, []).append(pieces[0])
                    break
    return found


def _same_city(city: str, home: str, tails: dict[str, list[str]]) -> bool:
    """Is one tail a short form of the other ("MKE", "MILWAUKEE"), and do their streets agree?"""
    short, long = sorted((city, home), key=len)
    letters = iter(long)
    if len(short) > 4 or short[:1] != long[:1] or not all(letter in letters for letter in short):
        return False
    streets = {_street_of(head) for head in tails[home]}
    return sum(_street_of(head) in streets for head in tails[city]) >= 0.2 * len(tails[city])


def _street_of(head: str) -> str:
    number, _, rest = head.partition(" ")
    return parse_street(rest if number.isdigit() and rest else head or "X").key


def _bare_endings(texts: Sequence[str]) -> tuple[str, ...]:
    """Words without a comma that end a large share of the addresses: "1600 06TH AVE SAN DIEGO"."""
    heads = [_CUT.split(text, 1)[0] for text in texts]
    counts = Counter(head.rsplit(" ", 1)[-1] for head in heads if " " in head)
    found: list[str] = []
    for word, count in counts.most_common(3):
        if count < 0.2 * len(heads) or word in SUFFIXES or word in DIRECTIONS or not word.isalpha():
            continue
        ending = word
        while True:
            longer = Counter(
                head[: -len(ending) - 1].rsplit(" ", 1)[-1] for head in heads if head.endswith(" " + ending)
            ).most_common(1)
            if not longer or longer[0][1] < 0.8 * count or longer[0][0] in SUFFIXES or not longer[0][0].isalpha():
                break
            ending = f"{longer[0][0]} {ending}"
        found.append(ending)
    return tuple(found)


def habits_of(addresses: Sequence[str]) -> Habits:
    """The agency's habits, from its distinct addresses (some 4,000 of them, spread evenly).

    Fewer than 50 addresses say too little: then tails are dropped and numbers are house numbers.
    """
    if len(addresses) < _ENOUGH:
        return Habits()
    step = max(1, len(addresses) // _SAMPLE)
    texts = [plain(address) for address in addresses[::step]]
    tails = _tails(texts)
    total = sum(len(heads) for heads in tails.values())
    home: frozenset[str] = frozenset()
    if total >= _ENOUGH:
        best = max(tails, key=lambda city: len(tails[city]))
        same = frozenset(city for city in tails if city == best or _same_city(city, best, tails))
        if sum(len(tails[city]) for city in same) >= 0.5 * total:
            home = same
    numbers = [match for match in map(_NUMBERED.match, texts) if match]
    hundreds = sum(match[1].endswith("00") for match in numbers)
    dashed = sum(match[2] is not None and int(match[2]) < 100 for match in numbers)
    return Habits(
        home=home,
        endings=_bare_endings(texts),
        several_cities=total >= _ENOUGH and len(tails) > max(1, len(home)),
        cities=frozenset(city for city in tails if SUFFIX_WORDS.isdisjoint(city.split()[-1:])),
        hundred_blocks=len(numbers) >= _ENOUGH and hundreds >= 0.95 * len(numbers),
        hyphenated=len(numbers) >= _ENOUGH and dashed >= 0.2 * len(numbers),
    )
