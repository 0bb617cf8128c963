"""Answers that are no briefing: each with a code for machines and a sentence for people."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from commonbeat.program.places.models import Place


class RefusedError(Exception):
    """The question is not answered, and why.

    Args:
        status: HTTP status.
        code: a word for machines, listed in docs/api.md.
        message: a sentence for people, without anything that was sent.
        retry_after: seconds after which to come again.
    """

    def __init__(self, status: int, code: str, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.retry_after = status, code, message, retry_after


@dataclass(frozen=True, slots=True)
class Several:
    """Several places may be meant; someone must choose."""

    places: list[Place] = field(default_factory=list)

    def as_json(self) -> list[dict[str, Any]]:
        """What tells the places apart."""
        return [{"place": place.key, "label": place.label, "kind": place.kind} for place in self.places]


def answer_refused(request: HttpRequest, refused: RefusedError, several: Several | None = None) -> HttpResponse:
    """The refusal as JSON, or as a small page when a page was asked for."""
    told: dict[str, Any] = {"code": refused.code, "message": refused.message}
    if several is not None:
        told["candidates"] = several.as_json()
    response: HttpResponse
    if wants_page(request):
        response = render(request, "briefing/refused.html", {**told, "several": several}, status=refused.status)
    else:
        response = JsonResponse(told, status=refused.status)
    if refused.retry_after:
        response["Retry-After"] = str(max(1, math.ceil(refused.retry_after)))
    if refused.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Commonbeat"'
    return response


def wants_page(request: HttpRequest) -> bool:
    """Does the asker want a page rather than JSON? JSON unless HTML is liked better."""
    return request.get_preferred_type(["application/json", "text/html"]) == "text/html"
