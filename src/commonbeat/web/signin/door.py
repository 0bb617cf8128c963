"""A sign-in that a limit refuses anyway is refused here, before form, session and page cost anything (promise L7)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from commonbeat.web.origin import address_of
from commonbeat.web.signin.limits import by_address, hashing


class Door:
    """Stands after the middleware that chooses the language, and before all that is dearer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or refuse."""
        if request.method == "POST" and request.path_info == reverse("account_login"):
            wait = max(by_address.wait(address_of(request)), hashing.wait())
            if wait:
                return _refusal(wait)
        return self.get_response(request)


def _refusal(after: int) -> HttpResponse:
    page = _page(translation.get_language() or "en", -(-after // 60))
    response = HttpResponse(page, status=429, headers={"Retry-After": str(after)})
    response.headers["Content-Length"] = str(len(response.content))  # what sets it otherwise stands further in
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark: a flood would fill the log
    return response


@lru_cache(maxsize=64)
def _page(language: str, minutes: int) -> str:
    """The page as everybody gets it: it names nobody and has no form."""
    with translation.override(language):
        return render_to_string("too_many.html", {"minutes": minutes})
