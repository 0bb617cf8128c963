"""The Django app of postings."""

from __future__ import annotations

from django.apps import AppConfig


class PostingsConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.postings"
    label = "postings"

    def ready(self) -> None:
        """Make the rules known."""
        from commonbeat.program.postings import rules  # noqa: F401 - models are loaded by now
