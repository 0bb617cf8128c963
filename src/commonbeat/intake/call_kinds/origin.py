"""Who started a call: what a flag column says, and how it goes together with the call type."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from commonbeat.intake.call_kinds.evidence import Evidence, Rule
from commonbeat.intake.call_kinds.packaged import table

#: Flags that are too short to be words. A lone "s" or "o" means different things in different systems: not here.
_YES = frozenset({"y", "yes", "true", "t", "1", "1.0", "si", "x", "oi", "ov", "sif", "fi"})
_NO = frozenset({"n", "no", "false", "f", "0", "0.0"})


@cache
def _flags() -> Evidence:
    return Evidence(Rule.read(row["origin"], row["words"], 1000 - number) for number, row in enumerate(table("flags")))


def origin_from_flag(values: Sequence[str | None]) -> list[str | None]:
    """Who started the call, as a self-initiated flag or a call source column says it.

    Takes flags (Y, N, Yes, true, 1) and sources ("ONVIEW", "911", "TELEPHONE OTHER, NOT 911", "Officer Initiated",
    "ALARM CALL (NOT POLICE ALARM)", "Walk-in"). None where the value says nothing.

    Args:
        values: distinct values of one column, as exported.

    Returns:
        One of `analysis.calls.ORIGINS` or None for each value, in order.
    """
    return [_one_flag(value) for value in values]


def _one_flag(value: str | None) -> str | None:
    text = (value or "").strip().lower()
    if not text:
        return None
    if text in _YES:
        return "officer"
    if text in _NO:
        return "community"
    rule = _flags().strongest(text)
    return rule.result if rule else None


def origin_of_call(of_kind: str, of_flag: str | None) -> str:
    """Origin of one call from the origin of its call type and that of its flag (a small rule over distinct pairs).

    A flag that says officer wins over a call type that says community. A flag that says "not self-initiated" does
    not turn an errand, a patrol or an alarm into a request of the community.
    """
    if of_flag is None or of_flag == "unknown":
        return of_kind
    if of_flag == "community":
        return "community" if of_kind == "unknown" else of_kind
    if of_flag == "officer":
        return of_kind if of_kind == "administrative" else "officer"
    return of_flag if of_kind in ("community", "unknown") else of_kind
