"""Which agency the present piece of work belongs to, said to PostgreSQL too.

Row-level security there compares each row's agency with this setting (promise T2); an unset scope sees nothing.
Python's own filters (`visible_to`) do not read it: they are the first line, this is the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

#: Seen by row-level security as "no agency".
NOBODY: Final = ""
#: The setting that the policies read.
SETTING: Final = "commonbeat.agency"
#: Of sign-in alone: members may be looked up before their agency is known.
SIGNING_IN: Final = "signing in"

_scope: ContextVar[str] = ContextVar("agency_scope", default=NOBODY)


@contextmanager
def agency_scope(agency_id: int) -> Iterator[None]:
    """Everything inside reads and writes this agency's rows alone."""
    with _scoped(str(agency_id)):
        yield


@contextmanager
def sign_in_scope() -> Iterator[None]:
    """Members may be found by session or name; no other table is seen."""
    with _scoped(SIGNING_IN):
        yield


def apply_scope(database: BaseDatabaseWrapper) -> None:
    """Tell PostgreSQL the scope; until the end of the transaction when there is one."""
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, %s)", [SETTING, _scope.get(), database.in_atomic_block])


@contextmanager
def _scoped(value: str) -> Iterator[None]:
    token = _scope.set(value)
    apply_scope(connection)
    try:
        yield
    finally:
        _scope.reset(token)
        if not connection.needs_rollback:
            apply_scope(connection)
