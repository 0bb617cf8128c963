"""Kinds of concern as services of GeoReport v2, and concerns as its service requests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from commonbeat.program.clients.models import ApiKey
from commonbeat.program.concerns.models import ConcernKind
from commonbeat.program.concerns.outside import Told


def service(kind: ConcernKind) -> dict[str, Any]:
    """A kind as an entry of `services`."""
    return {
        "service_code": kind.code,
        "service_name": title(kind),
        "description": kind.service.does if kind.service else "",
        "metadata": False,
        "type": "realtime",
        "keywords": "",
        "group": kind.service.title if kind.service else kind.agency.name,
    }


def title(kind: ConcernKind) -> str:
    """The kind in the agency's first language that has words for it."""
    titles = kind.titles
    return str(next((titles[each] for each in kind.agency.languages if titles.get(each)), kind.code))


def service_request(told: Told, key: ApiKey) -> dict[str, Any]:
    """A concern as an entry of `requests`: whole for whoever sent it, the agency's own public words for others."""
    concern, own = told.concern, told.own
    return {
        "service_request_id": str(concern.code),
        "status": "closed" if concern.state in told.CLOSED else "open",
        "status_notes": told.notes if own else "",
        "service_name": title(concern.kind),
        "service_code": concern.kind.code,
        "description": concern.words if own else concern.public_words,
        "agency_responsible": concern.kind.service.title if concern.kind.service else key.agency.name,
        "service_notice": "",
        "requested_datetime": _moment(concern.arrived_at),
        "updated_datetime": _moment(told.changed_at),
        "expected_datetime": "",
        "address": concern.place.label if own and concern.place else "",
        "address_id": "",
        "zipcode": "",
        "lat": concern.lat if own else None,
        "long": concern.lon if own else None,
        "media_url": "",
    }


def _moment(at: datetime) -> str:
    """W3C date and time (RFC 3339), as GeoReport writes it."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
