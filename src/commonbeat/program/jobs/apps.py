"""The Django app of background work."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.jobs import rules  # noqa: F401 - models are loaded by now
