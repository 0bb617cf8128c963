"""The Django app of concerns."""

from __future__ import annotations

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.concerns"
    label = "concerns"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.concerns import rules  # noqa: F401 - models are loaded by now
