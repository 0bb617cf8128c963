"""SQLite: triggers refuse a foreign key across agencies, and a row that changes its agency."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from commonbeat.program.tenancy.owned_tables import Pointer, owned_models, pointers


def hold(database: BaseDatabaseWrapper) -> None:
    """Make every trigger anew."""
    release(database)
    with database.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement)


def release(database: BaseDatabaseWrapper) -> None:
    """Drop the triggers: SQLite rebuilds a table to change it, and a trigger on it would stand in the way."""
    with database.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'line\\_%' ESCAPE '\\'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def _statements() -> Iterator[str]:
    for pointer in pointers():
        yield _trigger(pointer, "INSERT", "i")
        yield _trigger(pointer, f'UPDATE OF "{pointer.column}"', "u")
    for model in owned_models():
        table = model._meta.db_table
        yield (
            f'CREATE TRIGGER "line_{table}_stays" BEFORE UPDATE OF "agency_id" ON "{table}" '
            "WHEN NEW.agency_id IS NOT OLD.agency_id "
            "BEGIN SELECT RAISE(ABORT, 'a row does not change its agency'); END"
        )


def _trigger(pointer: Pointer, when: str, mark: str) -> str:
    return (
        f'CREATE TRIGGER "{pointer.name}_{mark}" BEFORE {when} ON "{pointer.table}" '
        f'WHEN NEW."{pointer.column}" IS NOT NULL AND EXISTS (SELECT 1 FROM "{pointer.target}" AS there '
        f'WHERE there."{pointer.target_key}" = NEW."{pointer.column}" AND there.agency_id IS NOT NEW.agency_id) '
        "BEGIN SELECT RAISE(ABORT, 'a foreign key points across agencies'); END"
    )
