"""The way in: each member to their own face."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import STAFF, Role
from commonbeat.web.access import allow, anybody
from commonbeat.web.signed_in import member_of

#: Seconds a chosen language is remembered on a machine.
_A_YEAR: Final = 365 * 24 * 3600


@require_GET
@anybody
def home(request: HttpRequest) -> HttpResponseBase:
    """Partners go to their property, staff to their own face."""
    if isinstance(request.user, Member) and request.user.is_partner:
        return redirect("partner:home")
    return _staff(request)


@allow(*STAFF)
def _staff(request: HttpRequest) -> HttpResponseBase:
    """Officers start on the phone's page, everybody else in the office."""
    member = member_of(request)
    office = tuple(role for role in STAFF if role is not Role.OFFICER)
    return redirect("office:start" if member.has_role(*office) else "field:app")


@require_GET
@anybody
def health(request: HttpRequest) -> HttpResponse:
    """Whether the server answers and reaches its database; for a watchdog."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@require_POST
@anybody
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Show pages in another language from here on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    language = request.POST.get("language", "")
    if check_for_language(language) and language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=_A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
