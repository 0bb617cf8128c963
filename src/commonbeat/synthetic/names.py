"""Invented names: streets, complexes, shops, schools, officers. None is a real place or person."""

from __future__ import annotations

from typing import Final

CITY: Final = "Alder Falls"
CITY_SHORT: Final = "ALF"
STATE: Final = "NE"
ZIP: Final = "68899"

_FIRST: Final = """
    Maple Cedar Willow Birch Walnut Aspen Juniper Linden Spruce Hickory Sumac Locust Poplar Hawthorn Chestnut
    Cypress Laurel Magnolia Sycamore Hazel Larch Tamarack Elm Ash Prairie Meadow Harvest Granite Copper Quarry
    Orchard Foundry Mercer Whitmore Talbot Garnet Lantern Heron Kestrel Plover Wren Bluestem Clover Sorrel
    Thistle Yarrow
""".split()  # noqa: SIM905 - words read better
_HEAD: Final = """
    Oak Fern Stone Fox Brook Elk Rose Wheat Silver Amber North Hill Moss Crane Lark Sand Winter Summer
""".split()  # noqa: SIM905 - words read better
_TAIL: Final = """
    ridge field dale wood brook crest haven mont stead view gate mere lawn glen
""".split()  # noqa: SIM905 - words read better

COMPLEXES: Final = (
    ("Oak Creek Apartments", "Dana Whitfield"),
    ("Harvest Moon Apartments", "Priya Nandakumar"),
    ("Willow Bend Townhomes", "Marcus Ellery"),
    ("Foundry Lofts", "Ines Caldera"),
    ("Prairie View Apartments", "Tom Abernethy"),
    ("Riverside Commons", "Lena Vosgerau"),
    ("Copper Kettle Mobile Park", "Hank Dufresne"),
    ("Lantern House", "Mai Thao"),
    ("Bluestem Village", "Oscar Renteria"),
    ("Granite Terrace", "Ruth Oyelaran"),
)
OFFICERS: Final = """
    Rivera Lindqvist Achterberg Nakagawa Delacroix Whitehorse Pham Oduya Castellano Brandvold Mbeki Szymanski
    Tran Hollister Ferreira Gunnarsson Abdi Kowalczyk Reyes Thornbury Vang Ibarra Maddox Sorensen Yoon
    Castillo Petrov Ballard Nwosu Greer Haddad Lund Morales Quist Tavares Underhill Vickers Wendt Xiong Yates
    Zamora
""".split()  # noqa: SIM905 - words read better
SHOPS: Final = (
    "Quik Lantern Market",
    "Plainsman Grocery",
    "Second Street Liquor",
    "Prairie Pharmacy",
    "Dollar Barn",
    "Copper Cup Cafe",
    "Alder Falls Hardware",
    "Bluestem Mall",
)


def street_names(count: int) -> list[str]:
    """`count` distinct names for east-west streets, "Main" first."""
    names = ["Main", *_FIRST]
    names += [head + tail for tail in _TAIL for head in _HEAD]
    names += [f"{first} {second}" for first in _FIRST for second in ("Park", "Hollow", "Point", "Springs", "Bluff")]
    while len(names) < count:  # cities beyond any real size: numbered rows
        names.append(f"Row {len(names)}")
    return names[:count]


def ordinal(number: int) -> str:
    """1 -> "1st", 12 -> "12th"."""
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def complex_name(index: int) -> tuple[str, str]:
    """Name and manager of the complex with that number; beyond the written list, built from street names."""
    if index < len(COMPLEXES):
        return COMPLEXES[index]
    nth = index - len(COMPLEXES)
    head, tail = _HEAD[nth % len(_HEAD)], _TAIL[(nth // len(_HEAD)) % len(_TAIL)]
    suffix = "" if nth < len(_HEAD) * len(_TAIL) else f" {nth}"
    return f"{head}{tail} Apartments{suffix}", f"Manager of {head}{tail}{suffix}"
