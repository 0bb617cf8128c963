"""Pages for what went wrong; they say nothing about what exists."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonbeat.web.access import anybody
from commonbeat.web.overload import unavailable_for


@anybody
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that no page of ours sends. The page is plain: nothing of the request is trusted."""
    del request, exception
    return HttpResponse("Bad request\n", status=400, content_type="text/plain; charset=utf-8")


@anybody
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one page for what does not exist and for what the member may not see."""
    del exception
    return render(request, "not_found.html", {"here": ""}, status=404)  # no line of the menu tells where one tried


@anybody
def failed(request: HttpRequest) -> HttpResponse:
    """The page for a fault of the program; a full disk met outside of a view is none (503)."""
    return unavailable_for(sys.exc_info()[1]) or render(request, "failed.html", status=500)


@anybody
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or that another site sent."""
    del reason
    return render(request, "form_expired.html", status=403)


def too_many(request: HttpRequest, after: int) -> HttpResponse:
    """429: too many tries, and the seconds after which to come again."""
    answer = render(request, "too_many.html", {"minutes": -(-after // 60)}, status=429)
    answer.headers["Retry-After"] = str(after)
    return answer


@anybody
def slow_down(request: HttpRequest) -> HttpResponse:
    """What allauth answers when one of its own limits is reached."""
    return too_many(request, 60)
