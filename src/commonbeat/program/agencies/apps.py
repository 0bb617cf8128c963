"""The Django app of agencies."""

from __future__ import annotations

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.agencies"
    label = "agencies"

    def ready(self) -> None:
        """Load the rules."""
        from commonbeat.program.agencies import rules  # noqa: F401
