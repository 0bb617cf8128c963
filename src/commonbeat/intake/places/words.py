"""Closed lists of words in addresses: directions, ordinals, units, states."""

from __future__ import annotations

from typing import Final

DIRECTIONS: Final[dict[str, str]] = {
    "N": "N",
    "NORTH": "N",
    "NTH": "N",
    "S": "S",
    "SOUTH": "S",
    "STH": "S",
    "E": "E",
    "EAST": "E",
    "W": "W",
    "WEST": "W",
    "NE": "NE",
    "NORTHEAST": "NE",
    "NW": "NW",
    "NORTHWEST": "NW",
    "SE": "SE",
    "SOUTHEAST": "SE",
    "SW": "SW",
    "SOUTHWEST": "SW",
}
#: Written before a name only, where "NO MAIN ST" is North Main Street.
LEADING_DIRECTIONS: Final[dict[str, str]] = {**DIRECTIONS, "NO": "N", "SO": "S"}
#: Written after a street type only.
TRAILING_DIRECTIONS: Final[dict[str, str]] = LEADING_DIRECTIONS
BOUNDS: Final[dict[str, str]] = {
    "NB": "NB",
    "NORTHBOUND": "NB",
    "SB": "SB",
    "SOUTHBOUND": "SB",
    "EB": "EB",
    "EASTBOUND": "EB",
    "WB": "WB",
    "WESTBOUND": "WB",
}


def words(text: str) -> list[str]:
    """The words of a list written as one text."""
    return text.split()


_ONES = words("FIRST SECOND THIRD FOURTH FIFTH SIXTH SEVENTH EIGHTH NINTH")
_TEENS = words("TENTH ELEVENTH TWELFTH THIRTEENTH FOURTEENTH FIFTEENTH SIXTEENTH SEVENTEENTH EIGHTEENTH NINETEENTH")
_TENS = words("TWENTY THIRTY FORTY FIFTY SIXTY SEVENTY EIGHTY NINETY")


def ordinal(number: int) -> str:
    """Number as a street is named: 1 -> "1ST", 12 -> "12TH", 23 -> "23RD"."""
    if number % 100 in (11, 12, 13):
        return f"{number}TH"
    return f"{number}{ {1: 'ST', 2: 'ND', 3: 'RD'}.get(number % 10, 'TH') }"


def _ordinals() -> dict[str, str]:
    names = {name: ordinal(index) for index, name in enumerate([*_ONES, *_TEENS], start=1)}
    for index, tens in enumerate(_TENS, start=2):
        names[tens[:-1] + "IETH"] = ordinal(index * 10)
        for one, name in enumerate(_ONES, start=1):
            names[tens + name] = names[f"{tens} {name}"] = ordinal(index * 10 + one)
    return names


#: "FIRST" -> "1ST", "TWENTYSECOND" and "TWENTY SECOND" -> "22ND".
ORDINALS: Final = _ordinals()
TENS: Final = frozenset(_TENS)

#: Words that begin a unit and need a value after them -> how it is written.
UNITS: Final[dict[str, str]] = {
    "#": "#",
    "APT": "Apt",
    "APARTMENT": "Apt",
    "APPT": "Apt",
    "APMT": "Apt",
    "APTS": "Apt",
    "UNIT": "Unit",
    "UNT": "Unit",
    "STE": "Ste",
    "SUITE": "Ste",
    "SUIT": "Ste",
    "BLDG": "Bldg",
    "BUILDING": "Bldg",
    "BLD": "Bldg",
    "BDG": "Bldg",
    "LOT": "Lot",
    "RM": "Rm",
    "ROOM": "Rm",
    "FL": "Fl",
    "FLR": "Fl",
    "FLOOR": "Fl",
    "SPC": "Spc",
    "SPACE": "Spc",
    "SP": "Spc",
    "TRLR": "Trlr",
    "TRAILER": "Trlr",
    "DEPT": "Dept",
    "SLIP": "Slip",
    "HNGR": "Hngr",
    "HANGAR": "Hngr",
    "PIER": "Pier",
    "DOOR": "Door",
    "GATE": "Gate",
    "NUM": "#",
}
#: Units that stand alone.
LONE_UNITS: Final[dict[str, str]] = {
    "BSMT": "Bsmt", "BASEMENT": "Bsmt", "REAR": "Rear", "UPPR": "Uppr", "UPPER": "Uppr", "LOWR": "Lowr",
    "LOWER": "Lowr", "LBBY": "Lobby", "LOBBY": "Lobby", "OFC": "Office", "OFFICE": "Office", "PH": "Ph",
    "PENTHOUSE": "Ph", "FRNT": "Front", "FRONT": "Front", "DOWNSTAIRS": "Lowr", "UPSTAIRS": "Uppr",
}  # fmt: skip

_STATES = """
AL ALABAMA|AK ALASKA|AZ ARIZONA|AR ARKANSAS|CA CALIFORNIA|CO COLORADO|CT CONNECTICUT|DE DELAWARE|FL FLORIDA
GA GEORGIA|HI HAWAII|ID IDAHO|IL ILLINOIS|IN INDIANA|IA IOWA|KS KANSAS|KY KENTUCKY|LA LOUISIANA|ME MAINE
MD MARYLAND|MA MASSACHUSETTS|MI MICHIGAN|MN MINNESOTA|MS MISSISSIPPI|MO MISSOURI|MT MONTANA|NE NEBRASKA
NV NEVADA|NH NEW HAMPSHIRE|NJ NEW JERSEY|NM NEW MEXICO|NY NEW YORK|NC NORTH CAROLINA|ND NORTH DAKOTA|OH OHIO
OK OKLAHOMA|OR OREGON|PA PENNSYLVANIA|RI RHODE ISLAND|SC SOUTH CAROLINA|SD SOUTH DAKOTA|TN TENNESSEE|TX TEXAS
UT UTAH|VT VERMONT|VA VIRGINIA|WA WASHINGTON|WV WEST VIRGINIA|WI WISCONSIN|WY WYOMING|DC DISTRICT OF COLUMBIA
PR PUERTO RICO
"""
_PAIRS = [entry.split(" ", 1) for line in _STATES.strip().splitlines() for entry in line.split("|")]
STATES: Final = frozenset(short for short, _ in _PAIRS)
STATE_NAMES: Final = frozenset(name for _, name in _PAIRS)
COUNTRIES: Final = frozenset({"USA", "US", "UNITED STATES", "UNITED STATES OF AMERICA"})
