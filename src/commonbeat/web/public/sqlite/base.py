"""A connection that can read the published tables and do nothing else; SQLite itself refuses the rest.

See https://www.sqlite.org/c3ref/set_authorizer.html: the authorizer is asked when a statement is compiled, so a
refused one never runs.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Final

from django.db.backends.sqlite3 import base

from commonbeat.web.public.tables import PUBLISHED

_PASSED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT})


def published_only(doing: int, first: str | None, second: str | None, database: str | None, by: str | None) -> int:
    """Let through what reads published tables; refuse the statement otherwise."""
    del database, by
    if doing in _PASSED:
        return sqlite3.SQLITE_OK
    if doing == sqlite3.SQLITE_READ and first in PUBLISHED:
        return sqlite3.SQLITE_OK
    if doing == sqlite3.SQLITE_FUNCTION and second != "load_extension":
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, opened for reading alone."""

    def get_connection_params(self) -> dict[str, Any]:
        """The file as an address with `mode=ro`."""
        told: dict[str, Any] = super().get_connection_params()
        told["database"] = f"{Path(told['database']).resolve().as_uri()}?mode=ro"
        return told

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open, then refuse everything but reading what is published."""
        opened = super().get_new_connection(conn_params)
        opened.set_authorizer(published_only)
        return opened
