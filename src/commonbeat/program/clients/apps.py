"""The Django app of clients."""

from __future__ import annotations

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Names the app after its word."""

    name = "commonbeat.program.clients"
    label = "clients"
