"""What a column's name claims to be: for each field the rules of naming, and how much each is worth.

A rule names the words that it needs and the words that may stand beside them. Any other known word makes the claim
fall ("council" beside "district"), an unknown one lowers it, so that a name that is only half understood stays unsure.
The figures are judgments, tuned on the header sets marked "develop" in tests/intake/mapping/header_sets.json.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from commonbeat.intake.mapping.names import words

_ENTITY: Final = frozenset({"call", "incident", "event", "cad", "police", "service", "request", "agency"})
_DRESS: Final = frozenset({"formatted", "rounded", "at", "on", "cross_index", "utc"})
_UNKNOWN: Final = 0.84


@dataclass(frozen=True)
class Claim:
    """One thing that a name may mean.

    Attributes:
        role: a field name, or a finer role: "street number", "street", "source", "plane x", ...
        score: 0 to 1, from the name alone.
        form: "code", "text" or "plain" for types and dispositions; "date", "time", "datetime" or "plain" for times.
        final: 2 for the final value, 1 when the name does not say, 0 for the initial one.
    """

    role: str
    score: float
    form: str = "plain"
    final: int = 1


@dataclass(frozen=True)
class _Rule:
    role: str
    score: float
    need: tuple[frozenset[str], ...]
    allow: frozenset[str]


def _rule(role: str, score: float, need: str, allow: str = "") -> _Rule:
    """`need`: words that must all be there, alternatives joined by "|"; `allow`: words that may be there too."""
    return _Rule(
        role,
        score,
        tuple(frozenset(part.split("|")) for part in need.split()),
        frozenset(allow.split()) | _DRESS,
    )


_E: Final = "call incident event cad police service request agency"
_RULES: Final = (
    # The incident itself
    _rule("incident_id", 0.93, "cad number|id", "event incident call police master agency dispatch"),
    _rule("incident_id", 0.92, "incident|event number|id|key", "cad call police master dispatch"),
    _rule("incident_id", 0.90, "call number|id", "cad police service dispatch master"),
    _rule("incident_id", 0.80, "call key", "cad police service"),
    _rule("incident_id", 0.80, "cad event|incident|call", ""),
    _rule("incident_id", 0.66, "item|dispatch|service|request|master number|id", "police item request service"),
    _rule("incident_id", 0.70, "police item", "number"),
    _rule("incident_id", 0.62, "id|key", ""),
    _rule("incident_id", 0.50, "cad|incident|event|number", ""),
    _rule("report_number", 0.88, "report number|id", "case police incident crime final"),
    _rule("report_number", 0.80, "case number|id", "police report"),
    _rule("report_number", 0.80, "crime|occur number", "report police"),
    _rule("report_number", 0.72, "complaint number", "police"),
    # Types
    _rule(
        "call_type",
        0.92,
        "type call|incident|event",
        "code text id final initial police cad close nature problem number primary",
    ),
    _rule("call_type", 0.88, "nature|problem|tencode|signal", f"{_E} code text id final initial type close"),
    _rule("call_type", 0.86, "radio code", f"{_E} text final initial"),
    _rule("call_type", 0.84, "code call|incident|event", "final initial police cad text number"),
    _rule("call_type", 0.78, "text call|incident|event", "final initial police cad"),
    _rule("call_type", 0.66, "type", ""),
    _rule("call_type", 0.74, "type code|text|id|final|initial|close", "code text id final initial close police"),
    _rule("call_type", 0.70, "crime|occur|complaint type|code|text", "final initial"),
    _rule("call_type", 0.70, "class call|incident|event", "code text final initial"),
    _rule("call_type", 0.55, "ucr code|type|text", "crime occur"),
    _rule("call_type", 0.48, "title|text|complaint|crime|category|code", ""),
    _rule("type group", 0.60, "category|group|class", f"{_E} type text code final initial"),
    _rule("disposition", 0.92, "disposition", f"{_E} code text final clear close primary type first"),
    _rule("disposition", 0.84, "clear text|code", f"{_E} final type"),
    _rule("disposition", 0.72, "close text|code", f"{_E} final"),
    _rule("disposition", 0.62, "disp text|code", f"{_E} final type"),
    _rule("disposition", 0.52, "status", f"{_E} final text code"),
    _rule("priority", 0.93, "priority", f"{_E} code text number final initial type severity dispatch id"),
    # Places
    _rule(
        "address",
        0.92,
        "address",
        f"{_E} location block hundredblock street text full street_full x primary formatted common scene",
    ),
    _rule(
        "address", 0.84, "location call|incident|event|block|hundredblock|street|dispatch", "text address scene full"
    ),
    _rule("address", 0.90, "hundredblock location", "text"),
    _rule("address", 0.76, "hundredblock", "text"),
    _rule("address", 0.72, "intersection text|location", f"{_E}"),
    _rule("address", 0.70, "location", "text full street_full"),
    _rule("address", 0.50, "block|street|intersection", "text"),
    _rule("cross_street", 0.84, "cross", "street text location address first secondary primary"),
    _rule("cross_street", 0.76, "intersection street", "text address"),
    _rule("cross_street", 0.70, "cross street first", ""),
    _rule("street number", 0.82, "house|street|address|block number", "primary block house range text"),
    _rule("street number", 0.80, "house", "primary"),
    _rule("street number", 0.72, "block|hundredblock", "primary"),
    _rule("direction", 0.80, "direction", "street address primary text"),
    _rule("street", 0.82, "street text", "address primary full"),
    _rule("street", 0.80, "street address", "primary"),
    _rule("street", 0.70, "street", "primary"),
    _rule("suffix", 0.80, "suffix", "street address primary type text"),
    _rule("suffix", 0.80, "street type", "address primary text"),
    _rule("postdirection", 0.80, "postdirection", "street address"),
    _rule("city", 0.82, "city", f"{_E} text address location"),
    _rule("lat", 0.95, "latitude", f"{_E} coordinate address location point x y scene map"),
    _rule("lon", 0.95, "longitude", f"{_E} coordinate address location point x y scene map"),
    _rule("point", 0.80, "latitude longitude", f"{_E} point location coordinate"),
    _rule("point", 0.68, "point", f"{_E} location intersection address coordinate map"),
    _rule("point", 0.50, "shape", f"{_E} location"),
    _rule("point", 0.60, "location", "map coordinate cross_index address"),
    _rule("point", 0.56, "coordinate", ""),
    _rule("plane x", 0.62, "x coordinate|point|address|location|map", f"{_E} code state plane map"),
    _rule("plane y", 0.62, "y coordinate|point|address|location|map", f"{_E} code state plane map"),
    _rule("plane x", 0.60, "x", f"{_E} map"),
    _rule("plane y", 0.60, "y", f"{_E} map"),
    _rule("beat", 0.93, "beat", f"{_E} number id code text report dispatch area location zone sector"),
    _rule(
        "beat area", 0.76, "district|sector|zone|precinct|grid|division", f"{_E} number id code text dispatch location"
    ),
    _rule("beat area", 0.76, "report district|area|zone|grid", "police number id code dispatch"),
    _rule("beat area", 0.70, "police area|zone|grid", "code text number"),
    _rule("beat area", 0.62, "area", "occur code text dispatch"),
    # Who
    _rule("self_initiated", 0.92, "self|officer started", f"{_E} flag"),
    _rule("self_initiated", 0.90, "onview", f"{_E} flag"),
    _rule("source", 0.62, "source", f"{_E} text code type receive initial"),
    _rule("source", 0.62, "started|receive by", f"{_E}"),
    _rule("unit", 0.82, "unit id|number", "primary first police enroute dispatch assign call"),
    _rule("unit", 0.76, "unit", "primary first police enroute dispatch assign call"),
)

_AREAS: Final = frozenset({"district", "sector", "zone", "precinct", "grid", "division", "area"})
_SHAPES: Final = ("datetime", "date", "time")
#: Words that say which moment of the call it is -> (field, score).
_STAGES: Final[dict[str, tuple[str, float]]] = {
    "receive": ("received", 0.93),
    "create": ("received", 0.88),
    "enter": ("received", 0.86),
    "queue": ("received", 0.85),
    "open": ("received", 0.82),
    "start": ("received", 0.82),
    "pickup": ("received", 0.78),
    "report": ("received", 0.74),
    "occur": ("received", 0.72),
    "dispatch": ("dispatched", 0.92),
    "disp": ("dispatched", 0.84),
    "assign": ("dispatched", 0.76),
    "arrive": ("arrived", 0.92),
    "scene": ("arrived", 0.88),
    "clear": ("cleared", 0.92),
    "close": ("cleared", 0.86),
    "complete": ("cleared", 0.82),
    "end": ("cleared", 0.82),
}
_BESIDE: Final[dict[str, frozenset[str]]] = {
    "received": frozenset({"initial", "first", "call", "number"}),
    "dispatched": frozenset({"first", "unit", "primary", "initial"}),
    "arrived": frozenset({"first", "unit", "primary", "initial"}),
    "cleared": frozenset({"last", "unit", "final", "primary"}),
}


def _time_claim(found: tuple[str, ...]) -> Claim | None:
    shape = next((shape for shape in _SHAPES if shape in found), None)
    if shape is None and found[-1:] == ("at",):
        shape = "datetime"  # "reported_at"
    stages = [word for word in found if word in _STAGES]
    fields = {_STAGES[word][0] for word in stages}
    later = fields - {"received"}
    rest = [word for word in found if word not in _STAGES and word not in _SHAPES]
    if len(fields) > 1:
        # "received to dispatched" is a duration.
        return None
    if later and found[:2] == ("call", "time"):
        return None  # "CallTime_Arrive": from call to arrival
    entity = [word for word in rest if word in _ENTITY]
    if stages:
        field, score = max((_STAGES[word] for word in stages), key=lambda pair: pair[1])
        if not entity and set(stages) <= {"start", "end"}:
            score *= (
                0.87 if shape == "time" else 0.7
            )  # of the call, or of the time in which the offense may have happened?
        if not entity and stages == ["create"]:
            score = 0.865  # of the call, or of the row? An "incident time" beside it ties with it
    elif shape is None:
        return None
    elif any(word in entity for word in ("call", "incident", "event")):
        field, score = "received", 0.84 if "call" in entity else 0.82
    else:
        field, score = "received", 0.74
    if shape is None:
        # "Enroute", "Onscene", "Close": a stage with no word for time may as well be a flag or a code.
        score *= 0.84 if entity else 0.78 if field != "cleared" else 0.72
        if any(word not in entity and word not in ("first", "last") for word in rest):
            return None
    if shape == "time" and "scene" in found and not {"arrive", "at"} & set(found) and _after(found, "scene", "time"):
        score *= 0.6  # "time on scene" is minutes more often than a moment; "on scene time" is the moment
    for word in rest:
        if word in entity or word in _DRESS or word in _BESIDE[field]:
            continue
        if not word.startswith("?"):
            return None
        score *= _UNKNOWN
    return Claim(field, score, form=shape or "plain")


def _form(found: tuple[str, ...]) -> str:
    if "text" in found:
        return "text"
    return "code" if {"code", "id", "number", "tencode", "signal"} & set(found) else "plain"


def _final(found: tuple[str, ...]) -> int:
    if "final" in found or "close" in found:
        return 2
    return 0 if "initial" in found or "first" in found else 1


def _after(found: tuple[str, ...], late: str, early: str) -> bool:
    return found.index(late) > found.index(early)


def claims(header: str) -> list[Claim]:
    """Everything that a column's name may mean, best first, one claim a role."""
    found = words(header)
    best: dict[str, Claim] = {}
    time = _time_claim(found)
    if time is not None:
        best[time.role] = time
    for rule in _RULES:
        needed: set[str] = set()
        for alternatives in rule.need:
            hit = alternatives & set(found)
            if not hit:
                break
            needed |= hit
        else:
            score = rule.score
            for word in found:
                if word in needed or word in rule.allow:
                    continue
                if not word.startswith("?"):
                    score = 0.0
                    break
                score *= _UNKNOWN
            if rule.role == "address" and {"address", "street"} <= set(found) and _after(found, "street", "address"):
                score *= 0.6  # "street address" is whole, "address street" is the street of one
            if rule.role == "beat area" and len(_AREAS & set(found)) > 1:
                score *= 0.7  # "district/sector" is two things
            if "initial" in found and rule.role in ("priority", "disposition", "beat", "unit"):
                score *= 0.6  # the later value counts
            if score > best.get(rule.role, Claim(rule.role, 0.0)).score:
                best[rule.role] = Claim(rule.role, score, form=_form(found), final=_final(found))
    return sorted(best.values(), key=lambda claim: -claim.score)
