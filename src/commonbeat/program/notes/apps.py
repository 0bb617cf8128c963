"""The Django app of notes."""

from __future__ import annotations

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.notes"
    label = "notes"
