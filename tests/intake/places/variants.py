"""Made addresses with a known truth: each true place written in the ways that dispatchers, clerks and systems write it.

Written from examples of exports, without a look at the rules under test: it shares no table with them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

NAMED = [
    "OAK",
    "ELM",
    "MAPLE",
    "WASHINGTON",
    "LINCOLN",
    "FOND DU LAC",
    "SILVER SPRING",
    "LA JOLLA VILLAGE",
    "MT VERNON",
    "ST PAUL",
    "PARK",
    "NORTH",
    "HILLCREST",
    "O'DONNELL",
    "MCKINLEY",
    "SPRING GARDEN",
    "EL DORADO",
    "VALLEY FORGE",
    "CENTER",
    "UNION",
    "GREEN BAY",
    "PORT WASHINGTON",
    "CHURCH",
    "LAKE SHORE",
    "MARTIN LUTHER KING JR",
    "CESAR CHAVEZ",
    "PEÑASQUITOS",
    "SAN YSIDRO",
    "HARBOR",
    "COURT",
    "CIRCLE",
    "MISSION GORGE",
]
TYPES = {
    "ST": ["ST", "St", "STREET", "Street", "ST.", "STR"],
    "AVE": ["AVE", "AV", "Avenue", "AVENUE", "Ave.", "AVN"],
    "BLVD": ["BLVD", "BL", "BLV", "Boulevard", "Blvd.", "BOULEVARD"],
    "DR": ["DR", "Drive", "DRIVE", "Dr.", "DRV"],
    "RD": ["RD", "Road", "ROAD", "Rd."],
    "CT": ["CT", "Court", "COURT", "CRT"],
    "PL": ["PL", "Place", "PLACE"],
    "LN": ["LN", "Lane", "LA", "LANE"],
    "PKWY": ["PKWY", "Parkway", "PKY", "PARKWAY"],
    "TER": ["TER", "Terrace", "TERR"],
    "CIR": ["CIR", "Circle", "CR", "CIRCLE"],
    "WAY": ["WAY", "Way", "WY"],
    "HWY": ["HWY", "Highway", "HIGHWAY"],
    "EXPY": ["EXPY", "Expressway", "EXPRESSWAY"],
}
SIDES = {
    "N": ["N", "N.", "North", "NORTH", "No."],
    "S": ["S", "S.", "South", "SOUTH", "So."],
    "E": ["E", "E.", "East", "EAST"],
    "W": ["W", "W.", "West", "WEST"],
    "NE": ["NE", "N.E.", "Northeast"],
    "": [""],
}
SPECIAL = {
    "MT VERNON": ["MT VERNON", "Mount Vernon", "MT. VERNON"],
    "ST PAUL": ["ST PAUL", "St. Paul", "SAINT PAUL"],
    "LA JOLLA VILLAGE": ["LA JOLLA VILLAGE", "La Jolla Vlg", "LA JOLLA VLG"],
    "O'DONNELL": ["O'DONNELL", "ODONNELL", "O’Donnell"],
    "MCKINLEY": ["MCKINLEY", "McKinley", "MC KINLEY"],
    "MARTIN LUTHER KING JR": [
        "MARTIN LUTHER KING JR", "M L KING JR", "MLK", "Martin Luther King", "MARTIN L KING JR", "MLK JR", "M.L. King",
        "DR MARTIN LUTHER KING JR", "Dr. M.L.K. Jr.",
    ],
    "CESAR CHAVEZ": ["CESAR CHAVEZ", "CESAR E CHAVEZ", "César Chávez"],
    "PEÑASQUITOS": ["PEÑASQUITOS", "PENASQUITOS", "Peñasquitos"],
    "CENTER": ["CENTER", "CTR", "Center"],
}  # fmt: skip
WORDS = [
    "FIRST",
    "SECOND",
    "THIRD",
    "FOURTH",
    "FIFTH",
    "SIXTH",
    "SEVENTH",
    "EIGHTH",
    "NINTH",
    "TENTH",
    "ELEVENTH",
    "TWELFTH",
]
TAILS = ["", "", "", ",MKE", ", Milwaukee, WI", ",MKE ", ", MKE, WI 53202"]
UNITS = [
    "APT {n}",
    "#{n}",
    "# {n}",
    "UNIT {n}",
    "Apt. {l}",
    "STE {n}",
    "SUITE {n}",
    "BLDG {l}",
    "Bldg {l} Apt {n}",
    "LOT {n}",
    "RM {n}",
    "FL 2",
    "2ND FLOOR",
    "REAR",
    "UPPR",
    "LOWER",
    ", APT {n}",
    ", Unit {l}",
    "APT {n}{l}",
    "TRLR {n}",
    "SPC {n}",
    "#{l}-{n}",
]


@dataclass(frozen=True)
class Street:
    side: str
    name: str
    type: str


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "TH"
    return ("TH", "ST", "ND", "RD", "TH", "TH", "TH", "TH", "TH", "TH")[number % 10]


def streets() -> list[Street]:
    """A city that invites mistakes: N and S of a street, Oak Street and Oak Avenue, 35th and 36th."""
    draw = random.Random(11)
    found = {Street(side, str(number), "ST") for number in range(1, 61) for side in "NS"}
    found |= {Street("", str(number), "AVE") for number in range(1, 41)}
    for name in NAMED:
        for _ in range(4):
            found.add(Street(draw.choice(["N", "S", "E", "W", "", "", "NE"]), name, draw.choice(list(TYPES))))
    found |= {Street("", letter, "ST") for letter in "ABCFGK"}
    # "NORTH AVE" with no side is one thing, "E NORTH AVE" another; a bare "N COURT" would be neither.
    return sorted((street for street in found if street.name not in ("MILE",)), key=str)


def write_street(street: Street, draw: random.Random) -> str:
    name = street.name
    if name.isdigit():
        number = int(name)
        forms = [f"{number}{_ending(number)}", f"{number}{_ending(number).lower()}", f"{number}"]
        forms += [f"{number:02d}{_ending(number)}"] * (number < 10)
        forms += [WORDS[number - 1], WORDS[number - 1].title()] if number <= 12 else []
        name = draw.choice(forms)
    else:
        name = draw.choice(SPECIAL.get(name, [name, name.title()]))
    side, kind = draw.choice(SIDES[street.side]), draw.choice(TYPES[street.type])
    if side and draw.random() < 0.08:
        return f"{name} {kind} {side}"
    return " ".join(part for part in (side, name, kind) if part)


def _dress(text: str, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 0.08:
        text = text.lower()
    elif chance < 0.16:
        text = text.upper()
    if draw.random() < 0.05:
        text = text.replace(" ", "  ", 1)
    if draw.random() < 0.05:
        text = f"{text}  "
    return text


def write_address(number: int, street: Street, draw: random.Random) -> str:
    where = write_street(street, draw)
    chance = draw.random()
    text = f"{number} {where}"
    if chance < 0.15:
        unit = draw.choice(UNITS).format(n=draw.randrange(1, 40), l=draw.choice("ABCD"))
        text = f"{text}{unit}" if unit.startswith(",") else f"{text} {unit}"
    elif chance < 0.19 and street.side:
        text = f"{number}{draw.choice(['-A', '-B', 'A', ' 1/2', '½'])} {where}"
    elif chance < 0.21:
        text = f"{number}-{number + 4} {where}" if number % 100 < 90 else text
    elif chance < 0.24:
        name = draw.choice(["WALMART", "Oak Creek Apartments", "7 ELEVEN", "Shell Gas"])
        text = draw.choice([f"{name} @ {text}", f"{text} ({name.upper()})"])
    elif chance < 0.26:
        text = f"{text} / {write_street(Street('', 'GREENWOOD', 'CT'), draw)}"
    text += draw.choice(TAILS)
    return _dress(text, draw)


def write_block(hundred: int, street: Street, draw: random.Random) -> str:
    where = write_street(street, draw)
    forms = [
        "{h} BLOCK OF {w}",
        "{h} BLOCK {w}",
        "{h} BLK {w}",
        "{x}XX {w}",
        "{h} block of {w}",
        "{h}-BLK {w}",
        "{h}-{e} {w}",
    ]
    return _dress(
        draw.choice(forms).format(h=hundred, e=hundred + 99, x=hundred // 100, w=where) + draw.choice(TAILS), draw
    )


def write_corner(one: Street, two: Street, draw: random.Random) -> str:
    first, second = write_street(one, draw), write_street(two, draw)
    if draw.random() < 0.5:
        first, second = second, first
    joint = draw.choice([" & ", " / ", "/", " AND ", " @ ", " and ", " at "])
    return _dress(f"{first}{joint}{second}" + draw.choice(TAILS), draw)


def _misspell(text: str, draw: random.Random) -> str:
    letters = [index for index, letter in enumerate(text[:-6]) if letter.isalpha()]
    if not letters:
        return text
    index = draw.choice(letters)
    return text[:index] + text[index + 1 :]


def made_addresses(places: int, seed: int, *, spellings: int = 6, errors: float = 0.003) -> tuple[list[str], list[int]]:
    """Addresses and the number of the true place of each; a share `errors` of them has a letter missing."""
    draw = random.Random(seed)
    known = streets()
    texts: list[str] = []
    truth: list[int] = []
    seen: set[tuple[object, ...]] = set()
    while len(seen) < places:
        kind = draw.random()
        street, other = draw.sample(known, 2)
        number = draw.randrange(101, 9900)
        if kind < 0.75:
            place: tuple[object, ...] = (number, street)
        elif kind < 0.85:
            place = ("block", number // 100 * 100, street)
        elif (street.name, street.type) != (other.name, other.type):
            place = ("corner", *sorted((street, other), key=str))
        else:
            continue
        if place in seen:
            continue
        seen.add(place)
        for _ in range(spellings):
            if kind < 0.75:
                text = write_address(number, street, draw)
            elif kind < 0.85:
                text = write_block(number // 100 * 100, street, draw)
            else:
                text = write_corner(street, other, draw)
            texts.append(_misspell(text, draw) if draw.random() < errors else text)
            truth.append(len(seen))
    return texts, truth


def pairwise(found: Sequence[object], truth: Sequence[object]) -> tuple[float, float]:
    """Precision and recall over all pairs of rows put together."""

    def pairs(labels: Sequence[object]) -> int:
        counts: dict[object, int] = {}
        for label in labels:
            counts[label] = counts.get(label, 0) + 1
        return sum(count * (count - 1) // 2 for count in counts.values())

    both = pairs(list(zip(found, truth, strict=True)))
    return both / max(1, pairs(found)), both / max(1, pairs(truth))
