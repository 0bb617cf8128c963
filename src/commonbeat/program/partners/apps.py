"""The Django app of partners."""

from __future__ import annotations

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.partners"
    label = "partners"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.partners import rules  # noqa: F401 - models are loaded by now
