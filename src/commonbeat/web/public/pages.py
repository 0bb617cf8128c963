"""Published pages: the list of sites, a site's areas, an area, how its numbers were made."""

from __future__ import annotations

import sys

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from commonbeat.program.publishing.pictures import picture_path
from commonbeat.web.access import anybody
from commonbeat.web.overload import unavailable_for
from commonbeat.web.public import published
from commonbeat.web.public.frame import Visit, kept
from commonbeat.web.release_page import in_language, numbers_of, page_of


@anybody
@require_safe
def sites(request: HttpRequest) -> HttpResponseBase:
    """Every site that has a page; with one alone, that one."""
    found = published.sites()
    if len(found) == 1:
        return redirect("public-site", site=found[0].slug)
    return kept(render(request, "public/sites.html", {"sites": found}))


@anybody
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """That the public face answers."""
    del request
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@anybody
@require_safe
def with_slash(request: HttpRequest, **parts: str) -> HttpResponseBase:
    """An address typed without its last stroke."""
    del parts
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{request.path}/{'?' + query if query else ''}", permanent=True)


@anybody
@require_safe
def site(request: HttpRequest, site: str) -> HttpResponseBase:
    """The areas of a site."""
    visit = Visit(request, site)
    own = in_language(visit.site.words, visit.language) or {}
    areas = [
        {
            "title": one.content["area"]["title"],
            "url": visit.address("public-area", one.slug),
            "say_url": visit.address("public-say", one.slug),
            "officers": [card["name"] for card in one.content["officers"] if not card["backup"]],
        }
        for one in published.pages_of(visit.site)
    ]
    return kept(visit.told("public/site.html", {"areas": areas, "own": own}))


@anybody
@require_safe
def area(request: HttpRequest, site: str, area: str) -> HttpResponseBase:
    """The live page of an area."""
    visit = Visit(request, site, area)
    context = {
        "page": page_of(visit.release.content, visit.site.words, visit.language),
        "say_url": visit.address("public-say", area),
        "numbers_url": visit.address("public-numbers", area),
        "picture_base": f"/{visit.site.slug}/{area}/pictures/",
    }
    return kept(visit.told("public/release.html", context))


@anybody
@require_safe
def numbers(request: HttpRequest, site: str, area: str) -> HttpResponseBase:
    """How each number of the page was made."""
    visit = Visit(request, site, area)
    context = {
        "page": page_of(visit.release.content, visit.site.words, visit.language),
        "recipe": numbers_of(visit.release.recipe),
        "release_url": visit.address("public-area", area),
    }
    return kept(visit.told("public/numbers.html", context))


@anybody
@require_safe
def picture(request: HttpRequest, site: str, area: str, picture: str) -> HttpResponseBase:
    """A picture that an officer wished on this page; any other does not exist."""
    visit = Visit(request, site, area)
    if not picture or picture not in {card["picture"] for card in visit.release.content["officers"]}:
        raise Http404
    try:
        file = picture_path(visit.site.agency_id, picture).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, content_type="image/jpeg", headers={"Cache-Control": "public, max-age=300"})


@anybody
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one page for what does not exist."""
    del exception
    return render(request, "public/not_found.html", status=404)


@anybody
def failed(request: HttpRequest) -> HttpResponse:
    """A fault of the program."""
    return unavailable_for(sys.exc_info()[1]) or render(request, "public/failed.html", status=500)
