"""The Django app of areas."""

from __future__ import annotations

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.areas"
    label = "areas"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.areas import rules  # noqa: F401 - models are loaded by now
