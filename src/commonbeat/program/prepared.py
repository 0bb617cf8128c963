"""Queries whose statement is put together once, where the way there is hot: the briefing.

Django puts a query's statement together anew each time, which takes ten times as long as SQLite takes to answer it. A
prepared query is written as any other, so that it says what is visible in the same words; its statement is kept, and a
call puts the arguments in.

    @prepared
    def open_notes(agency_id: int, today: date) -> QuerySet[Note, tuple[str, str]]:
        return live(Note.objects.filter(agency_id=agency_id), today).values_list("kind", "text")

    open_notes(3, date(2026, 3, 4))  # a list of tuples
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps
from inspect import signature
from operator import itemgetter
from typing import Any, Final, ParamSpec, TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable

P = ParamSpec("P")
Row = TypeVar("Row")

#: What stands for the first, second, ... argument of a type while the statement is put together: values that no query
#: holds by itself, so that they are found again among the statement's.
_STAND_INS: Final[dict[str, Callable[[int], Any]]] = {
    "int": lambda at: 8_888_888_888_888_000 + at,
    "str": lambda at: f"\ue000 argument {at}",
    "date": lambda at: date(1, 1, 1 + at),
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement, its values with the arguments yet to be put in, and what becomes of a row."""

    statement: str
    values: list[Any]
    arguments: tuple[tuple[int, int], ...]
    converters: tuple[tuple[int, list[Callable[..., Any]], Any], ...]
    finished: Callable[[list[Any]], Any]


def prepared(query: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """Keep the statement of a query.

    The query must depend on its arguments alone (no clock, no setting), and each of them, an `int`, `str` or `date` and
    never None, must be a value of its statement. It may give tuples, flat values, or objects with `select_related`.

    Raises:
        TypeError: when first called, if an argument is of another type or no value of the statement.
    """
    kinds = [str(each.annotation) for each in signature(query).parameters.values()]

    @lru_cache(maxsize=4)
    def plan(vendor: str) -> _Plan:
        del vendor  # statements differ by it
        return _plan(query, kinds)

    @wraps(query)
    def rows(*arguments: P.args, **_: P.kwargs) -> list[Row]:
        known = plan(connection.vendor)
        values = known.values.copy()
        for at, argument in known.arguments:
            values[at] = _adapted(arguments[argument])
        with connection.cursor() as cursor:
            cursor.execute(known.statement, values)
            found = cursor.fetchall()
        return [known.finished(_converted(known, row)) for row in found]

    return rows


def _adapted(value: object) -> object:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _converted(plan: _Plan, row: tuple[Any, ...]) -> list[Any]:
    values = list(row)
    for at, converters, expression in plan.converters:
        for convert in converters:
            values[at] = convert(values[at], expression, connection)
    return values


def _plan(query: Callable[..., QuerySet[Any, Any]], kinds: list[str]) -> _Plan:
    unknown = set(kinds) - set(_STAND_INS)
    if unknown:
        raise TypeError(f"{query.__qualname__}: an argument is an int, str or date, not {', '.join(sorted(unknown))}")
    stand_ins = [_STAND_INS[kind](at) for at, kind in enumerate(kinds)]
    made = query(*stand_ins)
    compiler = made.query.get_compiler(connection=connection)
    statement, values = compiler.as_sql()
    known = {_adapted(stand_in): at for at, stand_in in enumerate(stand_ins)}
    arguments = tuple((at, known[value]) for at, value in enumerate(values) if value in known)
    if {argument for _, argument in arguments} != set(range(len(kinds))):
        raise TypeError(f"{query.__qualname__}: an argument is no value of the statement")
    converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
    return _Plan(
        statement,
        list(values),
        arguments,
        tuple((at, convert, expression) for at, (convert, expression) in converters.items()),
        _finished(made, compiler),
    )


def _finished(made: QuerySet[Any, Any], compiler: Any) -> Callable[[list[Any]], Any]:
    """What makes a row what the query gives, as Django's own iterables do."""
    kind = made._iterable_class
    if kind is FlatValuesListIterable:
        return itemgetter(0)
    return _object(compiler.klass_info, compiler.select) if issubclass(kind, ModelIterable) else tuple


def _object(told: dict[str, Any], columns: list[Any]) -> Callable[[list[Any]], Any]:
    """What makes a row an object, with those that belong to it (`select_related`)."""
    model, places = told["model"], told["select_fields"]
    names = [columns[at][0].target.attname for at in places]
    key = places[names.index(model._meta.pk.attname)]
    related = [(_object(each, columns), each["local_setter"]) for each in told.get("related_klass_infos", ())]

    def object_of(row: list[Any]) -> Any:
        if row[key] is None:
            return None
        found = model.from_db(connection.alias, names, [row[at] for at in places])
        for other_of, connect in related:
            connect(found, other_of(row))
        return found

    return object_of
