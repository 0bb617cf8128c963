"""The Django app of the faces: their templates and static files."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Names the app."""

    name = "commonbeat.web"
    label = "web"
