"""Small tables that people keep by hand: read with any delimiter, header spelling and stray space."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from commonbeat.errors import InputError


@dataclass(frozen=True)
class Cells:
    """One row: values by the name we use, and where the row stands."""

    values: Mapping[str, str]
    where: str

    def text(self, name: str) -> str | None:
        """The value, or None when the cell is empty."""
        return self.values.get(name) or None

    def number(self, name: str) -> float | None:
        """The value as a number."""
        value = self.text(name)
        if value is None:
            return None
        try:
            return float(value.replace(",", ""))
        except ValueError:
            raise InputError(
                f"{name} is not a number: {value!r}.", where=self.where, todo="Write it as 40 or 37.5."
            ) from None

    def several(self, name: str) -> tuple[str, ...]:
        """Values of a cell that holds several, parted by ';', '|' or ','."""
        return tuple(part.strip() for part in re.split(r"[;|,]", self.values.get(name, "")) if part.strip())

    def flag(self, name: str) -> bool:
        """Yes or no."""
        return self.values.get(name, "").casefold() in {"1", "y", "yes", "true", "x", "sí", "si"}


def read_table(path: Path, names: Mapping[str, Sequence[str]], *, needed: str) -> list[Cells]:
    """Read a table whose columns may be spelled in several ways.

    Args:
        path: CSV with any of the delimiters , ; tab |
        names: our name -> the spellings a person may use (compared in lower case, without spaces and underscores).
        needed: our name of the column that every row must fill.

    Raises:
        InputError: no such file, not text, no rows, a missing or empty needed column, or a column whose name is nearly
            one we know (a misspelled veto must not be passed over). Other columns are the department's own.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError("There is no such file.", where=str(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The file cannot be read as text: {error}.", where=str(path), todo="Save it as CSV, UTF-8."
        ) from None
    lines = text.splitlines()
    if not lines or not lines[0].strip():
        raise InputError("The file is empty.", where=str(path), todo=f"Give it a header line with at least {needed!r}.")
    delimiter = max(",;\t|", key=lines[0].count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    spelled = {_plain(spelling): name for name, spellings in names.items() for spelling in (name, *spellings)}
    header = [spelled.get(_plain(column)) for column in rows[0]]
    for column, name in zip(rows[0], header, strict=True):
        close = None if name else process.extractOne(_plain(column), list(spelled), scorer=fuzz.ratio, score_cutoff=82)
        if close:
            raise InputError(
                f"Column {column!r} is not known; it looks like {spelled[close[0]]!r}.",
                where=f"{path}, line 1",
                todo=f"Spell it so, or rename it. Known columns: {', '.join(names)}.",
            )
    if needed not in header:
        raise InputError(
            f"The column {needed!r} is missing.", where=f"{path}, line 1", todo="Add it to the header line."
        )
    found = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        where = f"{path}, line {number}"
        if len(row) > len(header):
            raise InputError(
                "The line has more cells than the header.",
                where=where,
                todo='Put "quotes" around a cell with a delimiter.',
            )
        values = {name: cell.strip() for name, cell in zip(header, row, strict=False) if name}
        if not values.get(needed):
            raise InputError(f"{needed!r} is empty.", where=where, todo="Fill it in or delete the line.")
        found.append(Cells(values, where))
    if not found:
        raise InputError("The file has a header but no rows.", where=str(path), todo="Add a line for each.")
    return found


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-.]+", "", name).casefold()
