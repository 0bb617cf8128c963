"""What phones send most, by the short way (`commonbeat.web.short_way`)."""

from __future__ import annotations

from typing import Final

from django.urls import path

from commonbeat.web.field import sync

#: The one address that is answered here; any other goes the long way.
SYNC: Final = "/field/sync"
#: All that a phone's request needs: headers, policy, refusals, origin.
MIDDLEWARE: Final = (
    "commonbeat.web.headers.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "commonbeat.web.overload.ShedLoad",
    "commonbeat.web.origin.RequestOrigin",
)
urlpatterns = [path(SYNC.removeprefix("/"), sync.sync)]
