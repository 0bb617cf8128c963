"""The poster of an area: one printed page that leads residents to it, in one or two languages."""

from __future__ import annotations

from urllib.parse import urlencode

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.publishing.queries import live_releases
from commonbeat.web.access import allow
from commonbeat.web.public.handler import URLS
from commonbeat.web.public.tongue import NAMES, offered
from commonbeat.web.signed_in import member_of


@allow(Role.SERGEANT, Role.ANALYST, Role.OFFICER)
@require_GET
def poster(request: HttpRequest, area: int) -> HttpResponseBase:
    """The poster, once the area has a page."""
    member = member_of(request)
    found = Area.objects.visible_to(member).filter(pk=area).first()
    if found is None:
        raise Http404
    release = live_releases(member).get(found.pk)
    if release is None:
        return render(request, "office/poster.html", {"area": found})
    among = offered(release.site.languages)
    languages = [code for code in among if code in request.GET.getlist("lang")][:2] or among[:2]
    say = reverse("public-say", urlconf=URLS, args=(release.site.slug, release.slug))
    told = urlencode({"lang": languages[0], "via": "poster"})
    page = reverse("public-area", urlconf=URLS, args=(release.site.slug, release.slug))
    code = segno.make(f"{settings.PUBLIC_URL}{say}?{told}", error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, svgclass="poster-code", lineclass=None, border=4)
    context = {
        "area": found,
        "site": release.site,
        "code": mark_safe(drawn),  # noqa: S308 - drawn by the library from an address of ours
        "address": f"{settings.PUBLIC_URL.partition('://')[2]}{page}",
        "columns": [{"code": one, "rtl": translation.get_language_info(one)["bidi"]} for one in languages],
        "choices": [(one, NAMES[one], one in languages) for one in among],
    }
    return render(request, "office/poster.html", context)
