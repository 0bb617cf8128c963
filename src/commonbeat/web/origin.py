"""From where a request comes: the browser's address, through the one proxy that is trusted."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from commonbeat.program.audit.origin import origin


class RequestOrigin:
    """Says to the audit log from where the request comes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer inside the origin."""
        with origin(address_of(request)):
            return self.get_response(request)


def address_of(request: HttpRequest) -> str:
    """The browser's network address; what a client claims is believed only from the trusted proxy."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY and direct == settings.TRUSTED_PROXY:
        claimed: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
        return claimed.rpartition(",")[2].strip()[:64] or direct
    return direct
