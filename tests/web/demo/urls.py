"""The addresses as they are in a demo."""

from __future__ import annotations

from django.urls import include, path

from commonbeat.web import urls

urlpatterns = [path("", include("commonbeat.web.demo.urls")), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
