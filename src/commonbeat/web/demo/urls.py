"""Addresses of the demo, before all others; `web.urls` takes them in when the setting `demo` is on."""

from __future__ import annotations

from django.urls import path

from commonbeat.web.demo import views

urlpatterns = [
    path("", views.front, name="demo-front"),
    path("demo/", views.start, name="demo-start"),
    path("demo/look", views.look, name="demo-look"),
    path("demo/report", views.report, name="demo-report"),
]
