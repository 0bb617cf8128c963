"""What kind of call it is: category, origin and harm."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallKind:
    """The kind of one call type.

    Attributes:
        category: one of `analysis.calls.CATEGORIES`.
        origin: one of `analysis.calls.ORIGINS`: who started it, as far as the call type says.
        harm: harm weight of one call of this kind (see docs/methods/harm.md); an agency may replace the table.
        source: why: "code table", "standard code", "text", "unknown"; kept so that a person can check.
        kind: the finer word behind the category ("burglary", "noise"); empty when nothing is known.
    """

    category: str
    origin: str
    harm: float
    source: str = "text"
    kind: str = ""
