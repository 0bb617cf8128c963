"""The shell of the officer's app."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonbeat.program.agencies.roles import Role
from commonbeat.web.access import allow


@require_GET
@allow(Role.OFFICER)
def app(request: HttpRequest) -> HttpResponseBase:
    """The page the app runs in."""
    return render(request, "field/app.html")
