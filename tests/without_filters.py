"""The program without its own filters by agency: what is left between agencies is the database's line (promise T2).

Python's filters stand in many places (`visible_to`, `filter(agency=...)`, statements written by hand), but they all
become one thing: a comparison of a column `agency_id` with a value, in the condition of a statement. Here each of these
is made always true on its way to the database. What is compared in Python, after rows were read, stays: row-level
security stands before it. Only tests import this.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_COLUMN = r'(?:"?\w+"?\.)?"?agency_id"?'
_FILTER = re.compile(rf"(?<![\w.\"])({_COLUMN} = \(?(?:%s|\d+\b)\)?)")
_OTHER = re.compile(rf"{_COLUMN} (?:IN|<>|!=|<|>|IS DISTINCT|= ANY)\b")


def without_filters(statement: str) -> str:
    """The statement with every comparison of an agency with a value made true.

    Raises:
        AssertionError: it compares an agency in a way that is not known here.
    """
    if _OTHER.search(statement):
        raise AssertionError(f"an agency is compared in a new way: {statement}")
    what, where, conditions = _parted(statement)
    return what + where + _FILTER.sub(r"(\1 OR 1 = 1)", conditions)


def _parted(statement: str) -> tuple[str, str, str]:
    """An update sets columns before its condition: these are not filters."""
    if statement.lstrip().upper().startswith("UPDATE"):
        return statement.partition(" WHERE ")
    return "", "", statement


@contextmanager
def filters_out() -> Iterator[list[str]]:
    """Everything inside reads and writes without the filters; gives the statements that had one."""
    had: list[str] = []

    def executed(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if isinstance(sql, str) and (changed := without_filters(sql)) != sql:
            had.append(sql)
            sql = changed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(executed):
        yield had
