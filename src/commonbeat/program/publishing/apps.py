"""The Django app of published pages."""

from __future__ import annotations

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.publishing"
    label = "publishing"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.publishing import rules  # noqa: F401 - models are loaded by now
