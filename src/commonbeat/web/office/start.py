"""The first page of the office: what needs me now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.web.access import allow
from commonbeat.web.signed_in import member_of


@require_GET
@allow(Role.SERGEANT, Role.ANALYST, Role.ADMINISTRATOR, Role.AUDITOR, Role.DISPATCHER)
def start(request: HttpRequest) -> HttpResponseBase:
    """The areas of the agency."""
    areas = Area.objects.visible_to(member_of(request)).filter(state=Area.State.APPROVED).order_by("name")
    return render(request, "office/start.html", {"areas": areas})
