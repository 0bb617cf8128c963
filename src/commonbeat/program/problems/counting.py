"""A problem's own count of calls, made anew from the lake whenever it is looked at, and its before and after."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from typing import Any, Final

import numpy as np

from commonbeat.analysis.before_after import Change, before_after
from commonbeat.analysis.call_counts import CallCounts, Which, call_counts, first_of, running_month
from commonbeat.intake.lake import Lake
from commonbeat.program.areas.models import AreaPlace
from commonbeat.program.jobs.tasks import lake_name
from commonbeat.program.places.models import Place
from commonbeat.program.problems.models import Problem

#: Comparison places: the next-busiest of the agency that lie in no area and no open problem.
COMPARISON: Final = 40
#: Months of each span at the most, and at the least for limits to be given.
MONTHS: Final = 12
FEWEST_MONTHS: Final = 3
#: Months before the opening in which the problem was found: they are no baseline (methods, finding 2).
FOUND_IN: Final = 12


@dataclass(frozen=True, slots=True)
class Spans:
    """Running months, both ends included: the same calendar months before and after, of the same length."""

    before: tuple[int, int]
    after: tuple[int, int]

    def as_days(self) -> dict[str, list[str]]:
        """First day of the first month, first day after the last month."""
        return {
            name: [first_of(first).isoformat(), first_of(last + 1).isoformat()]
            for name, (first, last) in (("before", self.before), ("after", self.after))
        }


def counts_of(problem: Problem, lake: Lake) -> CallCounts:
    """Calls of the problem by place and month."""
    keys = list(problem.places.order_by("-calls_last_year", "key").values_list("key", flat=True))
    return call_counts(lake.calls(lake_name(problem.agency)), keys, which_of(problem))


def which_of(problem: Problem) -> Which:
    """Which calls belong to the problem."""
    return Which(tuple(problem.categories), tuple(problem.weekdays), problem.from_hour, problem.to_hour)


def measured_of(problem: Problem) -> Which:
    """Which calls were to fall: those of the measure chosen before the response, at the problem's days and hours."""
    chosen = problem.success.get("measure")
    categories = (chosen,) if chosen else tuple(problem.categories)
    return Which(categories, tuple(problem.weekdays), problem.from_hour, problem.to_hour)


def comparison_places(problem: Problem) -> list[str]:
    """Keys of places that were next on the list: busy, in no area, in no problem that is open."""
    taken = AreaPlace.objects.filter(agency_id=problem.agency_id).values("place")
    others = Problem.objects.filter(agency_id=problem.agency_id).exclude(stage=Problem.Stage.CLOSED)
    found = (
        Place.objects.filter(agency_id=problem.agency_id)
        .exclude(pk__in=taken)
        .exclude(problems__in=others)
        .exclude(pk__in=problem.places.values("pk"))
        .order_by("-calls_last_year", "key")
    )
    return list(found.values_list("key", flat=True)[:COMPARISON])


def spans_of(problem: Problem, counts: CallCounts) -> Spans | None:
    """What may be compared: whole months since the response began, and the same calendar months before it was found.

    None when the lake does not reach far enough on either side for `FEWEST_MONTHS` months.
    """
    if problem.response_began_on is None or not counts.months.size:
        return None
    began, opened = running_month(problem.response_began_on), running_month(problem.opened_at.date())
    first = began + (problem.response_began_on.day > 1)
    last = min(int(counts.months[-1]), first + MONTHS - 1)
    if last - first + 1 < FEWEST_MONTHS:
        return None
    back = 12
    while last - back > opened - FOUND_IN - 1:
        back += 12
    spans = Spans((first - back, last - back), (first, last))
    return spans if counts.covers(*spans.before) else None


def assess_calls(problem: Problem, lake: Lake) -> dict[str, Any]:
    """Before and after at the problem's places beside comparison places.

    Returns:
        `figures` (of `analysis.before_after.Change`, and the spans as days), `verdict`, `data` (the imports that were
        read, with fingerprints) and `code_version`.
    """
    counts = counts_of(problem, lake)
    spans = spans_of(problem, counts)
    data = {
        "imports": [{"name": one.name, "sha256": list(one.sha256)} for one in lake.imports() if one.state == "live"]
    }
    if spans is None:
        figures: dict[str, Any] = {"why": "span"}
        return {"figures": figures, "verdict": "cannot tell", "data": data, "code_version": version("commonbeat")}
    calls, measured = lake.calls(lake_name(problem.agency)), measured_of(problem)
    treated = counts if measured == which_of(problem) else call_counts(calls, counts.place_ids, measured)
    others = call_counts(calls, comparison_places(problem), measured)
    change = before_after(
        treated.between(*spans.before),
        treated.between(*spans.after),
        others.between(*spans.before),
        others.between(*spans.after),
        matters=abs(float(problem.success.get("change", 0.2))) or 0.2,
    )
    return {
        "figures": _figures(change) | {"spans": spans.as_days()},
        "verdict": change.verdict,
        "data": data,
        "code_version": version("commonbeat"),
    }


def scanning_of(problem: Problem, lake: Lake, today: date) -> dict[str, Any]:
    """What the data says when a problem is opened: calls by month, which kinds, which hours, which days.

    Returns:
        `months` (ISO first days), `calls` (of all places together), `places` (key -> calls in the last 12 whole
        months), and `on` (the day).
    """
    counts = counts_of(problem, lake)
    total = counts.counts.sum(axis=0) if counts.place_ids else np.zeros(counts.months.size, dtype=np.int64)
    last_year = counts.counts[:, -12:].sum(axis=1)
    return {
        "on": today.isoformat(),
        "months": [first_of(int(month)).isoformat() for month in counts.months],
        "calls": [int(n) for n in total],
        "places": {place: int(n) for place, n in zip(counts.place_ids, last_year, strict=True)},
    }


def _figures(change: Change) -> dict[str, Any]:
    return {name: value for name, value in asdict(change).items() if name != "verdict"}
