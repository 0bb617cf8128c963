"""Every address of the server, a line a face."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from commonbeat.web import home

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", home.health, name="health"),
    path("language", home.set_language, name="set-language"),
    path("sign-in/", include("commonbeat.web.signin.urls")),
    path("office/", include("commonbeat.web.office.urls")),
    path("partner/", include("commonbeat.web.partner.urls")),
    path("field/", include("commonbeat.web.field.urls")),
    path("api/", include("commonbeat.web.api.urls")),
    path("open311/v2/", include("commonbeat.web.open311.urls")),
    path("answer/", include("commonbeat.web.answers.urls")),
]
if settings.DEMO:
    urlpatterns.insert(0, path("", include("commonbeat.web.demo.urls")))

handler400 = "commonbeat.web.errors.bad_request"
handler403 = "commonbeat.web.errors.not_found"
handler404 = "commonbeat.web.errors.not_found"
handler500 = "commonbeat.web.errors.failed"
handler429 = "commonbeat.web.errors.slow_down"
