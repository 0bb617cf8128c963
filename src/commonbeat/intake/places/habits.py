"""How one agency writes its addresses, found from the addresses themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from commonbeat.intake.places.suffixes import SUFFIXES
from commonbeat.intake.places.text import plain
from commonbeat.intake.places.units import split_unit
from commonbeat.intake.places.words import COUNTRIES, DIRECTIONS, STATE_NAMES, STATES, UNITS

_SAMPLE: Final = 4_000
_ENOUGH: Final = 50
_CUT: Final = re.compile(r"\s*[,;]\s*|\s+-+\s+(?!\d)")
_ZIP: Final = re.compile(r"(?:^|\s)\d{5}(?:-\d{4})?$")
_STATE_END: Final = re.compile(rf"(?:^| )(?:{'|'.join([*sorted(STATE_NAMES), *sorted(COUNTRIES)])})$")
_STATE_ZIP: Final = re.compile(rf"\s(?:{'|'.join(sorted(STATES))}) \d{{5}}(?:-\d{{4}})?$")
_NUMBERED: Final = re.compile(r"(\d{1,6})(?:-(\d{1,4}))? +[A-Z]")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d|STATION\b|STA ?\d|BOX \d|BEAT\b|DIST\b|DISTRICT\b")


@dataclass(frozen=True)
class Habits:
    """An agency's ways of writing.

    Attributes:
        home: the tail most addresses carry ("MKE"): it says nothing and is dropped.
        endings: the same where no comma stands before it ("SAN DIEGO"), longest first.
        several_cities: the agency covers several cities: a tail other than `home` tells places apart and is kept.
        cities: all tails seen; such a name alone is no address.
        hundred_blocks: house numbers are blocks: "600 FERGUS ST" is the 600 block.
        hyphenated: "35-40 30TH ST" is one house number (Queens), not a range.
    """

    home: str = ""
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
    if tails and not _NUMBERED.match(head):
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
    keep = city if habits.several_cities and city != habits.home else ""
    return head, keep, unit


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


def _tails(texts: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        pieces = _CUT.split(text) if "," in text or ";" in text or " -" in text else ()
        for piece in pieces[1:]:
            left, unit = split_unit(f"X X {piece}")
            if piece and not _NUMBERED.match(piece) and not _TIME.match(piece) and not (unit and left == "X X"):
                city = _city_of(piece)
                if city:
                    counts[city] += 1
                    break
    return counts


def _bare_endings(texts: Sequence[str]) -> tuple[str, ...]:
    """Words without a comma that end a large share of the addresses: "1600 06TH AVE SAN DIEGO"."""
    heads = [_CUT.split(text)[0] for text in texts]
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
    total = tails.total()
    home, several = "", False
    if total >= _ENOUGH:
        best, count = tails.most_common(1)[0]
        several = len(tails) > 1
        home = best if count >= 0.5 * total else ""
    numbers = [match for match in map(_NUMBERED.match, texts) if match]
    hundreds = sum(match[1].endswith("00") for match in numbers)
    dashed = sum(match[2] is not None and int(match[2]) < 100 for match in numbers)
    return Habits(
        home=home,
        endings=_bare_endings(texts),
        several_cities=several,
        cities=frozenset(city for city, count in tails.items() if count >= 0.01 * len(texts)),
        hundred_blocks=len(numbers) >= _ENOUGH and hundreds >= 0.95 * len(numbers),
        hyphenated=len(numbers) >= _ENOUGH and dashed >= 0.2 * len(numbers),
    )
