"""The Django app of services."""

from __future__ import annotations

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.services"
    label = "services"
