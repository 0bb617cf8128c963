"""A shorter way in for what phones send most: no cookie, no session, no form, so no middleware for them.

An officer's phone sends by a token of its own (docs/sync.md). Half of what a request costs is the way through
middleware that finds nothing to do; at the end of a shift that is half of what the server can take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from csp.middleware import CSPMiddleware
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path, set_urlconf

from commonbeat.web.field import sync
from commonbeat.web.headers import SecurityHeaders
from commonbeat.web.origin import RequestOrigin
from commonbeat.web.overload import ShedLoad

#: The one address that is answered here; any other goes the long way.
SYNC: Final = "/field/sync"
urlpatterns = [path(SYNC.removeprefix("/"), sync.sync)]

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class PhoneHandler(WSGIHandler):
    """Django's own handler with the middleware that a phone's request needs: headers, policy, refusals, origin."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Put the short chain together."""
        del is_async
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        chain: Any = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]
        for middleware in (RequestOrigin, ShedLoad, CSPMiddleware, SecurityHeaders):
            made = middleware(chain)
            if hasattr(made, "process_exception"):
                self._exception_middleware.insert(0, made.process_exception)
            chain = convert_exception_to_response(made)
        self._middleware_chain = chain

    def resolve_request(self, request: HttpRequest) -> Any:
        """Resolve among the phones' addresses alone."""
        request.urlconf = __name__
        return super().resolve_request(request)

    def get_response(self, request: HttpRequest) -> HttpResponse:
        """Answer; reversing an address works as everywhere."""
        set_urlconf(__name__)
        response: HttpResponse = self._middleware_chain(request)
        response.headers.setdefault("Content-Length", str(len(response.content)))  # else the connection cannot be kept
        response._resource_closers.append(request.close)  # type: ignore[attr-defined]
        return response


def short_way(application: Application) -> Application:
    """The application, except that phones' entries go the short way."""
    phones = PhoneHandler()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        way: Application = phones if environ.get("PATH_INFO") == SYNC else application
        return way(environ, start_response)

    return answer
