"""The Django app of notes."""

from __future__ import annotations

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.notes"
    label = "notes"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.notes import rules  # noqa: F401 - models are loaded by now
