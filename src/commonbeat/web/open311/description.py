"""The interface described: GeoReport's own discovery, and OpenAPI."""

from __future__ import annotations

from typing import Any, Final

#: GeoReport v2's own namespace of its specification.
_SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"
_CHANGED: Final = "2026-11-23T00:00:00Z"


def discovery(base: str, *, in_xml: bool) -> dict[str, Any]:
    """What `discovery` says.

    Args:
        base: address of the interface, without a slash at its end.
        in_xml: whether lists name each of their parts, as XML needs.
    """
    endpoint = {
        "specification": _SPECIFICATION,
        "url": base,
        "changeset": _CHANGED,
        "type": "production",
        "formats": _list(["application/json", "text/xml"], "format", in_xml=in_xml),
    }
    return {
        "changeset": _CHANGED,
        "contact": "The administrator of the agency",
        "key_service": "The administrator of the agency makes a key for each machine.",
        "endpoints": [{"endpoint": endpoint}] if in_xml else [endpoint],
    }


def _list(values: list[str], name: str, *, in_xml: bool) -> list[Any]:
    return [{name: value} for value in values] if in_xml else list(values)


def _parameter(name: str, what: str, where: str = "query", **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": where,
        "description": what,
        "required": where == "path",
        "schema": schema or {"type": "string"},
    }


_FORM: Final = _parameter("form", "json or xml", "path", type="string", enum=["json", "xml"])
_KEY: Final = _parameter("api_key", "The machine's key.")
_WHERE: Final = _parameter("jurisdiction_id", "The agency's short name; may be left out.")
_ALWAYS: Final = [_FORM, _KEY, _WHERE]


def _answers(what: str) -> dict[str, Any]:
    refused = {
        "400": "Something is missing or cannot be read.",
        "403": "The key is missing or opens nothing.",
        "404": "There is no such thing.",
        "429": "Too many requests.",
        "503": "Not available now.",
    }
    return {"200": {"description": what}, **{code: {"description": why} for code, why in refused.items()}}


def _get(what: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    return {"summary": what, "parameters": [*_ALWAYS, *parameters], "responses": _answers(what)}


_REPORT: Final = {
    "api_key": {"type": "string"},
    "jurisdiction_id": {"type": "string"},
    "service_code": {"type": "string"},
    "lat": {"type": "number"},
    "long": {"type": "number"},
    "address_string": {"type": "string", "maxLength": 300},
    "description": {"type": "string", "maxLength": 2000},
    "email": {"type": "string", "description": "Kept sealed, to answer."},
    "phone": {"type": "string", "description": "Kept sealed when there is no e-mail address."},
    "first_name": {"type": "string", "description": "Not kept."},
    "last_name": {"type": "string", "description": "Not kept."},
    "service_request_id": {
        "type": "string",
        "maxLength": 100,
        "description": "The sender's own id. A second delivery of the same id changes nothing.",
    },
}

OPENAPI: Final[dict[str, Any]] = {
    "openapi": "3.0.3",
    "info": {
        "title": "Commonbeat: Open311 GeoReport",
        "version": "2",
        "description": "A city's 311 system sends concerns and follows them.",
    },
    "paths": {
        "/open311/v2/discovery.{form}": {
            "get": {
                "summary": "Where the interface is",
                "parameters": [_FORM],
                "responses": {"200": {"description": "Endpoints"}, "404": {"description": "No such form"}},
            }
        },
        "/open311/v2/services.{form}": {"get": _get("What may be reported")},
        "/open311/v2/services/{code}.{form}": {
            "get": _get("What a service asks for", _parameter("code", "service_code", "path"))
        },
        "/open311/v2/requests.{form}": {
            "get": _get(
                "Concerns that this client sent or that are public",
                _parameter("service_request_id", "Ids, parted by commas; they override the rest."),
                _parameter("service_code", "Codes, parted by commas."),
                _parameter("start_date", "Came at or after.", type="string", format="date-time"),
                _parameter("end_date", "Came at or before; at most 90 days later.", type="string", format="date-time"),
                _parameter("status", "open, closed, or both parted by a comma."),
            ),
            "post": {
                "summary": "Report a concern",
                "parameters": [_FORM],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/x-www-form-urlencoded": {
                            "schema": {"type": "object", "properties": _REPORT, "required": ["service_code"]}
                        }
                    },
                },
                "responses": _answers("Its id"),
            },
        },
        "/open311/v2/requests/{code}.{form}": {
            "get": _get("One concern", _parameter("code", "service_request_id", "path"))
        },
        "/open311/v2/tokens/{code}.{form}": {
            "get": _get("The id that a token became", _parameter("code", "token", "path"))
        },
    },
}
