"""The Django app of places."""

from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.places"
    label = "places"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.places import rules  # noqa: F401 - models are loaded by now
