"""Recent calls in words that lead to no caller.

Sexual violence, violence at home, abuse, crises of health and of mind are told by a general word and the day alone:
who called, and about whom, could else be guessed from a place of few doors. docs/places.md lists the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop as _

#: Categories, and kinds of other categories, that are told by the general word.
SENSITIVE_CATEGORIES: Final = frozenset({"sexual", "domestic", "behavioral health", "medical"})
SENSITIVE_KINDS: Final = frozenset(
    {"prostitution", "stalking", "kidnapping", "missing person", "juvenile", "court order"}
)
GENERAL: Final = _("Call for help")

#: The word of each kind (intake.call_kinds); of the others the word of the category.
_KINDS: Final = {
    "homicide": _("Violence"), "shooting": _("Shooting"), "stabbing": _("Violence"), "robbery": _("Robbery"),
    "aggravated assault": _("Assault"), "assault": _("Assault"), "fight": _("Fight"), "shots fired": _("Shots heard"),
    "weapon": _("Weapon seen"), "threat": _("Threats"), "burglary": _("Burglary"),
    "vehicle burglary": _("Theft from a vehicle"), "vehicle theft": _("Vehicle theft"), "theft": _("Theft"),
    "shoplifting": _("Shoplifting"), "damage": _("Damage"), "graffiti": _("Graffiti"), "arson": _("Arson"),
    "fraud": _("Fraud"), "disturbance": _("Disturbance"), "noise": _("Noise"), "nuisance": _("Nuisance"),
    "animal": _("Animal"), "animal cruelty": _("Animal"), "hazard": _("Hazard"), "harassment": _("Harassment"),
    "suspicious": _("Something suspicious"), "prowler": _("Prowler"), "trespass": _("Trespass"),
    "drunk": _("Drinking"), "liquor": _("Drinking"), "fireworks": _("Fireworks"), "drug dealing": _("Drugs"),
    "drugs": _("Drugs"), "accident": _("Traffic accident"), "injury accident": _("Traffic accident"),
    "fatal accident": _("Traffic accident"), "hit and run": _("Traffic accident"),
    "reckless driving": _("Reckless driving"), "traffic hazard": _("Traffic hazard"), "parking": _("Parking"),
    "disabled vehicle": _("Stranded vehicle"), "lost property": _("Lost property"),
}  # fmt: skip
_CATEGORIES: Final = {
    "violence": _("Violence"), "property": _("Property"), "disorder": _("Disturbance"), "drugs": _("Drugs"),
    "traffic": _("Traffic"), "welfare and assistance": _("Asked for assistance"), "fire": _("Fire"),
    "alarm": _("Alarm"), "missing person": GENERAL,
}  # fmt: skip
_OTHER: Final = _("Other call")


@dataclass(frozen=True, slots=True)
class CallSeen:
    """A community call as the lake has it: its category, the kind its type was read as, and when (UTC)."""

    category: str
    kind: str
    at: datetime


def words_of(category: str, kind: str) -> str:
    """The plain word of a call, in English; pages translate it."""
    if category in SENSITIVE_CATEGORIES or kind in SENSITIVE_KINDS:
        return GENERAL
    return _KINDS.get(kind) or _CATEGORIES.get(category, _OTHER)


def in_words(call: CallSeen, zone: ZoneInfo) -> dict[str, Any]:
    """One row of `Place.recent_calls`; of a sensitive call the day alone (its local midnight) and no category."""
    words = words_of(call.category, call.kind)
    at = call.at.astimezone(UTC)
    if words == GENERAL:
        local = at.astimezone(zone)
        at = datetime.combine(local.date(), time(), tzinfo=zone).astimezone(UTC)
    return {
        "at": at.isoformat(timespec="minutes"),
        "day_only": words == GENERAL,
        "category": "other" if words == GENERAL else call.category,
        "words": words,
        "started": "community",
    }
