"""The Django app of services."""

from __future__ import annotations

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.services"
    label = "services"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.services import rules  # noqa: F401 - models are loaded by now
