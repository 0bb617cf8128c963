"""A client of Open311 GeoReport v2: sends to the address that the agency put on the service, and nowhere else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from django.core.exceptions import ValidationError

from commonbeat.program.concerns.models import OutsideKey, Passing
from commonbeat.program.concerns.outside_keys import opened
from commonbeat.program.concerns.passing import way_to

_SECONDS: Final = 10
_LARGEST: Final = 256 * 1024


class AwayError(Exception):
    """The service does not answer now; try later. The message holds nothing of what it said."""


class RefusedError(Exception):
    """The service refuses it; someone must look. The message holds nothing of what it said."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a try.

    Attributes:
        outside_id, receipt: the service's id, or its token until it has one.
        status: "open", "closed" or "".
        notes: the service's words (`status_notes`).
        trouble: why it failed; "" when it did not.
        refused: trying again is of no use.
    """

    outside_id: str = ""
    receipt: str = ""
    status: str = ""
    notes: str = ""
    trouble: str = ""
    refused: bool = False


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """The configured address alone is asked."""


_opener: Final = build_opener(ProxyHandler({}), _NoRedirect)


def report(passing: Passing) -> Heard:
    """POST `requests.json`: the confirmed words, the kind and the place; no name and no address of anybody.

    Our own id goes along as `service_request_id`, by which a server such as ours knows a second delivery.
    """
    concern, service = passing.concern, passing.service
    fields = {
        "service_code": service.open311_code,
        "description": passing.words,
        "service_request_id": str(concern.code),
    }
    lat, lon = concern.lat, concern.lon
    if concern.place is not None:
        fields["address_string"] = concern.place.label
        lat, lon = (lat, lon) if lat is not None else (concern.place.lat, concern.place.lon)
    if lat is not None and lon is not None:
        fields |= {"lat": str(lat), "long": str(lon)}
    kept = OutsideKey.objects.filter(agency_id=passing.agency_id, service=service).first()
    if kept is not None:
        fields["api_key"] = opened(kept)
    told = _first(_asked(passing, "requests.json", fields))
    heard = Heard(outside_id=_text(told, "service_request_id", 120), receipt=_text(told, "token", 120))
    if not heard.outside_id and not heard.receipt:
        raise AwayError("The answer holds neither an id nor a token.")
    return heard


def ask(passing: Passing) -> Heard:
    """GET `requests/{id}.json`."""
    told = _first(_asked(passing, f"requests/{quote(passing.outside_id, safe='')}.json"))
    return Heard(status=_text(told, "status", 20).lower(), notes=_text(told, "status_notes", 600))


def ask_token(passing: Passing) -> Heard:
    """GET `tokens/{token}.json`."""
    told = _first(_asked(passing, f"tokens/{quote(passing.receipt, safe='')}.json"))
    return Heard(outside_id=_text(told, "service_request_id", 120))


def _asked(passing: Passing, path: str, fields: dict[str, str] | None = None) -> Any:
    service = passing.service
    try:
        way_to(service)
    except ValidationError:
        raise RefusedError("The address of the service is not https.") from None
    extra = {"jurisdiction_id": service.open311_jurisdiction} if service.open311_jurisdiction else {}
    address, body = f"{service.open311_url.rstrip('/')}/{path}", None
    if fields is not None:
        body = urlencode(fields | extra).encode()
    else:
        kept = OutsideKey.objects.filter(agency_id=passing.agency_id, service=service).first()
        asked = extra | ({"api_key": opened(kept)} if kept else {})
        address += f"?{urlencode(asked)}" if asked else ""
    try:
        with _opener.open(Request(address, body, {"Accept": "application/json"}), timeout=_SECONDS) as answer:  # noqa: S310 - https, checked above
            whole = answer.read(_LARGEST + 1)
    except HTTPError as error:
        error.close()
        if error.code >= 500 or error.code in (408, 425, 429) or fields is None:
            raise AwayError(f"The service answered {error.code}.") from None
        raise RefusedError(f"The service answered {error.code}.") from None
    except (OSError, HTTPException) as error:
        raise AwayError(f"The service could not be reached ({type(error).__name__}).") from None
    try:
        return json.loads(whole[:_LARGEST])
    except (ValueError, RecursionError):
        raise AwayError("The answer is no JSON.") from None


def _first(told: Any) -> dict[str, Any]:
    row = told[0] if isinstance(told, list) and told else told
    if not isinstance(row, dict):
        raise AwayError("The answer is none of GeoReport's.")
    return row


def _text(told: dict[str, Any], name: str, most: int) -> str:
    value = told.get(name)
    return str(value).replace("\x00", "").strip()[:most] if isinstance(value, str | int) else ""
