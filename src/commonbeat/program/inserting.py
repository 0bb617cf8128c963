"""Inserting many rows at once where the way there is hot: the visit log and the audit log.

The ORM's `bulk_create` takes several times as long to put a statement together as the database takes to run it. Here
the statement of a model is put together once, and rows are plain tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from json import JSONEncoder
from typing import Any, Final
from uuid import UUID

from django.db import connection, models

_Adapt = Callable[[Any], Any]
_Row = tuple[Any, ...]
#: Rows in one statement at most: SQLite takes 32,766 values in one. Many a statement, on SQLite too: for each it keeps
#: what it needs to take the statement back when a trigger refuses it.
_ROWS: Final = 500
_json: Final = JSONEncoder().encode


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of a model go in: the statement without its values, and which of a row's values are adapted, how."""

    head: str
    one: str
    tail: str
    adapted: tuple[tuple[int, _Adapt], ...]


def insert_all(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[_Row]) -> None:
    """Insert new rows of a model.

    Nothing is filled in: a column that is not named gets what the database gives it. No signal is sent.

    Args:
        model: whose table.
        columns: attributes of the model (`area_id`, not `area`), in the order of the values.
        rows: a value for each column; none is None where the model allows none.

    Raises:
        DatabaseError: as the database says.
    """
    plan = _plan(model, columns, connection.vendor)
    with connection.cursor() as cursor:
        for some in _pieces(rows):
            cursor.execute(plan.head + ",".join([plan.one] * len(some)), _values(plan, some))


def insert_numbered(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[_Row]) -> list[int]:
    """As `insert_all`; the ids that the rows were given, in order."""
    plan = _plan(model, columns, connection.vendor)
    keys: list[int] = []
    with connection.cursor() as cursor:
        for some in _pieces(rows):
            cursor.execute(plan.head + ",".join([plan.one] * len(some)) + plan.tail, _values(plan, some))
            keys += [key for (key,) in cursor.fetchall()]
    return keys


def _pieces(rows: Sequence[_Row]) -> Iterable[Sequence[_Row]]:
    return (rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS))


def _values(plan: _Plan, rows: Sequence[_Row]) -> list[Any]:
    return list(chain.from_iterable(_adapted(plan, rows)))


def _adapted(plan: _Plan, rows: Sequence[_Row]) -> Iterable[Sequence[Any]]:
    if not plan.adapted:
        return rows
    found = []
    for row in rows:
        values = list(row)
        for place, adapt in plan.adapted:
            if values[place] is not None:
                values[place] = adapt(values[place])
        found.append(values)
    return found


@lru_cache(maxsize=64)
def _plan(model: type[models.Model], columns: tuple[str, ...], vendor: str) -> _Plan:
    quote = connection.ops.quote_name
    of_name = {field.attname: field for field in model._meta.concrete_fields}
    adapted: list[tuple[int, _Adapt]] = []
    for place, name in enumerate(columns):
        field = of_name[name]
        target = field.target_field if isinstance(field, models.ForeignKey) else field
        if vendor == "sqlite" and isinstance(target, models.UUIDField):
            adapted.append((place, _hex))
        elif vendor == "sqlite" and isinstance(target, models.DateTimeField):
            adapted.append((place, _naive))
        elif isinstance(target, models.JSONField):
            adapted.append((place, _encoded))
    named = ",".join(quote(str(of_name[name].column)) for name in columns)
    return _Plan(
        head=f"INSERT INTO {quote(model._meta.db_table)} ({named}) VALUES ",
        one=f"({','.join(['%s'] * len(columns))})",
        tail=f" RETURNING {quote(str(model._meta.pk.column))}",
        adapted=tuple(adapted),
    )


def _encoded(value: Any) -> str:
    return "[]" if value == [] else _json(value)


def _hex(value: UUID) -> str:
    return value.hex


@lru_cache(maxsize=64)  # the rows of a batch share most of their times
def _naive(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))
