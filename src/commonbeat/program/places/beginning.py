"""What begins with a text, found by the index on SQLite and PostgreSQL alike."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q


def begins(field: str, text: str) -> Q:
    """The condition that a text in capitals begins so.

    PostgreSQL's pattern index answers LIKE; SQLite answers LIKE with an escape by looking at every row, but a span of
    its byte-wise order by the index.
    """
    if not text:
        return Q()
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__startswith": text})
    return Q(**{f"{field}__gte": text, f"{field}__lt": text[:-1] + chr(ord(text[-1]) + 1)})
