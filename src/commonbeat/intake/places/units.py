"""Apartments, suites and buildings: part of an address, but not of the place."""

from __future__ import annotations

import re
from typing import Final

from commonbeat.intake.places.suffixes import SUFFIXES
from commonbeat.intake.places.words import DIRECTIONS, LONE_UNITS, UNITS

_WORDS: Final = "|".join(sorted((word for word in UNITS if word != "#"), key=len, reverse=True))
_WORD_UNIT: Final = re.compile(
    rf" (?:(?P<word>{_WORDS})[ #-]*(?P<value>(?=[A-Z0-9-]*\d)[A-Z0-9-]{{1,8}}|[A-Z]{{1,2}})"
    rf"|#+ ?(?P<sign>[A-Z0-9-]{{1,8}})"
    rf"|(?P<floor>\d{{1,2}}(?:ST|ND|RD|TH)) (?:FL|FLR|FLOOR)"
    rf"|(?P<lone>{'|'.join(LONE_UNITS)})(?: (?P<lonevalue>\d\w{{0,3}}|[A-Z]))?)$"
)
_SIGN: Final = re.compile(r"\s*#+\s*")
#: Types after which a bare "4B" or "12" is a unit; after others ("COUNTY RD 12", "HWY 99") it is a name.
_ALSO_NAMES: Final = frozenset({"FRONT", "FRNT", "OFFICE", "LOBBY", "UPPER", "LOWER", "PH"})
_BEFORE_BARE: Final = frozenset({"ST", "AVE", "DR", "BLVD", "CT", "LN", "PL", "TER", "CIR", "WAY", "PKWY"})
_BARE: Final = re.compile(r"\d{1,5}[A-Z]?|[A-Z]\d{1,4}|[A-Z]")


def split_unit(rest: str) -> tuple[str, str]:
    """What follows the house number, without its unit, and the unit ("Apt 4"; empty when there is none)."""
    units: list[str] = []
    if "#" in rest:
        rest = _SIGN.sub(" #", rest)
    for _ in range(3):  # "BLDG C APT 4"
        found = _WORD_UNIT.search(rest)
        if found is None or not _stands_alone(rest[: found.start()]):
            break
        if found["lone"] in _ALSO_NAMES and not _typed(rest[: found.start()]):
            break
        if found["value"] and found["value"] in SUFFIXES and found["value"] not in ("A", "B"):
            break
        units.insert(0, _written(found))
        rest = rest[: found.start()]
    if not units:
        street, _, last = rest.rpartition(" ")
        before = street.rpartition(" ")
        if (
            _BARE.fullmatch(last)
            and last not in DIRECTIONS
            and SUFFIXES.get(before[2]) in _BEFORE_BARE
            and before[0]
            and not before[0].endswith(("STATE", "COUNTY"))
        ):
            return street, last
    return rest, " ".join(units)


def _typed(street: str) -> bool:
    """Has the street its type or number already? Then "FRONT" is a unit, as it is not in "OCEAN FRONT"."""
    return any(token in SUFFIXES or token[0].isdigit() for token in street.split()[1:])


def _stands_alone(street: str) -> bool:
    """Is there a street left when the unit is cut off?"""
    tokens = street.split()
    if not tokens:
        return False
    return len(tokens) > 1 or tokens[0] not in DIRECTIONS


def _written(found: re.Match[str]) -> str:
    if found["word"]:
        return f"{UNITS[found['word']]} {found['value'].strip('-')}"
    if found["sign"]:
        return f"# {found['sign'].strip('-')}"
    if found["floor"]:
        return f"Fl {found['floor'][:-2]}"
    value = found["lonevalue"]
    return LONE_UNITS[found["lone"]] + (f" {value}" if value else "")
