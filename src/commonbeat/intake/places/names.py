"""What an address says about a place by name: police premises, hospitals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from commonbeat.intake.places.suffixes import SUFFIXES
from commonbeat.intake.places.text import plain

#: "SHERIFF RD" and "HOSPITAL DR" are streets; "POLICE PLAZA" and "HOSPITAL CENTER" are not.
_STREET: Final = "|".join(
    sorted(set(SUFFIXES) - {"CTR", "CENTER", "CENTRE", "STATION", "STA", "PLAZA", "PLZ", "ANNEX"})
)
_NO_STREET: Final = rf"\b(?! (?:{_STREET})\b)"
_POLICE: Final = re.compile(
    r"\b(?:POLICE|(?<!\d )P D|(?:\w*PD)|SHERIFFS?|PUBLIC SAFETY|(?:POLICE |\d(?:ST|ND|RD|TH) )PRECINCT|PRECINCT \d+"
    r"|DISTRICT (?:\d+ )?STATION|DIST \d+ STATION|(?:COUNTY |CITY )?JAIL|DETENTION (?:CENTER|CTR|FACILITY)"
    r"|CORRECTIONAL (?:CENTER|CTR|FACILITY|INSTITUTION)|TROOPER BARRACKS|HIGHWAY PATROL|CHP)" + _NO_STREET
)
_HOSPITAL: Final = re.compile(
    r"(?<!ANIMAL )(?<!VETERINARY )(?<!PET )(?<!VET )(?<!CAT )\b(?:HOSPITAL|HOSP|MEDICAL (?:CENTER|CTR|CENTRE)"
    r"|MED (?:CENTER|CTR)"
    r"|EMERGENCY (?:ROOM|DEPARTMENT|DEPT))" + _NO_STREET
)
_PD_STREETS: Final = re.compile(r"\b[A-Z]{4,}PD\b|\b\d+[A-Z]*PD\b")


def flags_from_name(addresses: Sequence[str | None]) -> list[set[str]]:
    """Flags (out of `analysis.calls.PLACE_FLAGS`) that the words of each address give.

    Names are seldom written in addresses; a police building that no name gives away is found by the calls it gets.

    >>> flags_from_name(["749 W STATE ST (POLICE ADMIN)", "1200 SHERIFF RD"])
    [{'police premises'}, set()]
    """
    result: list[set[str]] = []
    for address in addresses:
        text = plain(address) if address else ""
        flags: set[str] = set()
        if _POLICE.search(_PD_STREETS.sub(" ", text)):
            flags.add("police premises")
        if _HOSPITAL.search(text):
            flags.add("hospital")
        result.append(flags)
    return result
