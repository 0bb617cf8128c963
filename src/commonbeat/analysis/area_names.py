"""Names of areas as people would say them: the complex, else the main street of the calls."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from commonbeat.analysis.sentences import Translate, english

_NUMBERED = re.compile(r"^\d[\w-]*(?:\s+1/2)?\s+(?:block\s+(?:of\s+)?)?(?P<street>\S.*)$", re.IGNORECASE)
_POINT = re.compile(r"^[-+]?\d+\.\d+")
_HEADING = re.compile(r"^(?:[NSEW]|NE|NW|SE|SW|North|South|East|West)\.?\s+(?=\S)", re.IGNORECASE)
_STREET_END = re.compile(
    r"\s(st|street|ave|avenue|rd|road|dr|drive|blvd|boulevard|ln|lane|ct|court|pl|place|way|ter|terrace|pkwy|parkway|hwy"
    r"|highway|cir|circle|sq|square|trl|trail|pike|aly|alley|plz|plaza|loop|run|row|xing|expy|fwy|tpke|walk)\.?"
    r"(\s(n|s|e|w|ne|nw|se|sw))?$",
    re.IGNORECASE,
)

#: A complex lends its name to an area when it holds at least this share of the calls.
_COMPLEX_SHARE = 0.25
#: A second street joins the name when it holds at least this share of the calls.
_SECOND_SHARE = 0.3


def streets_of(label: str) -> tuple[str, ...]:
    """Streets that a place lies on, without house number, heading and city; none for a complex or a bare point."""
    text = label.split(",")[0].strip()
    if _POINT.match(label.strip()):
        return ()
    if " & " in text:
        return tuple(_HEADING.sub("", side.strip()) for side in text.split(" & ") if side.strip())
    numbered = _NUMBERED.match(text)
    if numbered:
        return (_HEADING.sub("", numbered["street"].strip()),)
    return (_HEADING.sub("", text),) if _STREET_END.search(text) else ()


def is_named(label: str) -> bool:
    """True for a complex or landmark: a place that people know by a name of its own."""
    return bool(label.strip()) and not streets_of(label) and not _POINT.match(label.strip())


def name_area(labels: Sequence[str], calls: Sequence[float], translate: Translate = english) -> str:
    """Name of one area from the labels of its places and their calls, most calls first.

    The busiest complex or landmark names the area when a quarter of the calls are there; else the street of most
    calls does, with a second one that holds nearly as much: "35th St & Villard Ave".
    """
    total = sum(calls) or 1.0
    named = [(label, count) for label, count in zip(labels, calls, strict=True) if is_named(label)]
    ranked = _streets(labels, calls)
    if named and (named[0][1] >= _COMPLEX_SHARE * total or not ranked):
        return named[0][0].split(",")[0].strip()
    if not ranked:
        if labels and labels[0].strip():
            return translate.gettext("Around {place}").format(place=labels[0].strip())
        return translate.gettext("Unnamed area")
    if len(ranked) > 1 and ranked[1][1] >= _SECOND_SHARE * total:
        return f"{ranked[0][0]} & {ranked[1][0]}"
    return ranked[0][0]


def _streets(labels: Sequence[str], calls: Sequence[float]) -> list[tuple[str, float]]:
    weight: dict[str, float] = {}
    for label, count in zip(labels, calls, strict=True):
        for street in streets_of(label):
            weight[street] = weight.get(street, 0.0) + count
    return sorted(weight.items(), key=lambda item: (-item[1], item[0]))


def name_areas(groups: Sequence[tuple[Sequence[str], Sequence[float]]], translate: Translate = english) -> list[str]:
    """Names of areas, all different: a cross street, then the busiest place, then a number tells namesakes apart."""
    names = [name_area(labels, calls, translate) for labels, calls in groups]
    taken = Counter(names)
    result: list[str] = []
    used: set[str] = set()
    for name, (labels, calls) in zip(names, groups, strict=True):
        choice = name
        if taken[name] > 1:
            others = [street for street, _ in _streets(labels, calls) if street not in name.split(" & ")]
            if others and " & " not in name:
                choice = f"{name} & {others[0]}"
            if choice == name or choice in used:
                choice = labels[0].split(",")[0].strip() or name
        base, number = choice, 2
        while choice in used:
            choice, number = f"{base} ({number})", number + 1
        used.add(choice)
        result.append(choice)
    return result
