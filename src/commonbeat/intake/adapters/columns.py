"""Column names that any engine can hold: never empty, never twice, whatever the export's header says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from commonbeat.errors import InputError
from commonbeat.intake.adapters.limits import MAX_COLUMNS
from commonbeat.intake.staging import LINE_COLUMN


def unique_names(names: Iterable[str | None]) -> tuple[str, ...]:
    """The export's names, made unique and never empty.

    An unnamed column becomes "column 3" (its position); a second "X" becomes "X (2)". Names that differ only in
    case count as the same, because SQL engines read them so, and `_line` is the reader's own.
    """
    taken = {LINE_COLUMN.casefold()}
    unique: list[str] = []
    for position, raw in enumerate(names, start=1):
        name = " ".join((raw or "").replace("\x00", "").split()) or f"column {position}"
        candidate, number = name, 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{name} ({number})"
        taken.add(candidate.casefold())
        unique.append(candidate)
    return tuple(unique)


def check_width(names: Sequence[object], where: str) -> None:
    """Raise InputError when there are more columns than a dispatch export can have."""
    if len(names) > MAX_COLUMNS:
        raise InputError(
            f"The header has {len(names):,} columns; at most {MAX_COLUMNS:,} are read.",
            where=where,
            todo="Check that the file is a table with one record a line.",
        )


def mended_names(raw: Sequence[str | None], names: Sequence[str]) -> str | None:
    """A note that says which names were given or changed, or None."""
    changed = [new for old, new in zip(raw, names, strict=True) if (old or "").strip() != new]
    if not changed:
        return None
    shown = ", ".join(f'"{name}"' for name in changed[:5]) + (", ..." if len(changed) > 5 else "")
    return f"{len(changed)} empty, double or untidy column name(s) now read: {shown}"
