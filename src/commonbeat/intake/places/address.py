"""Addresses as dispatchers write them, brought to one form: the same place gets the same key."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from commonbeat.intake.places.habits import Habits, is_bare_city, split_tail
from commonbeat.intake.places.pseudo import refusal
from commonbeat.intake.places.streets import Street, parse_street
from commonbeat.intake.places.suffixes import SUFFIX_WORDS, SUFFIXES
from commonbeat.intake.places.text import plain
from commonbeat.intake.places.units import split_unit
from commonbeat.intake.places.words import BOUNDS, DIRECTIONS, TRAILING_DIRECTIONS, words

#: Streets are seldom numbered higher than this.
_HIGHEST_STREET: Final = 250


class CanonicalAddress(NamedTuple):
    """One address in its one form.

    Attributes:
        key: equal for all spellings of the same place; empty when refused.
        label: as people write it: "5237 N 35th St", "1200 block of Elm St", "Airy St & Swede St".
        kind: one of `analysis.calls.PLACE_KINDS`; empty when refused.
        unit: apartment, building or half number, kept apart: "Apt 4", "Bldg C", "A".
        refused: why the text is no address; None when it is one.
    """

    key: str
    label: str
    kind: str
    unit: str
    refused: str | None


_NUMBER: Final = re.compile(
    r"(?P<grid>[NSEW] ?\d{1,3} ?-?[NSEW] ?\d{2,6})(?= )"
    r"|(?P<masked>\d{0,4}X{1,3})(?= |-)(?:[ -]?(?:BLOCK|BLK|BL)S?\b)?(?: OF\b)?"
    r"|(?P<block>\d{1,6})(?: ?- ?\d{1,6})?(?: ?-? ?(?:BLOCK|BLK|BLCK|BKL|BLC)S?|-(?:NLK|LK|BL|BK))\b(?: OF\b)?"
    r"|(?P<low>\d{1,6}) ?(?:-| TO |/) ?(?P<high>\d{1,6})(?![\dA-Z/])(?!/)"
    # "3017A", "3017-A", and "3017 B N 28TH ST"; but "3017 B ST" is on B Street, and "3017N" is a direction.
    r"|(?P<digits>\d{1,7})(?:-(?P<dashed>[A-Z0-9]{1,3})(?= )|(?P<attached>[A-Z])(?= )|(?= ))"
    r"(?: (?P<half>[A-DF-MO-RT-VX-Z])(?= (?:[NSEW]|NORTH|SOUTH|EAST|WEST) [A-Z0-9]+ [A-Z0-9]))?"
    r"(?:[ -](?P<fraction>[1-9]/[2-9])(?= ))?"
)
_BLOCK_FIRST: Final = re.compile(r"(?:BLOCK|BLK)S?(?: OF)? (\d{1,6}) (?=[A-Z0-9])|UNIT (?:BLOCK|BLK)(?: OF)? ")
_BLOCK_LAST: Final = re.compile(r"^(.*[A-Z].*) (\d{1,6}) (?:BLOCK|BLK)$")
_NEAR: Final = re.compile(r" [NSEW]/O | JUST [NSEW](?:ORTH|OUTH|AST|EST)? OF | (?:NEAR|NR|X) ")
_CROSS: Final = re.compile(r"\s*[&@+\\]\s*|(?<!\b[NSEW])\s*/\s*|\s*/\s*(?![OB]\b)|\s+(?:AND|AT)\s+")
_SIGNS: Final = frozenset("&@+\\/")
_FRACTION: Final = re.compile(r"(?<![\d/])[1-9]/[2-9](?![\d/])")
_CODE: Final = re.compile(r"\*+[A-Z0-9]+\*+")
_PARENTHESES: Final = re.compile(r"\s*\(([^()]*)\)\s*")


def _qualifier(match: re.Match[str]) -> str:
    """Keep a short mark inside a street ("27TH (SB) ST"); leave a common name out ("(POLICE ADMIN)")."""
    inner = match.group(1).strip()
    return f" ({inner}) " if inner.isalpha() and len(inner) <= 2 else " "


def block_place(number: int, street: Street) -> CanonicalAddress:
    """The hundred-block of a street that `number` lies in."""
    hundred = number // 100 * 100
    return CanonicalAddress(f"{hundred} BLOCK {street.key}", f"{hundred} block of {street.label}", "block", "", None)


def refuse(reason: str) -> CanonicalAddress:
    """No address, for this reason."""
    return CanonicalAddress("", "", "", "", reason)


class Reader:
    """Reads addresses with one agency's habits, remembering streets it has read before."""

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self.streets: dict[str, Street] = {}
        self._steady: set[str] = set()

    def street(self, text: str) -> Street:
        """The street of a plain text, remembered."""
        found = self.streets.get(text)
        if found is None:
            found = self.streets[text] = parse_street(text)
        return found

    def read(self, raw: str) -> CanonicalAddress:
        """The canonical form of any text whatever; reading its label again gives the same."""
        found = self._read(plain(raw))
        for _ in range(4):
            if not found.key:
                return found
            head, _, rest = found.label.partition(" ")
            form = f"{found.kind} {rest}" if head.isdigit() else found.label
            if form in self._steady:
                return found
            again = self._read(plain(found.label))
            if (again.key, again.label) == (found.key, found.label):
                self._steady.add(form)
                return found
            found = again._replace(unit=found.unit or again.unit) if again.key else again
        return refuse("no address that can be read")

    def _read(self, text: str) -> CanonicalAddress:
        reason = refusal(text)
        if reason:
            return refuse(reason)
        if "*" in text:
            text = _CODE.sub(" ", text).strip(" *")
        if "(" in text or ")" in text:
            text = _PARENTHESES.sub(_qualifier, text).replace("  ", " ").strip()
        head, city, unit = split_tail(text, self.habits)
        reason = refusal(head)
        if reason:
            return refuse(reason)
        if head in self.habits.cities or head in self.habits.endings or is_bare_city(text):
            return refuse("a city, not an address")
        found = self._place(head)
        if found.refused is None and unit and not found.unit:
            found = found._replace(unit=unit)
        if city and found.refused is None:
            found = found._replace(key=f"{found.key}, {city}", label=f"{found.label}, {city.title()}")
        return found

    def _place(self, head: str) -> CanonicalAddress:
        parts = self._crossing(head)
        if len(parts) == 1:
            return self._single(parts[0])
        numbered = [part for part in parts if self._numbered(part)]
        if numbered:
            # "WALMART @ 1200 ELM", "1200 ELM ST / OAK AVE": the number says where.
            typed = [part for part in numbered if not SUFFIX_WORDS.isdisjoint(part.split()[2:])]
            return self._single((typed or numbered)[0])
        streets = [self.street(part) for part in (self._without_zero(part) for part in parts) if part]
        unique = sorted({street.key: street for street in streets if street.key}.values())
        if not unique:
            return refuse("no address")
        if len(unique) == 1:
            return self._single(unique[0].key)
        return CanonicalAddress(
            " & ".join(street.key for street in unique),
            " & ".join(street.label for street in unique),
            "intersection",
            "",
            None,
        )

    def _crossing(self, head: str) -> list[str]:
        """Streets of an intersection, or the one text."""
        near = _NEAR.sub(" & ", head) if " X " in head or "/O " in head or " N" in head or "JUST" in head else head
        kept = _FRACTION.sub(lambda match: match.group().replace("/", "~"), near) if "/" in near else near
        if not _SIGNS.isdisjoint(kept) or " AND " in kept or " AT " in kept:
            pieces = [piece.replace("~", "/").strip(" -#*,;") for piece in _CROSS.split(kept)]
            pieces = [piece for piece in pieces if piece]
            if not _SIGNS.isdisjoint(kept) or any(
                self.street(piece).typed or self._numbered(piece) for piece in pieces
            ):
                return pieces or [head]
        return [near.strip(" -#*,;") or head]

    def _without_zero(self, part: str) -> str:
        return part[2:] if part.startswith("0 ") else part

    def _numbered(self, part: str) -> bool:
        """Does this part of an intersection tell a house number?"""
        found = _NUMBER.match(part)
        if not found or part.startswith("0 "):
            return bool(_BLOCK_FIRST.match(part))
        return _is_street(part[found.end() :].strip(), found["digits"])

    def _single(self, text: str) -> CanonicalAddress:
        text = text.lstrip("#*- ")
        first = _BLOCK_FIRST.match(text)
        if first:
            street = self.street(text[first.end() :].strip() or "X")
            return block_place(int(first.group(1) or 0), street)
        last = _BLOCK_LAST.match(text)
        if last:
            text = f"{last.group(2)} BLOCK {last.group(1)}"
        found = _NUMBER.match(text)
        rest = text[found.end() :].strip(" -") if found else text
        if found is None or not _is_street(rest, found["digits"]):
            return self._unnumbered(text)
        return self._numbered_place(found, rest)

    def _numbered_place(self, found: re.Match[str], rest: str) -> CanonicalAddress:
        group = found.groupdict()
        half = group["dashed"] or group["attached"] or group["half"] or ""
        if group["attached"] and half in "NSEW":
            rest, half = f"{half} {rest}", ""
        rest, unit = split_unit(rest)
        street = self.street(rest)
        if group["masked"]:
            return block_place(
                int((group["masked"].rstrip("X") or "0") + "0" * min(2, group["masked"].count("X"))), street
            )
        if group["block"]:
            return block_place(int(group["block"]), street)
        if group["grid"]:
            number = group["grid"].replace(" ", "").replace("-", "")
        elif group["low"]:
            low, high = int(group["low"]), int(group["high"])
            if high < low or self.habits.hyphenated:
                number = f"{low}-{group['high']}"
            elif high - low >= 90:
                return block_place(low, street)
            else:
                number = str(low)
        else:
            number = str(int(group["digits"]))
            unit = unit or half
            if group["fraction"] and not unit:
                unit = group["fraction"]
        if number == "0":
            return refuse("house number 0 and no cross street")
        if self.habits.hundred_blocks and number.endswith("00") and number.isdigit():
            return block_place(int(number), street)._replace(unit=unit)
        return CanonicalAddress(f"{number} {street.key}", f"{number} {street.label}", "address", unit, None)

    def _unnumbered(self, text: str) -> CanonicalAddress:
        tokens = text.split()
        for index in range(1, len(tokens) - 1):
            # "WALMART 1200 ELM ST": a name, then an address with a street type.
            if tokens[index].isdigit() and len(tokens[index]) > 1 and tokens[index - 1] not in _NUMBER_AFTER:
                rest = " ".join(tokens[index + 1 :])
                if _is_street(rest) and any(token in SUFFIXES for token in tokens[index + 2 :]):
                    return self._single(" ".join(tokens[index:]))
        street = self.street(text)
        if not street.key:
            return refuse("no address")
        return CanonicalAddress(street.key, street.label, "block" if street.typed else "landmark", "", None)


#: A number after one of these is its own: a highway, an exit, a station, a street named by a number.
_NUMBER_AFTER: Final = frozenset(
    words(
        "EXIT MM MP MILE I US SR CR IH HWY ROUTE RT RTE STATE COUNTY INTERSTATE STATION TO "
        "AVENUE CAMINO CALLE NO NUMBER"
    )
) | {*SUFFIXES, *DIRECTIONS}


def _is_street(rest: str, number: str | None = None) -> bool:
    """Can `rest` be the street after a house number? Not "ST" ("35 ST" is 35th Street) and not "S" (Utah's "300 S")."""
    if not rest:
        return False
    tokens = rest.split()
    if len(tokens) == 1:
        return tokens[0] not in SUFFIXES and tokens[0] not in DIRECTIONS and tokens[0] not in BOUNDS
    if tokens[0] in BOUNDS or tokens[0] == "MILE":
        return False
    if len(tokens) == 2 and tokens[0] in SUFFIXES and tokens[1] in TRAILING_DIRECTIONS:
        # "44 STREET N" is 44th Street; "1200 AVENUE E" is a house on Avenue E.
        return number is None or int(number) > _HIGHEST_STREET
    return True
