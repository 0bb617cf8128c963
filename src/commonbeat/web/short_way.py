"""Shorter ways in for what comes most: no cookie, no session, no form, so no middleware for them.

An officer's phone sends by a token of its own (docs/sync.md), a machine of dispatch asks by its key (docs/api.md). Half
of what a request costs is the way through middleware that finds nothing to do; at the end of a shift that is half of
what the server can take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver, set_urlconf
from django.utils.module_loading import import_string

from commonbeat.web import phones
from commonbeat.web.api import machines

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

#: Middleware that reads cookies or forms, guards the sign-in, or serves and packs files.
_LEFT_OUT: Final = frozenset(
    {
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.middleware.gzip.GZipMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "commonbeat.web.signin.door.Door",
        "commonbeat.web.signed_in.SignedInMember",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    }
)


class ShortHandler(WSGIHandler):
    """Django's own handler with some of the middleware, for the addresses of one module.

    Args:
        urls: the module's name.
        middleware: names, the outermost first.
    """

    def __init__(self, urls: str, middleware: Sequence[str]) -> None:
        self._urls, self._names = urls, middleware
        super().__init__()

    def load_middleware(self, is_async: bool = False) -> None:
        """Put the short chain together."""
        del is_async
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        chain: Any = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]
        for name in reversed(self._names):
            made = import_string(name)(chain)
            if hasattr(made, "process_view"):
                self._view_middleware.insert(0, made.process_view)
            if hasattr(made, "process_exception"):
                self._exception_middleware.append(made.process_exception)
            chain = convert_exception_to_response(made)
        self._middleware_chain = chain

    def resolve_request(self, request: HttpRequest) -> Any:
        """Resolve among the module's addresses alone; reversing an address works as everywhere."""
        request.resolver_match = get_resolver(self._urls).resolve(request.path_info)
        return request.resolver_match

    def get_response(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        set_urlconf(settings.ROOT_URLCONF)
        response: HttpResponse = self._middleware_chain(request)
        response.headers.setdefault("Content-Length", str(len(response.content)))  # else the connection cannot be kept
        response._resource_closers.append(request.close)  # type: ignore[attr-defined]
        return response


def short_way(application: Application) -> Application:
    """The application, except that phones' entries and machines' questions go the short way."""
    for_phones = ShortHandler(phones.__name__, phones.MIDDLEWARE)
    for_machines = ShortHandler(machines.__name__, [each for each in settings.MIDDLEWARE if each not in _LEFT_OUT])

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        way: Application = application
        if environ.get("PATH_INFO") == phones.SYNC:
            way = for_phones
        elif machines.asks(environ):
            way = for_machines
        return way(environ, start_response)

    return answer
