"""The Django app of visits."""

from __future__ import annotations

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.visits"
    label = "visits"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.visits import rules  # noqa: F401 - models are loaded by now
