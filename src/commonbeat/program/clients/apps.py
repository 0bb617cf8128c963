"""The Django app of clients."""

from __future__ import annotations

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.clients"
    label = "clients"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.clients import rules  # noqa: F401 - models are loaded by now
