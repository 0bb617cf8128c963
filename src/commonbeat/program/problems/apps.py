"""The Django app of problems."""

from __future__ import annotations

from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.problems"
    label = "problems"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.problems import rules  # noqa: F401 - models are loaded by now
