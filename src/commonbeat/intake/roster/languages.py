"""languages.csv: which part of a district's residents speaks what."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from commonbeat.errors import InputError
from commonbeat.intake.roster.tables import read_table

LANGUAGE_COLUMNS: Final = {
    "district": ("beat", "precinct", "area"),
    "language": ("languages", "spoken"),
    "share": ("part", "percent"),
}


def read_languages(path: Path) -> dict[str, dict[str, float]]:
    """District -> language (lower case) -> share of its residents, 0 to 1.

    Raises:
        InputError: with file, line and what to do.
    """
    spoken: dict[str, dict[str, float]] = {}
    for cells in read_table(path, LANGUAGE_COLUMNS, needed="district"):
        language, share = cells.text("language"), cells.number("share")
        if language is None or share is None or not 0 <= share <= 1:
            raise InputError(
                "The line needs a language and a share between 0 and 1.",
                where=cells.where,
                todo="Write North,spanish,0.3.",
            )
        spoken.setdefault(cells.values["district"], {})[language.casefold()] = share
    return spoken
