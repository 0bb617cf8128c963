"""Address to briefing, for everyone who works for the agency. There is no search for people."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import STAFF, Role
from commonbeat.program.briefings.purpose import Purpose
from commonbeat.program.briefings.view import Reader, look_at, record_nothing_found
from commonbeat.program.concerns.queries import open_concerns
from commonbeat.program.places.models import Place
from commonbeat.program.places.queries import FEWEST, in_order, place_by_key, search_places
from commonbeat.program.problems.queries import live_problems_at
from commonbeat.web.access import allow
from commonbeat.web.office.problems import READERS
from commonbeat.web.signed_in import member_of

#: Live problems that a briefing names; more do not fit on a phone.
_PROBLEMS: Final = 3


@require_safe
@allow(*STAFF)
def search(request: HttpRequest) -> HttpResponseBase:
    """The search box. A whole address goes straight to its briefing; three letters offer places to choose from."""
    member = member_of(request)
    typed = request.GET.get("q", "")[:200]
    purpose = purpose_of(request)
    found, offered = search_places(member, typed)
    live = "HX-Request" in request.headers
    if not live and found.place is not None and offered:
        target = reverse("office:briefing", args=[offered[0].key])
        return redirect(f"{target}?{urlencode({'purpose': purpose.value})}")
    if not live and typed and not offered:
        record_nothing_found(Reader(member.agency, member), purpose, found_by="search", several=False)
    told = {
        "typed": typed,
        "purpose": purpose.value,
        "purposes": Purpose.choices,
        "offered": offered,
        "short": 0 < len(typed.strip()) < FEWEST,
        "nothing": len(typed.strip()) >= FEWEST and not offered,
    }
    return render(request, "briefing/results.html" if live else "briefing/search.html", told)


@require_safe
@allow(*STAFF)
def show(request: HttpRequest, key: str) -> HttpResponseBase:
    """The briefing of one place, on one screen."""
    member = member_of(request)
    place = place_or_404(member, key)
    purpose = purpose_of(request)
    briefing = look_at(Reader(member.agency, member), place, purpose, found_by="place")
    told: dict[str, Any] = {
        "briefing": briefing,
        "purpose": purpose,
        "concerns": open_concerns(member).filter(place=place)[:6],
    }
    if member.has_role(*READERS):
        told["problems"] = live_problems_at(member, place.pk, briefing.area_ids)[:_PROBLEMS]
    return render(request, "briefing/show.html", told | what_may(member, place))


def place_or_404(member: Member, key: str) -> Place:
    """The member's agency's place.

    Raises:
        Http404: there is none, or it is another agency's.
    """
    place = place_by_key(member.agency, key)
    if place is None:
        raise Http404
    return in_order(member.agency_id, [place.pk])[0]


def what_may(member: Member, place: Place) -> dict[str, Any]:
    """What the page offers the member to do; the same at every place."""
    return {
        "may_write": member.has_perm("notes.write", place),
        "may_confirm": member.has_perm("notes.write", place),
        "may_name": member.has_perm("places.name", place),
        "may_open": member.has_perm("notes.open_in_emergency", place),
        "may_see_sealed": member.has_perm("notes.write", place),
        "may_open_problem": member.has_perm("problems.open"),
        "may_enter": member.has_perm("concerns.enter"),
    }


def purpose_of(request: HttpRequest) -> Purpose:
    """The purpose that was said, else the usual one of the member's role."""
    try:
        return Purpose(request.GET.get("purpose", ""))
    except ValueError:
        member = member_of(request)
    if member.has_role(Role.OFFICER, Role.DISPATCHER):
        return Purpose.DISPATCHED
    return Purpose.PLANNING if member.has_role(Role.SERGEANT, Role.ANALYST) else Purpose.REVIEW
