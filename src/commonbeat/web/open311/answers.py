"""Answers and errors in the two forms of GeoReport v2, JSON and XML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree as ET

from django.http import HttpResponse, JsonResponse

JSON: Final = "json"
XML: Final = "xml"
FORMS: Final = (JSON, XML)
#: What XML 1.0 cannot say at all, not even escaped (section 2.2).
_UNSAYABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Fields = Mapping[str, Any]


class Open311Error(Exception):
    """What is answered instead.

    Args:
        status: HTTP status, which GeoReport repeats as the error's code.
        description: a sentence for people, with nothing of what was sent.
        retry_after: seconds after which to come again, 0 for never mind.
    """

    def __init__(self, status: int, description: str, retry_after: int = 0) -> None:
        super().__init__(description)
        self.status, self.description, self.retry_after = status, description, retry_after


def many(form: str, names: tuple[str, str], rows: Sequence[Fields], status: int = 200) -> HttpResponse:
    """A list of things.

    Args:
        form: `JSON` or `XML`.
        names: of the list and of one of it, as XML calls them ("services", "service").
        rows: the fields of each, in order.
        status: HTTP status.
    """
    if form == JSON:
        return JsonResponse(list(rows), safe=False, status=status)
    root = ET.Element(names[0])
    for row in rows:
        _put(ET.SubElement(root, names[1]), row)
    return _xml(root, status)


def one(form: str, name: str, fields: Fields) -> HttpResponse:
    """A single thing."""
    if form == JSON:
        return JsonResponse(dict(fields))
    root = ET.Element(name)
    _put(root, fields)
    return _xml(root, 200)


def refusal(form: str, error: Open311Error) -> HttpResponse:
    """The error as GeoReport lists it."""
    told = [{"code": error.status, "description": error.description}]
    response = many(form if form in FORMS else JSON, ("errors", "error"), told, error.status)
    if error.retry_after:
        response["Retry-After"] = str(error.retry_after)
    return response


def _put(element: ET.Element, fields: Fields) -> None:
    for name, value in fields.items():
        below = ET.SubElement(element, name)
        if isinstance(value, Mapping):
            _put(below, value)
        elif isinstance(value, list | tuple):
            for each in value:
                _put(below, each)
        elif value is not None:
            said = str(value).lower() if isinstance(value, bool) else str(value)
            below.text = _UNSAYABLE.sub("", said)


def _xml(root: ET.Element, status: int) -> HttpResponse:
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, status=status, content_type="text/xml; charset=utf-8")
