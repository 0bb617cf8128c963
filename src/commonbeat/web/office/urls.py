"""Addresses of the office."""

from __future__ import annotations

from django.urls import path

from commonbeat.web.office import start

app_name = "office"
urlpatterns = [
    path("", start.start, name="start"),
]
