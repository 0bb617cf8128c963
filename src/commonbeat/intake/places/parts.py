"""An address that an export keeps in several columns, as one text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_ZERO: Final = re.compile(r"^0+( |$)")
_NUMBERED: Final = re.compile(r"^0*[1-9][0-9]* ")


def _clean(part: object) -> str:
    text = "" if part is None else " ".join(str(part).split())
    whole, dot, zeros = text.partition(".")
    return whole if dot and whole.isdigit() and not zeros.strip("0") else text


def join_parts(parts: Sequence[object], cross: Sequence[object] = ()) -> str | None:
    """One address of its parts in reading order: number, direction, street, type.

    House number 0 or none, with a cross street, is an intersection ("05TH AVE & G ST"); a real house number says where
    by itself. Number 0 without a cross street stays in front, so that `canonical` can refuse it.

    >>> join_parts(["0", None, "05TH", "AVE"], ["", "G", ""])
    '05TH AVE & G'
    >>> join_parts([600, "W", "BROADWAY", None])
    '600 W BROADWAY'
    """
    whole = " ".join(word for word in map(_clean, parts) if word)
    crossing = " ".join(word for word in map(_clean, cross) if word)
    street = _ZERO.sub("", whole)
    if crossing and street and not _NUMBERED.match(whole):
        return f"{street} & {crossing}"
    return whole or crossing or None


def parts_sql(parts: Sequence[str], cross: Sequence[str] = ()) -> str:
    """DuckDB expression that does the same as `join_parts` over text columns of these names."""

    def joined(columns: Sequence[str]) -> str:
        quoted = ['"' + column.replace('"', '""') + '"' for column in columns]
        cleaned = ", ".join(
            f"nullif(regexp_replace(trim(regexp_replace(CAST({column} AS VARCHAR), '\\s+', ' ', 'g')), "
            "'^(\\d+)\\.0*$', '\\1'), '')"
            for column in quoted
        )
        return f"nullif(concat_ws(' ', {cleaned}), '')" if columns else "CAST(NULL AS VARCHAR)"

    whole, crossing = joined(parts), joined(cross)
    if not cross:
        return whole
    street = f"regexp_replace({whole}, '^0+( |$)', '')"
    return (
        f"CASE WHEN {crossing} IS NULL THEN {whole} WHEN {whole} IS NULL THEN {crossing} "
        f"WHEN {street} = '' THEN {whole} "
        f"WHEN regexp_matches({whole}, '^0*[1-9][0-9]* ') THEN {whole} ELSE {street} || ' & ' || {crossing} END"
    )
