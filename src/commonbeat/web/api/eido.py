"""Where an incident is: the location in a NENA Emergency Incident Data Object.

NENA-STA-021.1 (EIDO): `locationComponent` holds locations by value as PIDF-LO (RFC 4119, RFC 5491), with a civic
address (RFC 5139) or a point in GML (OGC 06-142r1). Everything else in the object is left unread: callers, telephone
numbers and remarks are not kept, not logged and not even looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree as ET

#: Bytes of an object, its depth, its locations, characters of one PIDF-LO.
LARGEST: Final = 256 * 1024
_DEEPEST: Final = 32
_LOCATIONS: Final = 20
_LONGEST: Final = 64 * 1024
#: An incident's id is a URN or a UUID; anything else is not taken along.
_ID: Final = re.compile(r"[A-Za-z0-9._~:@/+-]{1,120}")
_NUMBER: Final = re.compile(r"-?\d{1,3}(?:\.\d{1,15})?")


class BadIncidentError(ValueError):
    """What was sent is no incident; the message says why, and holds nothing of it."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One location of an incident.

    Attributes:
        kind: its `locationTypeDescriptionRegistryText` ("RoutingLocation"), cut to letters.
        address: the civic address as text, "" when there is none.
        lon, lat: degrees (WGS 84), None when there is no point.
        uncertainty: radius in meters, 0 when not told.
    """

    kind: str
    address: str
    lon: float | None = None
    lat: float | None = None
    uncertainty: float = 0.0


@dataclass(frozen=True, slots=True)
class Incident:
    """What is taken from an incident: its id, and its best location."""

    id: str
    where: Whereabouts | None


def read_incident(body: bytes) -> Incident:
    """The incident's id and where it is.

    The location of the incident itself is taken before that of the caller, and both before a routing location, which
    may be a cell tower.

    Raises:
        BadIncidentError: too large, too deep, or not a JSON object.
    """
    if len(body) > LARGEST:
        raise BadIncidentError("The incident is larger than 256 kB.")
    try:
        told = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
    except RecursionError:
        raise BadIncidentError("The incident is nested too deeply.") from None
    except ValueError:
        raise BadIncidentError("This is no JSON in UTF-8.") from None
    if not isinstance(told, dict):
        raise BadIncidentError("An incident is a JSON object.")
    if not _shallow(told):
        raise BadIncidentError("The incident is nested too deeply.")
    name = told.get("$id")
    places = [where for where in _locations(told) if where.address or where.lon is not None]
    best = min(places, key=lambda where: _rank(where.kind), default=None)
    return Incident(name if isinstance(name, str) and _ID.fullmatch(name) else "", best)


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _shallow(told: object) -> bool:
    level = [told]
    for _ in range(_DEEPEST):
        level = [
            below
            for each in level
            if isinstance(each, dict | list)
            for below in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return True
    return False


def _rank(kind: str) -> int:
    word = kind.lower()
    return 0 if "incident" in word or "dispatch" in word else 2 if "routing" in word else 1


def _locations(told: dict[str, Any]) -> Iterator[Whereabouts]:
    listed = told.get("locationComponent")
    for each in listed[:_LOCATIONS] if isinstance(listed, list) else []:
        if not isinstance(each, dict):
            continue
        kind, value = each.get("locationTypeDescriptionRegistryText"), each.get("locationByValue")
        if isinstance(value, str):
            found = _presence(value, re.sub(r"[^A-Za-z ]", "", kind)[:40] if isinstance(kind, str) else "")
            if found is not None:
                yield found


def _presence(text: str, kind: str) -> Whereabouts | None:
    """The civic address and the point of one PIDF-LO; None when it is no XML, or declares types or entities."""
    if len(text) > _LONGEST or "<!" in text.replace("<!--", ""):
        return None
    try:
        root = ET.fromstring(text.strip().encode("utf-8", "surrogatepass"))  # noqa: S314 - see above
    except (ET.ParseError, ValueError, LookupError):
        return None
    parts: dict[str, str] = {}
    spot: list[float] = []
    radius = 0.0
    for element in root.iter():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        value = (element.text or "").strip()
        if name in _CIVIC and value:
            parts.setdefault(name, value[:100])
        elif name == "pos" and not spot:
            spot = [float(word) for word in value.split()[:2] if _NUMBER.fullmatch(word)]
        elif name in ("radius", "semiMajorAxis") and re.fullmatch(r"\d{1,7}(?:\.\d{1,9})?", value):
            radius = max(radius, float(value))
    lat, lon = spot if len(spot) == 2 and abs(spot[0]) <= 90 and abs(spot[1]) <= 180 else (None, None)
    return Whereabouts(kind, civic_text(parts), lon, lat, radius)


#: Elements of RFC 5139 (and RFC 6848's intersection) that make an address.
_CIVIC: Final = frozenset({"HNO", "HNS", "PRD", "PRM", "RD", "A6", "STS", "POD", "A3", "LMK", "NAM", "RDSEC"})


def civic_text(parts: dict[str, str]) -> str:
    """A civic address as people write it: "42 W Cellular Street, Wilmington"; a landmark's name when it has no road."""
    road = parts.get("RD") or parts.get("A6")
    if not road:
        return parts.get("LMK") or parts.get("NAM") or ""
    street = " ".join(filter(None, (parts.get("PRD"), parts.get("PRM"), road, parts.get("STS"), parts.get("POD"))))
    number = parts.get("HNO", "") + (parts.get("HNS") or "")
    if not number and parts.get("RDSEC"):
        street = f"{street} & {parts['RDSEC']}"
    city = parts.get("A3")
    return " ".join(filter(None, (number, street))) + (f", {city}" if city else "")
