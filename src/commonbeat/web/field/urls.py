"""Addresses of the officer's app."""

from __future__ import annotations

from django.urls import path

from commonbeat.web.field import app

app_name = "field"
urlpatterns = [
    path("", app.app, name="app"),
]
