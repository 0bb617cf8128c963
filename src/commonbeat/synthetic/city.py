"""The made city: its door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from commonbeat.errors import UsageError
from commonbeat.progress import Progress, silent
from commonbeat.synthetic.behavior import Behavior, Program
from commonbeat.synthetic.clean import CLEAN_SCHEMA, CleanWriter
from commonbeat.synthetic.incidents import History, MonthCalls
from commonbeat.synthetic.plan import Plan, draw_plan
from commonbeat.synthetic.rates import Rates, draw_rates
from commonbeat.synthetic.sites import Sites, draw_sites
from commonbeat.synthetic.treatment import Treatment, choose_treatment
from commonbeat.synthetic.vocabulary import CALL_TYPES, SEVERE, types_of

if TYPE_CHECKING:
    from commonbeat.synthetic.export import ExportTruth
    from commonbeat.synthetic.mess import Mess
    from commonbeat.synthetic.truth import Truth

_GROUND, _PLACES, _RATES = 1, 2, 3  # purposes of the random streams


@dataclass(frozen=True)
class City:
    """A made city with a known truth; make one with `City.make`.

    Attributes:
        seed, start, months, calls_per_month, officers: as given to `make`.
        behavior, program: as given to `make`.
        plan, sites, rates: the ground, the places on it, their long-run rates.
        treatment: places the program treats, or None.
    """

    seed: int
    start: date
    months: int
    calls_per_month: float
    officers: int
    behavior: Behavior
    program: Program | None
    plan: Plan = field(repr=False)
    sites: Sites = field(repr=False)
    rates: Rates = field(repr=False)
    treatment: Treatment | None = field(repr=False)

    @staticmethod
    def make(
        seed: int = 1,
        *,
        places: int = 6_000,
        months: int = 36,
        officers: int = 8,
        calls_per_month: float | None = None,
        start: date = date(2022, 1, 1),
        behavior: Behavior | None = None,
        program: Program | None = None,
    ) -> City:
        """Make a city.

        Args:
            seed: same seed, same city, byte for byte; the first months do not depend on `months`.
            places: houses, complexes, shops, corners and so on, in all; at least 300.
            months: length of the history.
            officers: officers of the program, for `write_staffing`.
            calls_per_month: calls of every origin, on average; 1.5 a place when None.
            start: first day of a month, 2008 to 2060.
            behavior: how the city behaves; the defaults resemble real cities.
            program: a community officer program with a known effect, or None.

        Raises:
            UsageError: a number is out of range.
        """
        if places < 300 or months < 1 or officers < 1 or (calls_per_month is not None and calls_per_month <= 0):
            raise UsageError(
                "A made city needs at least 300 places, one month, one officer and a positive number of calls.",
                todo="Ask for a larger city.",
            )
        if start.day != 1 or not 2008 <= start.year <= 2060:
            raise UsageError("The history begins on the first day of a month between 2008 and 2060.")
        behavior = behavior or Behavior()
        calls = float(calls_per_month or 1.5 * places)
        plan = draw_plan(np.random.default_rng([seed, _GROUND]), places)
        sites = draw_sites(np.random.default_rng([seed, _PLACES]), plan, places)
        rates = draw_rates(
            np.random.default_rng([seed, _RATES]),
            sites,
            behavior,
            calls_a_day=calls * 12 / 365.25,
            severe=_severe_share(),
        )
        treatment = choose_treatment(sites, rates.calls, program) if program else None
        return City(seed, start, months, calls, officers, behavior, program, plan, sites, rates, treatment)

    def with_months(self, months: int) -> City:
        """The same city with a longer or shorter history: what happened later, or what was known earlier."""
        return replace(self, months=months)

    def without_program(self) -> City:
        """The twin city: everything the same but for the program."""
        return replace(self, program=None, treatment=None)

    def history(self) -> History:
        """A walk through the months, for those who want the bare arrays."""
        calls_a_day = self.calls_per_month * 12 / 365.25
        return History(self.seed, self.start, self.sites, self.rates, self.behavior, calls_a_day, self.treatment)

    def month_calls(self) -> Iterator[MonthCalls]:
        """The calls of each month as arrays."""
        return self.history().months(self.months)

    def calls(self, *, progress: Progress = silent) -> Iterator[Any]:
        """The clean calls, an Arrow table a month: the columns of the call lake, the truth beside them.

        See `clean.CLEAN_SCHEMA`; `place` is the place number, `cause` why the call came ("near repeat", ...).
        """
        writer = CleanWriter(self.seed, self.start, self.plan, self.sites)
        for calls in self.month_calls():
            progress("making calls", calls.month + 1, self.months)
            yield writer.table(calls, self.behavior.minutes)

    def table(self) -> Any:
        """All clean calls as one Arrow table (for cities that fit in memory)."""
        return pa.concat_tables(list(self.calls()))

    def places(self) -> Any:
        """The places as an Arrow table, with their true long-run community calls a year."""
        return CleanWriter(self.seed, self.start, self.plan, self.sites).places(self.rates.calls)

    def write_clean(self, path: Path, *, progress: Progress = silent) -> int:
        """Write the clean calls to one Parquet file and return how many there are."""
        rows = 0
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(path, CLEAN_SCHEMA, compression="zstd", compression_level=1) as writer:
            for table in self.calls(progress=progress):
                writer.write_table(table)
                rows += table.num_rows
        return rows

    def write_lake(self, folder: Path, *, agency: str = "Alder Falls", progress: Progress = silent) -> int:
        """Write the clean calls as a call lake (`calls/agency=.../year=.../`) and return how many there are.

        This is for trials of what reads a lake; the loading of exports, with its imports and versions, is intake's.
        """
        rows = 0
        keep = [name for name in CLEAN_SCHEMA.names if name not in ("place", "cause", "year")]
        for table in self.calls(progress=progress):
            year, month = divmod(table["month"][0].as_py(), 12)
            part = Path(folder) / "calls" / f"agency={agency}" / f"year={year}"
            part.mkdir(parents=True, exist_ok=True)
            pq.write_table(table.select(keep), part / f"made-city-{month + 1:02d}.parquet", compression="zstd")
            rows += table.num_rows
        return rows

    @property
    def truth(self) -> Truth:
        """What is true of this city: see `truth.Truth`."""
        from commonbeat.synthetic.truth import Truth

        return Truth(self)

    def write_export(
        self,
        folder: Path,
        *,
        messy: bool = True,
        mess: Mess | None = None,
        update_days: int = 10,
        progress: Progress = silent,
    ) -> ExportTruth:
        """Write a dispatch export with its truth and all the files that go with it: see `export.write_export`."""
        from commonbeat.synthetic.export import write_export
        from commonbeat.synthetic.mess import Mess

        mess = mess or (Mess() if messy else Mess.none())
        return write_export(self, folder, mess, update_days=update_days, progress=progress)


def _severe_share() -> float:
    """Part of community incidents that are reported whatever people think (by the weights of the vocabulary)."""
    kinds = [CALL_TYPES[i] for i in types_of("community").tolist()]
    severe = sum(kind.weight for kind in kinds if kind.code in SEVERE)
    return float(severe / sum(kind.weight for kind in kinds))
