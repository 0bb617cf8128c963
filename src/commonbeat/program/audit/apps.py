"""The Django app of audit."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.audit"
    label = "audit"
