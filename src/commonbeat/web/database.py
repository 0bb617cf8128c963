"""How Django reaches the program database: SQLite by default, PostgreSQL by one setting."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from commonbeat.errors import UsageError


def database(url: str | None, data: Path) -> dict[str, Any]:
    """The `DATABASES["default"]` of Django.

    Raises:
        UsageError: the setting is not an address of PostgreSQL.
    """
    return postgresql(url) if url else sqlite(data / "commonbeat.sqlite3")


def public_database(url: str | None, data: Path) -> dict[str, Any]:
    """The `DATABASES["public"]`: SQLite's read-only connection, or PostgreSQL by the role that reads published tables.

    Raises:
        UsageError: the setting is not an address of PostgreSQL.
    """
    mirror = {"TEST": {"MIRROR": "default"}}
    if url:
        return {**postgresql(url, "database_public"), **mirror}
    return {
        "ENGINE": "commonbeat.web.public.sqlite",
        "NAME": str(data / "commonbeat.sqlite3"),
        "OPTIONS": {"timeout": 20},
        "CONN_MAX_AGE": None,
        **mirror,
    }


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite as the program needs it: a commit is on disk when it returns, and readers never wait for the writer.

    No connection checkpoints by itself: two that do so at once corrupt versions 3.7.0 to 3.51.2. The server's writer
    does it for all (`Writer.checkpoints`), and the last connection when it closes.
    """
    pragmas = (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
        "PRAGMA mmap_size=0",
        "PRAGMA wal_autocheckpoint=0",
        "PRAGMA cache_size=-32000",
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": ";".join(pragmas)},
        "CONN_MAX_AGE": None,
    }


def postgresql(url: str, setting: str = "database") -> dict[str, Any]:
    """PostgreSQL from `postgresql://user:password@host:port/name?option=value`.

    Raises:
        UsageError: the address is of another database, or names none.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise UsageError(
            f"The setting `{setting}` is not the address of a PostgreSQL database.",
            todo="Write postgresql://user:password@host/name, or leave it out to use SQLite.",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
