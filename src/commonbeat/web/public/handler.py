"""The public face's own application: its own middleware, its own addresses."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from django.http import HttpRequest
from django.urls import set_urlconf

from commonbeat.web.public.middleware import MIDDLEWARE
from commonbeat.web.short_way import Application, ShortHandler

#: The module of the public addresses.
URLS: Final = "commonbeat.web.public.urls"


class PublicHandler(ShortHandler):
    """Django's handler with the public middleware, for the public addresses alone."""

    def __init__(self) -> None:
        super().__init__(URLS, MIDDLEWARE)

    def get_response(self, request: HttpRequest) -> Any:
        """Answer; addresses are reversed among the public ones too."""
        set_urlconf(URLS)
        response: Any = self._middleware_chain(request)
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        response._resource_closers.append(request.close)
        return response


@lru_cache(maxsize=1)
def public_application() -> Application:
    """The one of this process."""
    made: Application = PublicHandler()
    return made


def by_host(application: Application, hosts: list[str]) -> Application:
    """The application, except that requests for a public name get the public face (behind one proxy, on one port)."""
    if not hosts:
        return application
    names = {one.lower() for one in hosts}

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        host = str(environ.get("HTTP_HOST", "")).lower().rpartition("]")[2].partition(":")[0]
        return (public_application() if host in names else application)(environ, start_response)

    return answer
