"""Holds the line after every migration."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class TenancyConfig(AppConfig):
    """Names the app; it has no tables of its own."""

    name = "commonbeat.program.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        """Release the line before tables change, and hold it after."""
        pre_migrate.connect(_release, sender=self)
        post_migrate.connect(_hold, sender=self)


def _release(using: str, plan: list[Any], **_: object) -> None:
    database = connections[using]
    if plan and database.introspection.table_names():
        from commonbeat.program.tenancy import postgresql_line, sqlite_line

        (postgresql_line if database.vendor == "postgresql" else sqlite_line).release(database)


def _hold(using: str, **_: object) -> None:
    from commonbeat.program.tenancy import postgresql_line, sqlite_line

    database = connections[using]
    if using == "default" and "owner" in settings.DATABASES:
        return  # the role that serves owns no table
    if database.vendor == "postgresql":
        postgresql_line.hold(database, settings.SERVING_ROLE, settings.PUBLIC_ROLE)
    else:
        sqlite_line.hold(database)
