"""The Django app of commitments."""

from __future__ import annotations

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.commitments"
    label = "commitments"
