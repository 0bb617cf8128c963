"""Do the values agree with what the name claims? From 0 (they contradict it) to 1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from commonbeat.intake.mapping.profile import Profile

#: From this many values on, a share of distinct values says something.
_ENOUGH: Final = 200


def _is_time(profile: Profile) -> bool:
    textual = profile.times.share >= 0.8 and profile.times.format not in (None, "compact", "excel serial", "unix s")
    return textual or (profile.clock.share >= 0.9 and profile.clock.format == "h:m")


def _coordinates(profile: Profile) -> bool:
    return profile.points >= 0.5 or (profile.numeric >= 0.9 and profile.decimals >= 0.8)


def _identifier(profile: Profile) -> float:
    if profile.filled < 0.85 or _is_time(profile) or _coordinates(profile) or not 1 <= profile.length <= 45:
        return 0.0
    if len(profile.cells) >= _ENOUGH and profile.distinct < 0.2:
        return 0.0
    if profile.addresses >= 0.3 or sum(" " in cell for cell in profile.few) > 0.3 * len(profile.few):
        return 0.0
    return 0.95 if profile.distinct >= 0.9 else 0.7


def _report(profile: Profile) -> float:
    if _is_time(profile) or _coordinates(profile) or profile.addresses >= 0.3 or profile.length > 45:
        return 0.0
    return 0.8 if profile.distinct >= 0.3 or len(profile.cells) < _ENOUGH else 0.0


def _kind(profile: Profile) -> float:
    """A call type or a disposition: few different values, and none of the things that are not."""
    if _is_time(profile) or _coordinates(profile) or profile.addresses >= 0.6:
        return 0.0
    if len(profile.cells) >= _ENOUGH and (profile.distinct > 0.5 or len(profile.counts) < 2):
        return 0.0
    if profile.length > 120:
        return 0.0
    return 0.9 if len(profile.counts) > 2 else 0.6


def _call_type(profile: Profile) -> float:
    # "911", "ONVIEW", "TELEPHONE": how the call came in, under the name of its type.
    if profile.starters >= 0.8 or profile.filled < 0.5:
        return 0.0
    if len(profile.cells) >= _ENOUGH and len(profile.counts) < 5:
        return 0.0
    return _kind(profile)


def _disposition(profile: Profile) -> float:
    return 0.0 if profile.life_cycle else _kind(profile)


def _label(most_values: int) -> Callable[[Profile], float]:
    def judge(profile: Profile) -> float:
        if _is_time(profile) or _coordinates(profile) or profile.addresses >= 0.6 or profile.length > 40:
            return 0.0
        if len(profile.counts) > most_values or (len(profile.cells) >= _ENOUGH and profile.distinct > 0.5):
            return 0.0
        return 0.85

    return judge


def _address(profile: Profile) -> float:
    if _is_time(profile) or profile.letters < 0.4 or (profile.points >= 0.5 and profile.addresses < 0.3):
        return 0.0
    if len(profile.cells) >= _ENOUGH and len(profile.counts) < 10 and profile.written_out < 0.8:
        # "STREET", "ALLEY", "PARKING LOT" are kinds of place. "100 BROADWAY" is a house, if the name is sure of it.
        return 0.05 if profile.houses >= 0.8 and profile.addresses >= 0.8 else 0.0
    if profile.addresses >= 0.5:
        return 0.95
    return 0.5 if profile.addresses >= 0.2 else 0.0


def _between(low: float, high: float) -> Callable[[Profile], float]:
    def judge(profile: Profile) -> float:
        if profile.numeric < 0.85 or not profile.numbers:
            return 0.0
        inside = low <= profile.number_at(0.02) and profile.number_at(0.98) <= high
        middle = low <= profile.number_at(0.25) and profile.number_at(0.75) <= high
        if not middle or (profile.decimals < 0.3 and len(profile.counts) > 2):
            return 0.0
        return 0.95 if inside else 0.8

    return judge


def _part(profile: Profile) -> float:
    return 0.0 if _is_time(profile) or _coordinates(profile) else 0.8


def _street_number(profile: Profile) -> float:
    digits = sum(cell[:1].isdigit() for cell in profile.few)
    return 0.9 if digits >= 0.8 * len(profile.few) and profile.length <= 8 and not _is_time(profile) else 0.0


def _started(profile: Profile) -> float:
    return 0.9 if profile.starters >= 0.8 and len(profile.counts) <= 40 else 0.0


def _point(profile: Profile) -> float:
    return 0.95 if profile.points >= 0.8 else 0.0


def _plane(profile: Profile) -> float:
    return 0.8 if profile.numeric >= 0.85 and len(profile.counts) > min(2, len(profile.cells) // 3) else 0.0


_JUDGES: Final[dict[str, Callable[[Profile], float]]] = {
    "incident_id": _identifier,
    "report_number": _report,
    "call_type": _call_type,
    "type group": _kind,
    "disposition": _disposition,
    "priority": _label(60),
    "address": _address,
    "cross_street": lambda profile: 0.0 if _is_time(profile) or profile.letters < 0.4 else 0.7,
    "street number": _street_number,
    "direction": _label(12),
    "street": lambda profile: 0.0 if profile.letters < 0.3 else _part(profile),
    "suffix": lambda profile: 0.8 if profile.length <= 8 and len(profile.counts) <= 150 else 0.0,
    "postdirection": _label(12),
    "city": _label(500),
    "lat": _between(-90, 90),
    "lon": _between(-180, 180),
    "point": _point,
    "plane x": _plane,
    "plane y": _plane,
    "beat": _label(3000),
    "beat area": _label(3000),
    "self_initiated": _started,
    "source": lambda profile: _started(profile) if profile.names_officer else 0.0,
    "unit": _label(5000),
}


def agreement(role: str, profile: Profile) -> float:
    """How well the values of a column fit a role that is not a time (times have their own finder): 0 to 1.

    An empty column neither agrees nor contradicts: 0.4.
    """
    if not profile.cells:
        return 0.4
    return _JUDGES[role](profile)


def confidence(name_score: float, agrees: float | None) -> float:
    """One figure out of the name's score and the values' agreement (None: there are no values to look at)."""
    if agrees is None:
        return 0.9 * name_score
    if agrees == 0:
        return 0.0
    return round(name_score + (1 - name_score) * 0.6 * agrees - (0.25 * (0.5 - agrees) if agrees < 0.5 else 0), 3)
