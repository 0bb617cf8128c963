"""The ways people type one address: variants of every address of the city, with what each must come out as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from commonbeat.synthetic.names import CITY, CITY_SHORT, STATE, ZIP, ordinal
from commonbeat.synthetic.plan import Plan
from commonbeat.synthetic.sites import KINDS, Sites, corner_label

VARIANTS: Final = 7
_LONG: Final = {
    "St": "Street",
    "Ave": "Avenue",
    "Rd": "Road",
    "Ct": "Court",
    "N": "North",
    "S": "South",
    "E": "East",
    "W": "West",
}
_ODD: Final = {"St": "STR", "Ave": "AV", "Rd": "RD", "Ct": "CRT"}
TAILS: Final = (f",{CITY_SHORT}", f", {CITY.upper()}", f", {CITY}, {STATE} {ZIP}")
BARE_TAILS: Final = (f" {CITY.upper()} {STATE}", f" {CITY}, {STATE}")


@dataclass(frozen=True)
class Spellings:
    """Every spelling of every address, as Arrow text arrays to take from.

    Attributes:
        plain: the usual spelling of each address (upper case), length A.
        variants: VARIANTS spellings of each address, address by address, length A * VARIANTS.
        ranges: as a range of house numbers, length A (a corner stays as it is).
        blocks: the hundred block, length A (a corner stays as it is).
        units: apartments, buildings and lots; the first entry is "no unit".
        with_units: kinds of places that have units, boolean over `KINDS`.
    """

    plain: Any
    variants: Any
    ranges: Any
    blocks: Any
    parts: dict[str, Any]
    units: Any
    with_units: NDArray[np.bool_]


def spell(plan: Plan, sites: Sites) -> Spellings:
    """Spell every address of the city."""
    plain, variants, ranges, blocks = [], [], [], []
    parts: dict[str, list[str]] = {name: [] for name in ("number", "direction", "street", "suffix", "cross")}
    for place, lot in zip(sites.address_place.tolist(), sites.address_lot.tolist(), strict=True):
        if lot < 0:
            corner = int(sites.corner[place])
            names = sorted(plan.names[int(s)] for s in plan.corner_streets[corner])
            plain.append(corner_label(plan, corner).upper())
            variants += _corner(names)
            ranges.append(plain[-1])
            blocks.append(plain[-1])
            pieces = ("0", "", names[0][0].upper(), names[0][1].upper(), " ".join(names[1]).upper())
        else:
            name, suffix = plan.names[int(plan.lots.street[lot])]
            number, direction = int(plan.lots.number[lot]), str(plan.lots.direction[lot])
            words = [word for word in (direction, name, suffix) if word]
            plain.append(f"{number} {' '.join(words)}".upper())
            variants += _address(number, direction, name, suffix)
            ranges.append(f"{number}-{number + 4} {' '.join(words)}".upper())
            blocks.append(f"{number // 100 * 100} BLOCK {' '.join(words)}".upper())
            pieces = (str(number), direction, _padded(name).upper(), suffix.upper(), "")
        for key, piece in zip(parts, pieces, strict=True):
            parts[key].append(piece)
    return Spellings(
        plain=pa.array(plain),
        variants=pa.array(variants),
        ranges=pa.array(ranges),
        blocks=pa.array(blocks),
        parts={key: pa.array(values) for key, values in parts.items()},
        units=pa.array(["", *_units()]),
        with_units=np.isin(np.array(KINDS), ["apartment", "complex", "motel"]),
    )


def _padded(name: str) -> str:
    """ "4th" -> "04th", as some systems store it."""
    return f"0{name}" if name[:1].isdigit() and name in {ordinal(n) for n in range(1, 10)} else name


def _address(number: int, direction: str, name: str, suffix: str) -> list[str]:
    def say(*words: str) -> str:
        return " ".join(word for word in (str(number), *words) if word)

    long = say(_LONG.get(direction, ""), name, _LONG[suffix])
    dotted = say(f"{direction}." if direction else "", name, f"{suffix}.")
    return [
        say(direction, name, suffix),
        long,
        dotted,
        say(direction, _padded(name).upper(), suffix.upper()),
        f"{number}  {' '.join(w for w in (direction, name, suffix) if w)} ".upper(),
        say(direction, name.upper(), _ODD[suffix]),
        say(direction, name, suffix).lower(),
    ]


def _corner(names: list[tuple[str, str]]) -> list[str]:
    (a, a_suffix), (b, b_suffix) = names
    one, two = f"{a} {a_suffix}", f"{b} {b_suffix}"
    return [
        f"{two} & {one}".upper(),
        f"{two} / {one}".upper(),
        f"{one} and {two}",
        f"{b} {_LONG[b_suffix]} at {a} {_LONG[a_suffix]}",
        f"{a} {_ODD[a_suffix]} @ {b} {_ODD[b_suffix]}".upper(),
        f"{one}/{two}".upper(),
        f"{_padded(b)} {b_suffix} & {_padded(a)} {a_suffix}".upper(),
    ]


def _units() -> list[str]:
    letters = [f" APT {n}{letter}" for n in range(1, 13) for letter in "ABC"]
    plain = [f" #{n}" for n in range(101, 131)] + [f" UNIT {n}" for n in range(1, 20)]
    return letters + plain + [f" BLDG {letter}" for letter in "ABCDEFGH"] + [f" BLDG {b} APT 2" for b in "ABC"]
