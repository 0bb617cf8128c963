"""Pages for what went wrong; they say nothing about what exists."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonbeat.web.access import anybody


@anybody
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one page for what does not exist and for what the member may not see."""
    del exception
    return render(request, "not_found.html", status=404)


@anybody
def failed(request: HttpRequest) -> HttpResponse:
    """The page for a fault of the program."""
    return render(request, "failed.html", status=500)


@anybody
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or that another site sent."""
    del reason
    return render(request, "form_expired.html", status=403)
