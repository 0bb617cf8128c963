"""What is true of a made city, and could not be known of a real one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from commonbeat.synthetic.behavior import season_factor
from commonbeat.synthetic.incidents import CAUSES, month_starts

if TYPE_CHECKING:
    from commonbeat.synthetic.city import City

_COMMUNITY = CAUSES.index("officer")  # causes before it are the community's


@dataclass(frozen=True)
class TwinResult:
    """Community calls with the program and in the twin city without it, in one period.

    Attributes:
        with_program, without_program: calls at treated places.
        refuge_with, refuge_without: calls at the places that displaced incidents go to.
        rest_with, rest_without: calls everywhere else.
        effect: relative change of calls at treated places (-0.25 = a quarter fewer): what an honest study finds.
        total: change of calls in the whole city.
    """

    with_program: int
    without_program: int
    refuge_with: int
    refuge_without: int
    rest_with: int
    rest_without: int

    @property
    def effect(self) -> float:
        """Relative change at treated places."""
        return self.with_program / self.without_program - 1

    @property
    def total(self) -> int:
        """Change of calls in the whole city."""
        return (self.with_program + self.refuge_with + self.rest_with) - (
            self.without_program + self.refuge_without + self.rest_without
        )


@dataclass(frozen=True)
class Truth:
    """Truth of a city; `City.truth` makes it."""

    city: City

    def calls_a_year(self) -> NDArray[np.float64]:
        """Long-run community calls a year at each place (near-repeats in, program out), shape (P,)."""
        return self.city.rates.calls * 365.25

    def chronic(self, count: int = 100) -> NDArray[np.int64]:
        """The truly chronic places: the `count` highest long-run rates, most first."""
        return np.argsort(-self.city.rates.calls, kind="stable")[:count]

    def expected(self, months: int = 12) -> NDArray[np.float64]:
        """Community calls to expect at each place in the `months` after the history, from the long run alone, (P,)."""
        firsts = month_starts(self.city.start, self.city.months + months)[self.city.months :]
        weight = sum(
            (end - first).days * season_factor(first.month, self.city.behavior.season)
            for first, end in pairwise(firsts)
        )
        return self.city.rates.calls * weight

    def counts(self, first_month: int = 0, end_month: int | None = None) -> NDArray[np.int64]:
        """Community calls by place in the months from `first_month` up to but without `end_month`, shape (P,).

        Months past the end of the history may be asked for: they are what happens next.
        """
        end = self.city.months if end_month is None else end_month
        counts = np.zeros(len(self.city.sites), dtype=np.int64)
        for calls in self.city.history().months(end):
            if calls.month >= first_month:
                counts += np.bincount(calls.place[calls.cause < _COMMUNITY], minlength=len(counts))
        return counts

    def monthly(self) -> NDArray[np.int64]:
        """Community calls by place and month, shape (P, months)."""
        size = len(self.city.sites)
        return np.column_stack(
            [np.bincount(c.place[c.cause < _COMMUNITY], minlength=size) for c in self.city.month_calls()]
        )

    def concentration(self, share: float = 0.5, *, months: int = 12) -> float:
        """Part of all places that hold `share` of the community calls of the last `months` months."""
        counts = np.sort(self.counts(max(0, self.city.months - months)))[::-1]
        running = np.cumsum(counts)
        return float(np.searchsorted(running, share * running[-1]) + 1) / len(counts)

    def twin(self, first_month: int | None = None, end_month: int | None = None) -> TwinResult:
        """Compare with the twin city without the program, from its start (or `first_month`) to the end.

        Both runs share every random number, so the difference is the program's, not chance's.

        Raises:
            ValueError: the city has no program.
        """
        treatment = self.city.treatment
        if treatment is None or self.city.program is None:
            raise ValueError("the city has no program")
        begin = self.city.program.start_month if first_month is None else first_month
        ours = self.counts(begin, end_month)
        twins = Truth(self.city.without_program()).counts(begin, end_month)
        treated = treatment.treated
        refuge = np.zeros(len(ours), dtype=bool)
        refuge[treatment.refuge[treated]] = True
        rest = ~treated & ~refuge
        return TwinResult(*(int(counts[mask].sum()) for mask in (treated, refuge, rest) for counts in (ours, twins)))
