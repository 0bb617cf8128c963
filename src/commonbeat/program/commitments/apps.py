"""The Django app of commitments."""

from __future__ import annotations

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.commitments"
    label = "commitments"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.commitments import rules  # noqa: F401 - models are loaded by now
