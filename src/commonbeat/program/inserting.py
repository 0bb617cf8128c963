"""Inserting many rows at once where the way there is hot: the visit log and the audit log.

The ORM's `bulk_create` takes several times as long to put a statement together as the database takes to run it. Here
the statement of a model is put together once; a row costs a look at its attributes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from django.db import connection, models

_Adapt = Callable[[Any], Any]
#: Rows in one statement at most: SQLite takes 32,766 values in one.
_ROWS: Final = 500


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of a model go in: the statement without its values, and what is read and adapted of a row."""

    head: str
    one: str
    tail: str
    attributes: Callable[[object], tuple[Any, ...]]
    adapted: tuple[tuple[int, _Adapt], ...]


def insert_all(model: type[models.Model], rows: Sequence[object]) -> list[int]:
    """Insert new rows of a model; the ids they were given, in order.

    `pre_save` work of fields is not done (a time of `auto_now_add` must be there), nor are signals sent.

    Args:
        model: whose table.
        rows: objects with an attribute for each column but the id (`area_id`, not `area`): of the model, or any others.

    Raises:
        DatabaseError: as the database says.
    """
    keys: list[int] = []
    plan = _plan(model, connection.vendor)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _ROWS):
            some = rows[start : start + _ROWS]
            values: list[Any] = []
            for row in some:
                of_row = list(plan.attributes(row))
                for place, adapt in plan.adapted:
                    if of_row[place] is not None:
                        of_row[place] = adapt(of_row[place])
                values += of_row
            cursor.execute(plan.head + ",".join([plan.one] * len(some)) + plan.tail, values)
            keys += [key for (key,) in cursor.fetchall()]
    return keys


@lru_cache(maxsize=64)
def _plan(model: type[models.Model], vendor: str) -> _Plan:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    adapted: list[tuple[int, _Adapt]] = []
    for place, field in enumerate(fields):
        target = field.target_field if isinstance(field, models.ForeignKey) else field
        if vendor == "sqlite" and isinstance(target, models.UUIDField):
            adapted.append((place, _hex))
        elif vendor == "sqlite" and isinstance(target, models.DateTimeField):
            adapted.append((place, _naive))
        elif isinstance(target, models.JSONField):
            adapted.append((place, json.dumps))
    columns = ",".join(quote(str(field.column)) for field in fields)
    return _Plan(
        head=f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ",
        one=f"({','.join(['%s'] * len(fields))})",
        tail=f" RETURNING {quote(str(model._meta.pk.column))}",
        attributes=attrgetter(*(field.attname for field in fields)),
        adapted=tuple(adapted),
    )


def _hex(value: UUID) -> str:
    return value.hex


@lru_cache(maxsize=64)  # the rows of a batch share most of their times
def _naive(value: datetime) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None))
