"""Names, texts and paths, written into DuckDB's SQL so that nothing in them is read as SQL."""

from __future__ import annotations

from pathlib import Path


def quoted_name(name: str) -> str:
    """A column name."""
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """A text."""
    return "'" + text.replace("'", "''") + "'"


def literal_path(path: Path) -> str:
    """A path in which DuckDB sees no pattern (it reads *, ? and [ as one)."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))
