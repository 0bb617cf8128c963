"""The live count of a problem, kept until the lake or the problem changes; no page waits long for the lake."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TakesTooLong
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings

from commonbeat.analysis.call_counts import CallCounts, Which, call_counts, first_of
from commonbeat.errors import CommonbeatError
from commonbeat.intake.lake import Lake, open_lake
from commonbeat.program.agencies.models import Agency
from commonbeat.program.jobs.tasks import lake_name
from commonbeat.program.problems.counting import which_of
from commonbeat.program.problems.models import Problem

#: Seconds that a page waits for the lake; a longer count goes on by itself and is there at the next look.
PATIENCE: Final = 1.5
_KEPT: Final = 512
_counts: OrderedDict[tuple[object, ...], Future[CallCounts]] = OrderedDict()
_lock = threading.Lock()
_counter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="problem-counts")


@dataclass(frozen=True, slots=True)
class MonthOfCalls:
    """Calls of all places of a problem in a whole month."""

    month: date
    calls: int


@dataclass(frozen=True, slots=True)
class LiveCalls:
    """What the lake says now.

    Attributes:
        months: oldest first, without a gap; empty when the lake has no whole month.
        places: key -> calls in the last 12 whole months.
        counting: the count is not finished yet; look again.
    """

    months: tuple[MonthOfCalls, ...] = ()
    places: tuple[tuple[str, int], ...] = ()
    counting: bool = False

    @property
    def last_year(self) -> int:
        """Calls in the last 12 whole months."""
        return sum(one.calls for one in self.months[-12:])

    @property
    def year_before(self) -> int | None:
        """Calls in the 12 months before those; None when the lake does not reach back so far."""
        return sum(one.calls for one in self.months[-24:-12]) if len(self.months) >= 24 else None


def the_lake() -> Lake | None:
    """The call lake; None before the first import."""
    try:
        return open_lake(settings.LAKE)
    except CommonbeatError:
        return None


def live_calls(problem: Problem) -> LiveCalls | None:
    """Calls of the problem by month; None without calls of the agency in the lake."""
    keys = list(problem.places.order_by("-calls_last_year", "key").values_list("key", flat=True))
    return live_counts(problem.agency, keys, which_of(problem))


def live_counts(agency: Agency, keys: Sequence[str], which: Which) -> LiveCalls | None:
    """Calls of these places by month, counted once for each state of the lake.

    The lake is read by one thread beside the requests; a page that would wait longer than `PATIENCE` says so instead.
    """
    lake, name = the_lake(), lake_name(agency)
    if lake is None or name not in lake.agencies():
        return None
    asked = (str(lake.path), lake.snapshot.number, name, tuple(keys), which)
    with _lock:
        if asked not in _counts:
            _counts[asked] = _counter.submit(call_counts, lake.calls(name), list(keys), which)
            while len(_counts) > _KEPT:
                _counts.popitem(last=False)
        _counts.move_to_end(asked)
        wanted = _counts[asked]
    try:
        found = wanted.result(timeout=PATIENCE)
    except TakesTooLong:
        return LiveCalls(counting=True)
    except BaseException:
        with _lock:
            _counts.pop(asked, None)
        raise
    return _told(found)


def scanning_now(agency: Agency, keys: Sequence[str], which: Which, today: date) -> dict[str, object]:
    """What is kept as the scanning of a problem opened today; {} without a lake, or while it is being counted."""
    found = live_counts(agency, keys, which)
    if found is None or found.counting:
        return {}
    return {
        "on": today.isoformat(),
        "months": [one.month.isoformat() for one in found.months],
        "calls": [one.calls for one in found.months],
        "places": dict(found.places),
    }


def _told(found: CallCounts) -> LiveCalls:
    totals = found.counts.sum(axis=0)
    months = tuple(MonthOfCalls(first_of(int(m)), int(n)) for m, n in zip(found.months, totals, strict=True))
    last_year = found.counts[:, -12:].sum(axis=1)
    return LiveCalls(months, tuple((key, int(n)) for key, n in zip(found.place_ids, last_year, strict=True)))
