"""On PostgreSQL a test arranges as the tables' owner; what a request does, it does as the role that serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from tests.without_filters import filters_out

#: Whether requests are answered without Python's filters by agency (`pytest --without-agency-filters`).
filters_are_out = False


@contextmanager
def serving_role() -> Iterator[None]:
    """Everything inside is under row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{settings.SERVING_ROLE}"')
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")


class AsServingRole:
    """The outermost middleware of the tests on PostgreSQL."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with serving_role(), filters_out() if filters_are_out else nullcontext():
            return self.get_response(request)
