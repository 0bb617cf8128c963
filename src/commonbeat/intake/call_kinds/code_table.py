"""An agency's own table of call type codes: what each means, and what it counts as where the agency says so."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from commonbeat.analysis.calls import CATEGORIES, ORIGINS
from commonbeat.errors import InputError
from commonbeat.intake.call_kinds.delimited import read_table

_TODO = "Give a CSV with the columns code and description, and if you like category, origin and harm."
_NAMES = {
    "code": ("code", "call_type", "call type", "type", "calltype", "call_type_code", "call code", "nature", "type_code",
             "call_type_cd", "incident_type", "event_type", "problem", "signal", "final_call_type", "key"),
    "description": ("description", "desc", "text", "call_type_description", "call type description", "meaning", "name",
                    "typetext", "type_text", "long_description", "title", "call_type_desc", "definition", "value"),
    "category": ("category", "call category"),
    "origin": ("origin", "started by"),
    "harm": ("harm", "weight", "harm weight"),
}  # fmt: skip


@dataclass(frozen=True)
class Override:
    """What the agency itself says a code counts as; None where it says nothing."""

    category: str | None = None
    origin: str | None = None
    harm: float | None = None


@dataclass(frozen=True)
class CodeTable(Mapping[str, str]):
    """Code -> description, with the agency's own category, origin and harm where it gives them.

    It is a mapping of descriptions, so it goes wherever a plain dictionary of them does. Codes are looked up as
    written, then without case and surrounding blanks.
    """

    descriptions: Mapping[str, str]
    overrides: Mapping[str, Override] = field(default_factory=dict)

    def __getitem__(self, code: str) -> str:
        return self.descriptions[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self.descriptions)

    def __len__(self) -> int:
        return len(self.descriptions)


def read_code_table(path: str | Path) -> CodeTable:
    """Read an agency's code table from a CSV with the columns code and description (many header names are known).

    Optional columns category, origin and harm win over everything that the description says. A code that stands
    twice keeps its first row.

    Raises:
        InputError: the file cannot be read, has no column of codes, or names an unknown category, origin or weight.
    """
    place = str(path)
    descriptions, overrides = dict[str, str](), dict[str, Override]()
    for row in read_table(path, _NAMES, needed=("code",), todo=_TODO):
        code = row["code"]
        if not code or code in descriptions:
            continue
        descriptions[code] = row["description"]
        override = Override(
            _one_of(row["category"].lower(), CATEGORIES, "category", place),
            _one_of(row["origin"].lower(), ORIGINS, "origin", place),
            _weight(row["harm"], place),
        )
        if override != Override():
            overrides[code] = override
    if not descriptions:
        raise InputError("The code table has no rows.", where=place, todo=_TODO)
    return CodeTable(descriptions, overrides)


def _one_of(value: str, allowed: tuple[str, ...], what: str, place: str) -> str | None:
    if not value:
        return None
    if value not in allowed:
        raise InputError(
            f"The code table names the {what} {value!r}, which does not exist.",
            where=place,
            todo=f"It is one of: {', '.join(allowed)}.",
        )
    return value


def _weight(value: str, place: str) -> float | None:
    if not value:
        return None
    try:
        weight = float(value)
    except ValueError:
        weight = math.nan
    if not 0 <= weight < math.inf:
        raise InputError(f"The harm weight {value!r} in the code table is not a number.", where=place, todo=_TODO)
    return weight
