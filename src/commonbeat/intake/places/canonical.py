"""Many addresses at once: what was read before is not read again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final

from commonbeat.intake.places.address import CanonicalAddress, Reader, refuse
from commonbeat.intake.places.habits import Habits, habits_of
from commonbeat.intake.places.pseudo import refusal
from commonbeat.intake.places.streets import Street
from commonbeat.intake.places.text import plain
from commonbeat.intake.places.words import UNITS

_UNIT: Final = re.compile(r" (APT|UNIT|STE|LOT|#)[ #]*(\d{1,5}[A-Z]?)(?=,|$)")
_CORNER: Final = re.compile(r"([A-Za-z][A-Za-z0-9 .]*?) (?:&|/) ([A-Za-z][^&/@+\\()]*)$", re.ASCII)
_JOINING: Final = re.compile(r"\b(?:AND|AT|NEAR|NR|X|JUST)\b", re.IGNORECASE)


class _Unread(Enum):
    """Stands for "not read yet", as against None: read, and nothing to remember."""

    YET = 0


class _Memory:
    """What one agency's addresses share: the street after a house number, the two streets of a corner."""

    def __init__(self, habits: Habits) -> None:
        self.reader = Reader(habits)
        self.hundreds = habits.hundred_blocks
        # Text after a house number -> key and label of the street, unit, is it a block; None: read it whole.
        self.after: dict[tuple[bool, str], tuple[str, str, str, bool] | None] = {}
        self.first: dict[str, Street | None] = {}
        self.second: dict[str, Street | None] = {}

    def read(self, raw: str) -> CanonicalAddress:
        """The same as `Reader.read`, faster where the text is like one before it."""
        head, _, rest = raw.partition(" ")
        if head.isdigit() and head[0] != "0" and len(head) < 7 and head.isascii():
            return self._after_number(raw, head, rest)
        corner = _CORNER.match(raw)
        return (self._corner(corner) if corner else None) or self.reader.read(raw)

    def _after_number(self, raw: str, head: str, rest: str) -> CanonicalAddress:
        hundred = self.hundreds and head.endswith("00")
        known = self.after.get((hundred, rest), _Unread.YET)
        if isinstance(known, tuple):
            return _numbered(head, known, known[2])
        if known is _Unread.YET:
            unit = _UNIT.search(rest)
            if unit:
                # "N 35TH ST APT 4,MKE": the street is remembered without the unit.
                without = (hundred, rest[: unit.start()] + rest[unit.end() :])
                if without not in self.after:
                    self._after_number(f"{head} {without[1]}", head, without[1])
                bare = self.after.get(without)
                if bare and not bare[2]:
                    return _numbered(head, bare, f"{UNITS[unit[1]]} {unit[2]}")
        found = self.reader.read(raw)
        if known is _Unread.YET and head not in rest:  # else the number may have come from the rest
            self.after[hundred, rest] = _street_of(found, head, rest)
        return found

    def _corner(self, corner: re.Match[str]) -> CanonicalAddress | None:
        one, two = corner.groups()
        first, second = self.first.get(one, _Unread.YET), self.second.get(two, _Unread.YET)
        if first is _Unread.YET:
            text = plain(one)
            alone = None if _JOINING.search(one) or refusal(text) else self.reader.street(text)
            first = self.first[one] = alone if alone and alone.key else None
        if second is _Unread.YET:
            found = None if _JOINING.search(two) else self.reader.read(two)
            simple = (
                found is not None and found.kind in ("block", "landmark") and not found.unit and ", " not in found.key
            )
            second = self.second[two] = Street(found.key, found.label, True) if found and simple else None
        if not first or not second or first.key == second.key:
            return None
        if first.key > second.key:
            first, second = second, first
        return CanonicalAddress(
            f"{first.key} & {second.key}", f"{first.label} & {second.label}", "intersection", "", None
        )


#: In what follows the number: a second number, a second street; then the place may not be the first number's.
_SECOND: Final = re.compile(r"[&/@+\\]|\b(?:AND|AT|NEAR|NR|X|JUST)\b|\dX|\b(?!\d{5}$)\d{3,}\b", re.IGNORECASE)
_BLOCK: Final = re.compile(r"(?:BLOCK|BLK)S?\b", re.IGNORECASE)


def _street_of(found: CanonicalAddress, head: str, rest: str) -> tuple[str, str, str, bool] | None:
    """What can be remembered of an address that began with `head`, for another number before the same text."""
    if not rest[:1].isalpha() or _SECOND.search(rest):
        return None
    if found.kind == "address" and found.key.startswith(f"{head} "):
        return found.key[len(head) + 1 :], found.label[len(head) + 1 :], found.unit, False
    mark = f"{int(head) // 100 * 100} BLOCK "
    if found.kind == "block" and found.key.startswith(mark) and (_BLOCK.match(rest) or head.endswith("00")):
        return found.key[len(mark) :], found.label[len(mark) + 3 :], found.unit, True
    return None


def _numbered(head: str, street: tuple[str, str, str, bool], unit: str) -> CanonicalAddress:
    key, label, _, block = street
    if block:
        hundred = int(head) // 100 * 100
        return CanonicalAddress(f"{hundred} BLOCK {key}", f"{hundred} block of {label}", "block", unit, None)
    return CanonicalAddress(f"{head} {key}", f"{head} {label}", "address", unit, None)


def canonical(addresses: Sequence[str | None], *, habits: Habits | None = None) -> list[CanonicalAddress]:
    """The one form of each address; pass distinct strings, the work is per string.

    Args:
        addresses: any texts, in any number; None counts as empty.
        habits: the agency's ways of writing (see `Habits`); found from the addresses when None.

    Returns:
        One `CanonicalAddress` each, in order. It never raises on any text.
    """
    known = habits if habits is not None else habits_of([address for address in addresses if address])
    memory = _Memory(known)
    nothing = refuse("no address")
    return [memory.read(raw) if raw else nothing for raw in addresses]
