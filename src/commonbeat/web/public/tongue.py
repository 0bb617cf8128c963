"""In which language a page is told: as its address says (`?lang=`), else as the browser asks. No cookie does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

#: Languages in which every string of the public pages exists (a test holds it), by their own names.
NAMES: Final = {"en": "English", "es": "Español", "ar": "العربية"}


def offered(wanted: Sequence[str]) -> list[str]:
    """Those of a site's languages whose strings are all there, in the site's order; English when there is none."""
    return [code for code in wanted if code in NAMES] or ["en"]


def chosen(request: HttpRequest, among: Sequence[str]) -> str:
    """The language of the answer: asked by the address, else by the browser, else the first."""
    said = request.GET.get("lang", "")
    if said in among:
        return said
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code.split("-")[0] in among:
            return code.split("-")[0]
    return among[0]


class Tongue:
    """Tells pages of no site (the list, what is not there) in any language; a site's views narrow it to theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language, and say so to caches."""
        with translation.override(chosen(request, list(NAMES))):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        patch_vary_headers(response, ["Accept-Language"])
        return response
