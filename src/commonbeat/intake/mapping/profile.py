"""What the values of a column look like, whatever its name says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from commonbeat.intake.mapping.values_sql import STARTED_BY_COMMUNITY, STARTED_BY_OFFICER
from commonbeat.intake.times.detect import DetectedTimes, detect_clock, detect_times

#: Values looked at closely (times, addresses); counts use all that were sampled.
_CLOSELY: Final = 2_000

_NUMBER = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$|[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?$")
_STREET = re.compile(
    r"\b(?:ST|STREET|AVE?|AVENUE|BLVD|BOULEVARD|RD|ROAD|DR|DRIVE|LN|LANE|CT|COURT|PL|PLACE|WAY|WY|PKWY|PKY|HWY|HIGHWAY|"
    r"TER|TERR|CIR|CIRCLE|TRL|SQ|PIKE|ALY|ALLEY|LOOP|PLZ|EXPY|FWY|ROW|RUN|BLK|BLOCK|CALLE|AVENIDA|CARR)\b",
    re.IGNORECASE,
)
_HOUSE = re.compile(r"\s*(?:\d+[A-Z]?|\d*X+)\s+(?:BLK|BLOCK|BLOCK OF)?\s*[NSEW]?\b.*[A-Z]{2}", re.IGNORECASE)
_CORNER = re.compile(r"\w\s*(?:&|/|@|\\|\bAND\b|\bAT\b|\bY\b)\s*\w", re.IGNORECASE)
_POINT = re.compile(
    r"POINT\s*Z?\s*\(|coordinates|latitude|\(?\s*[-+]?\d{1,3}\.\d{3,}\s*[,;\s]\s*[-+]?\d{1,3}\.\d{3,}\s*\)?\s*$",
    re.IGNORECASE,
)
_LIFE: Final = frozenset(
    [
        "open",
        "closed",
        "active",
        "pending",
        "complete",
        "completed",
        "dispatched",
        "enroute",
        "onscene",
        "queued",
        "assigned",
        "cleared",
        "new",
        "inactive",
        "c",
        "o",
        "a",
    ]
) | {"en route", "on scene", "in progress"}


@dataclass(frozen=True)
class Profile:
    """The values of one column.

    Attributes:
        rows: cells sampled, empty ones too.
        cells: the non-empty ones, stripped.
        raw: the first thousand cells as they come, to compare columns row by row.
    """

    rows: int
    cells: tuple[str, ...] = field(repr=False)
    raw: tuple[str | None, ...] = field(repr=False, default=())

    @classmethod
    def of(cls, values: Sequence[str | None]) -> Profile:
        """Profile a sample of cells (None or blank for empty)."""
        cells = tuple(cell for value in values if value is not None and (cell := value.strip()))
        return cls(len(values), cells, tuple(values[:1000]))

    @property
    def filled(self) -> float:
        """Part of the cells that is not empty."""
        return len(self.cells) / self.rows if self.rows else 0.0

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each value comes."""
        return Counter(self.cells)

    @property
    def distinct(self) -> float:
        """Distinct values a non-empty cell: 1.0 when every one differs."""
        return len(self.counts) / len(self.cells) if self.cells else 0.0

    @cached_property
    def few(self) -> tuple[str, ...]:
        """Cells spread over the sample, for close looks."""
        step = max(1, len(self.cells) // _CLOSELY)
        return self.cells[::step]

    @cached_property
    def times(self) -> DetectedTimes:
        """The column read as moments or dates."""
        return detect_times(self.few)

    @cached_property
    def clock(self) -> DetectedTimes:
        """The column read as times of day."""
        return detect_clock(self.few)

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The numbers among the close cells, sorted."""
        return tuple(sorted(float(cell.replace(",", "")) for cell in self.few if _NUMBER.match(cell)))

    def _share(self, pattern: re.Pattern[str]) -> float:
        return sum(bool(pattern.search(cell)) for cell in self.few) / len(self.few) if self.few else 0.0

    @cached_property
    def numeric(self) -> float:
        """Part of the cells that are numbers."""
        return len(self.numbers) / len(self.few) if self.few else 0.0

    def number_at(self, quantile: float) -> float:
        """The number at a quantile of those that are not zero (0 for none)."""
        usable = [number for number in self.numbers if number != 0]
        return usable[min(len(usable) - 1, int(quantile * len(usable)))] if usable else 0.0

    @cached_property
    def decimals(self) -> float:
        """Part of the cells with at least three digits after a point."""
        return self._share(re.compile(r"\.\d{3,}$"))

    @cached_property
    def addresses(self) -> float:
        """Part of the cells that look like a street address, a block or a corner."""
        looks = sum(
            bool(re.search(r"[A-Za-z]{2}", cell))
            and bool(_HOUSE.match(cell) or _STREET.search(cell) or _CORNER.search(cell))
            and not _POINT.search(cell.splitlines()[0])
            for cell in self.few
        )
        return looks / len(self.few) if self.few else 0.0

    @cached_property
    def houses(self) -> float:
        """Part of the cells that begin with a house or block number."""
        return self._share(re.compile(r"^\s*(?:\d+|\d*X+)[A-Z]?\s", re.IGNORECASE))

    @cached_property
    def written_out(self) -> float:
        """Part of the cells that say a house, block or corner with its street: "100 N ELM ST", "ELM ST & 5TH AVE"."""
        looks = sum(
            bool(_STREET.search(cell)) and bool(_HOUSE.match(cell) or _CORNER.search(cell)) for cell in self.few
        )
        return looks / len(self.few) if self.few else 0.0

    @cached_property
    def points(self) -> float:
        """Part of the cells that hold a pair of coordinates."""
        return self._share(_POINT)

    @cached_property
    def letters(self) -> float:
        """Part of the cells with two letters in a row."""
        return self._share(re.compile(r"[^\W\d_]{2}"))

    @cached_property
    def starters(self) -> float:
        """Part of the cells that say who started a call, or yes or no."""
        known = {*STARTED_BY_OFFICER, *STARTED_BY_COMMUNITY}
        return sum(self._starter(cell.lower(), known) for cell in self.few) / len(self.few) if self.few else 0.0

    @staticmethod
    def _starter(cell: str, known: set[str]) -> bool:
        return cell in known or bool(re.search(r"officer|self.?init|on.?view|911|phone|citizen|walk.?in", cell))

    @cached_property
    def names_officer(self) -> bool:
        """Does any value say that an officer started the call, in words?"""
        return any(
            re.search(r"officer|self|on.?v|proactive|field.?(init|event)", value.lower()) for value in self.counts
        )

    @property
    def life_cycle(self) -> bool:
        """Do the values say how far a call is (open, closed), rather than how it ended?"""
        known = sum(count for value, count in self.counts.items() if value.lower() in _LIFE)
        return known > 0.8 * len(self.cells)

    @cached_property
    def length(self) -> float:
        """Mean length of a cell."""
        return sum(map(len, self.few)) / len(self.few) if self.few else 0.0

    def samples(self, count: int = 3) -> tuple[str, ...]:
        """A few different values, shortened, for a person to look at."""
        step = max(1, len(self.few) // 50)
        return tuple(dict.fromkeys(cell[:60] for cell in self.few[::step]))[:count]
