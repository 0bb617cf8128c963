"""The packaged tables: small CSV files with comments, meant to be read and mended by people."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files


def table(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of `data/<name>.csv`; lines that begin with # are comments."""
    text = files(__package__).joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    for row in rows:
        yield {column: (value or "").strip() for column, value in row.items() if column}


@cache
def kinds() -> dict[str, dict[str, str]]:
    """Kind -> its category, usual origin and label (kinds.csv)."""
    return {row["kind"]: row for row in table("kinds")}
