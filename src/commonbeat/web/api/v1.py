"""The interface for dispatch and other machines, version 1."""

from __future__ import annotations

from typing import Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from commonbeat.errors import BusyError, StorageError
from commonbeat.program.agencies.roles import STAFF
from commonbeat.web.api.briefings import router
from commonbeat.web.api.refusals import RefusedError, answer_refused
from commonbeat.web.overload import RETRY_AFTER

api: Final = NinjaAPI(
    title="Commonbeat",
    version="1",
    description="What the posted officer knows of a place, for whoever is sent there. It knows places, not people.",
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url=None,
    openapi_extra={
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "security": [{"key": []}],
    },
)
api.add_router("", router)


def urls() -> tuple[list[URLPattern], str, str]:
    """The addresses, each saying who may open it (a key of the agency opens them as well, by its scope)."""
    patterns, app, namespace = api.urls
    asked = [each for each in patterns if isinstance(each, URLPattern) and each.name != "api-root"]
    for pattern in asked:
        setattr(pattern.callback, "allowed_roles", frozenset(STAFF))  # noqa: B010 - as `allow` does
    return asked, app, namespace


@api.exception_handler(RefusedError)
def refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
    """Why the question is not answered."""
    return answer_refused(request, error)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A parameter that cannot be; named, and not repeated."""
    names = sorted({str(each["loc"][-1]) for each in error.errors if each.get("loc")})
    return answer_refused(
        request, RefusedError(422, "question", f"This cannot be read: {', '.join(names) or 'request'}.")
    )


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework could not read."""
    return answer_refused(request, RefusedError(error.status_code, "question", "The request cannot be read."))


@api.exception_handler(BusyError)
@api.exception_handler(StorageError)
@api.exception_handler(DatabaseError)
def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """Not available: a briefing may exist and cannot be given now, which is not the same as none."""
    del error
    message = "Not available now. A briefing may exist; ask again."
    return answer_refused(request, RefusedError(503, "not_available", message, RETRY_AFTER))
