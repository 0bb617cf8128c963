"""Codes without words: penal, vehicle and welfare sections, radio codes, ten-codes and protocol cards."""

from __future__ import annotations

import re
from functools import cache

from commonbeat.intake.call_kinds.packaged import table

_STATUTE = re.compile(
    r"^(?:P\.?C|C?V\.?C|W\.?I(?:\.?C)?|W&I(?:C)?|H\.?&?S(?:C)?|B&?P|SECTION|SEC|CODE|CPC)[\s.#:-]*(?=\d)"
)
_AFTER = re.compile(r"[\s.-]*(?:P\.?C|C?V\.?C|W\.?I(?:\.?C)?|W&I(?:C)?|H\.?&?S)$")
_CARD = re.compile(r"^(\d{1,3})\s*-?\s*([A-EO])\s*-?\s*(\d{1,2})[A-Z]*$")
_PARTS = re.compile(r"^(\d+(?:\.\d+)?)(\D.*)?$")
_JOINERS = re.compile(r"[\s()/_-]+")
_WITH_STATUS = re.compile(
    r"^\s*(\d{3,5}(?:\.\d)?[A-Z]?)[\s-]+"
    r"(?:(?:SUSP|SUSPECTS?|THERE|NOW|J/?O|I/?P|R/?O|RPT|REPORT|IN PROGRESS|JUST OCC\w*)[\s-]*)+$"
)


@cache
def _standard() -> dict[str, str]:
    return {row["code"]: row["description"] for row in table("codes")}


def standard_description(code: str) -> str | None:
    """What a code without words means in the standard tables (codes.csv), or None.

    A code with trailing letters that is not in the tables falls back to its stem: 459R is a burglary (report). A
    protocol card such as 17A02 is read by its number.
    """
    code = code[:80].strip().upper()
    card = _CARD.match(code)
    if card:
        found = _standard().get(f"CARD {int(card[1])}")
        if found:
            return found
    if code in _standard():
        return _standard()[code]
    plain = _JOINERS.sub("", _AFTER.sub("", _STATUTE.sub("", code)))
    found = _standard().get(plain)
    if found is None:
        parts = _PARTS.match(plain)
        if parts and parts[2]:
            stem = _standard().get(parts[1])
            suffix = _standard().get(f"SUFFIX {parts[2]}")
            found = f"{stem} {suffix}" if stem and suffix else stem
    return found


def code_with_status(text: str) -> str | None:
    """The code of a text that is a code and a status alone ("459-SUSP", "211 SUSPECT THERE NOW"), or None."""
    found = _WITH_STATUS.match(text[:80].upper()) if text[:3].isdigit() else None
    return found[1] if found else None


def leading_code(text: str) -> str | None:
    """The code that a text begins with ("459 - SUSP THERE NOW", "10-50 PI"), or None."""
    head = re.match(
        r"\s*\*?(10[- ]?\d{2}[A-Z]?|\d{1,3}-?[A-EO]-?\d{1,2}[A-Z]*|\d{3,5}(?:\.\d)?[A-Z]{0,3})\b", text[:80].upper()
    )
    return head[1] if head else None
