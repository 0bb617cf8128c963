"""What every view of a site does: find it, speak its language, keep the language in every address."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from commonbeat.program.publishing.models import Release
from commonbeat.web.public import published
from commonbeat.web.public.tongue import NAMES, chosen, offered


class Visit:
    """One look at a site: the site, the page of an area when one is asked for, and the language.

    Raises:
        Http404: there is no such site or page.
    """

    def __init__(self, request: HttpRequest, site: str, area: str | None = None) -> None:
        found = published.site(site)
        release = published.page_at(found, area) if found is not None and area is not None else None
        if found is None or (area is not None and release is None):
            raise Http404
        self.request, self.site, self._release = request, found, release
        self.languages = offered(found.languages)
        self.language = chosen(request, self.languages)
        translation.activate(self.language)  # until the outer middleware puts back what was

    @property
    def release(self) -> Release:
        """The live page of the area that was asked for."""
        if self._release is None:
            raise Http404
        return self._release

    def address(self, name: str, *parts: str, **more: str) -> str:
        """An address of the site, in the language."""
        tail = "".join(f"&{key}={value}" for key, value in more.items())
        return f"{reverse(name, args=(self.site.slug, *parts))}?lang={self.language}{tail}"

    def told(self, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
        """The page, in the frame of the site."""
        frame = {
            "site": self.site,
            "home_url": self.address("public-site"),
            "follow_url": self.address("public-follow"),
            "tongues": [(code, NAMES[code], code == self.language) for code in self.languages],
        }
        return render(self.request, template, {**frame, **(context or {})}, status=status)


def kept(response: HttpResponse) -> HttpResponse:
    """A published page: anybody may keep it for five minutes, and ask whether it changed."""
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
