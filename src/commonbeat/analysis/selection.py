"""Where do the same calls keep coming from? The ranked list of places, from the call lake.

Only calls that the community started choose places: police attention must not feed itself. Calls of officers, alarms
and administrative entries are counted beside them (`rank_all_calls`) and change nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from commonbeat.analysis.concentration import Concentration, concentration
from commonbeat.analysis.flags import EXPLORATION, Period, call_flags, excluding, why_below, why_flagged_out, why_in
from commonbeat.analysis.forecasting import Forecast, forecast_places
from commonbeat.analysis.panel import (
    MOST_MONTHS,
    History,
    Panel,
    Plan,
    Span,
    gather,
    place_labels,
    plan_spans,
    read_history,
)
from commonbeat.analysis.place_details import PlaceDetails, read_details
from commonbeat.analysis.places import Area, RankedPlace
from commonbeat.analysis.ranking import rank_intervals
from commonbeat.analysis.sentences import Translate, english
from commonbeat.errors import InputError, UsageError
from commonbeat.progress import Progress, silent

STEPS: Final = 5


@dataclass(frozen=True)
class LeftOut:
    """A place that is not in the list though a reader may look for it there."""

    place_id: str
    label: str
    calls: int
    flags: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Selection:
    """The places that were chosen, and how.

    Attributes:
        places: the ranked list; places of the exploration slot carry the flag "exploration" and come last.
        left_out: places kept off the list by a flag, then the first ones below the line, each with its sentence.
        window: days that chose the places; `history`: all days that were learned from.
        period: the window in words ("12 months").
        calls, all_calls: community calls and all calls in the window, at any place or none.
        placeless: community calls of the window without a place.
        unknown: calls of the history of which nobody knows who started them; they choose no place.
        ranked: how many places were ranked.
        concentration: how calls are spread over the ranked places of the window.
        method: one sentence on the forecast; "" when forecasts are off.
        settings: what was asked, with the code version and the seed, so that the list can be made again.
        notes: what a reader should know about the data.
        areas: problem areas; filled in by whoever draws them.
    """

    places: tuple[RankedPlace, ...]
    left_out: tuple[LeftOut, ...]
    window: Span
    history: Span
    period: str
    calls: int
    all_calls: int
    placeless: int
    unknown: int
    ranked: int
    concentration: Concentration
    method: str
    settings: Mapping[str, object]
    notes: tuple[str, ...] = ()
    areas: tuple[Area, ...] = field(default=())


def select(
    calls: ir.Table,
    *,
    places: ir.Table | None = None,
    top: int = 50,
    as_of: date | None = None,
    months: int = 12,
    forecasts: bool = True,
    exploration: float = 0.0,
    seed: int = 0,
    translate: Translate = english,
    progress: Progress = silent,
) -> Selection:
    """Rank the places of one agency.

    Args:
        calls: calls of one agency with the columns of `analysis.calls`, on any Ibis backend.
        places: its places (`analysis.calls.PLACE_COLUMNS`); labels and flags come from there. Without it, labels are
            the most frequent spelling, and no place is known to be police premises.
        top: length of the list.
        as_of: last day of the window; the last day of the data when None. A few calls dated far from all others do
            not count as its end.
        months: length of the window, 1 to 60; a shorter history is itself the window.
        forecasts: False leaves only counts of the past: no expected calls, and the order is that of the counts.
        exploration: part of the list (0 to 0.5) given to places drawn by lot from ranks top + 1 to 2 * top.
        seed: of the lot.
        translate: the language of every sentence in the result.
        progress: told after each step.

    Raises:
        InputError: no community-started call in the lake, or none in the window.
        UsageError: a setting out of its range.
    """
    if top < 1 or not 1 <= months <= MOST_MONTHS or not 0 <= exploration <= 0.5:
        raise UsageError(
            f"These settings do not fit: top {top}, months {months}, exploration {exploration}.",
            todo=f"top is at least 1, months 1 to {MOST_MONTHS}, exploration 0 to 0.5.",
        )
    progress("Reading the history", 0, STEPS)
    history = read_history(calls)
    if history is None:
        raise InputError(
            "There is no call that the community started, so no place can be chosen.",
            todo="Check the call types: `commonbeat intake check` says who started them; a code table may help.",
        )
    last = as_of or history.last
    if last < history.first:
        raise InputError(f"The calls begin on {history.first}, after {last}.", todo="Choose a later --as-of.")
    plan = plan_spans(history.first, last, months)
    progress("Counting calls at every place", 1, STEPS)
    panel = gather(calls, plan)
    window_calls = int(panel.calls.sum()) + panel.placeless
    if not panel.calls.sum():
        raise InputError(
            f"No community call with a place lies between {plan.window.first} and {last}.",
            todo="Choose another --as-of or a longer --months.",
        )
    unflagged, flagged = set_aside(panel, places)
    kept = unflagged.keep(unflagged.history() > 0)
    progress("Estimating rates", 2, STEPS)
    forecast = forecast_places(kept, translate) if forecasts and len(kept.calls) else None
    progress("Ranking", 3, STEPS)
    order = _order(kept, forecast)
    chosen = _with_lot(order, top, exploration, seed)
    below = order[top : top + max(5, top // 10)]
    below = below[~np.isin(below, chosen)]
    progress("Describing the places", 4, STEPS)
    period = period_of(plan.window, months)
    by_all = np.sort(unflagged.all_calls)
    listed = _describe(calls, places, kept, forecast, chosen, order, by_all, top, period, window_calls, translate)
    outs = _left_out(calls, places, panel, flagged, kept, forecast, order, below, top, translate)
    progress("Ranking", STEPS, STEPS)
    return Selection(
        places=listed,
        left_out=outs,
        window=plan.window,
        history=plan.history,
        period=period.words(translate),
        calls=window_calls,
        all_calls=int(panel.all_calls.sum()) + panel.all_placeless,
        placeless=panel.placeless,
        unknown=history.unknown,
        ranked=len(kept.calls),
        concentration=concentration(kept.calls[kept.calls > 0]),
        method=forecast.method if forecast else "",
        settings={
            "top": top,
            "as_of": last.isoformat(),
            "months": months,
            "forecasts": forecasts,
            "exploration": exploration,
            "seed": seed,
            "version": _version(),
        },
        notes=_notes(history, plan, panel, months, listed, translate),
    )


def _version() -> str:
    try:
        return version("commonbeat")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "unknown"


def set_aside(panel: Panel, places: ir.Table | None) -> tuple[Panel, dict[str, tuple[str, ...]]]:
    """Take out the places that a flag keeps off the list; they have no rank and teach the forecast nothing.

    Returns:
        The panel without them, and the flags of those that were taken out.
    """
    if places is None:
        return panel, {}
    table = places.filter(places.flags.notnull(), places.flags != "[]").select("place_id", "flags").to_pyarrow()
    found = {row["place_id"]: tuple(json.loads(row["flags"])) for row in table.to_pylist()}
    out = {name: flags for name, flags in found.items() if excluding(flags)}
    if not out:
        return panel, {}
    inside = pc.is_in(panel.place_ids, value_set=pa.array(sorted(out), pa.string()))
    return panel.keep(~np.asarray(inside)), out


def _order(panel: Panel, forecast: Forecast | None) -> NDArray[np.int64]:
    """Rows from most to fewest expected calls (or counts); ties by calls in the window, then by place id."""
    if forecast is None:
        return np.argsort(-panel.calls, kind="stable")
    return np.lexsort((-panel.calls, -forecast.expected))


def _with_lot(order: NDArray[np.int64], top: int, exploration: float, seed: int) -> NDArray[np.int64]:
    """The first rows, with a part of the list drawn by lot from just below the line."""
    below = order[top : 2 * top]
    slots = min(round(exploration * top), len(below))
    if not slots:
        return order[:top]
    drawn = np.random.default_rng(seed).choice(len(below), size=slots, replace=False)
    return np.concatenate([order[: top - slots], below[np.sort(drawn)]])


def _describe(
    calls: ir.Table,
    places: ir.Table | None,
    panel: Panel,
    forecast: Forecast | None,
    chosen: NDArray[np.int64],
    order: NDArray[np.int64],
    by_all: NDArray[np.int64],
    top: int,
    period: Period,
    total: int,
    translate: Translate,
) -> tuple[RankedPlace, ...]:
    """Fill in everything a reader is shown about the chosen places."""
    details = read_details(calls, places, panel, chosen)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(1, len(order) + 1)
    low = high = np.zeros(len(chosen), dtype=np.int64)
    if forecast is not None:
        sure = rank_intervals(forecast.posterior, chosen, top)
        low, high = forecast.posterior.interval(chosen)
    running, listed = 0, []
    for number, row in enumerate(chosen):
        one: PlaceDetails = details[number]
        count = int(panel.calls[row])
        running += count
        position = int(rank[row])
        expected = None
        if forecast is not None:
            expected = (float(forecast.expected[row]), float(low[number]), float(high[number]))
        lot = (EXPLORATION,) if position > top else ()
        flags = (*one.flags, *call_flags(one.facts), *lot)
        minutes = float(panel.minutes[row])
        listed.append(
            RankedPlace(
                place_id=one.place_id,
                label=one.label,
                lon=one.lon,
                lat=one.lat,
                calls=count,
                share=count / total,
                running_share=running / total,
                rank=position,
                rank_low=min(int(sure.low[number]), position) if forecast else position,
                rank_high=max(int(sure.high[number]), position) if forecast else position,
                top_probability=float(sure.top[number]) if forecast else float(position <= top),
                expected=expected[0] if expected else None,
                expected_low=expected[1] if expected else None,
                expected_high=expected[2] if expected else None,
                months_active=one.facts.months_active,
                trend=one.trend,
                categories=one.facts.categories,
                harm=float(panel.harm[row]),
                officer_minutes=None if np.isnan(minutes) else minutes,
                rank_all_calls=len(by_all) - int(np.searchsorted(by_all, panel.all_calls[row], side="right")) + 1,
                flags=flags,
                why=why_in(one.facts, position, len(order), period, expected, flags, translate),
            )
        )
    return tuple(listed)


def _left_out(
    calls: ir.Table,
    places: ir.Table | None,
    panel: Panel,
    flagged: dict[str, tuple[str, ...]],
    kept: Panel,
    forecast: Forecast | None,
    order: NDArray[np.int64],
    below: NDArray[np.int64],
    top: int,
    translate: Translate,
) -> tuple[LeftOut, ...]:
    """Flagged places busy enough to have been listed, then the first ones below the line."""
    line = int(kept.calls[order[:top]].min()) if len(order) else 0
    rows = np.flatnonzero(np.asarray(pc.is_in(panel.place_ids, value_set=pa.array(sorted(flagged), pa.string()))))
    rows = rows[panel.calls[rows] >= max(line, 1)]
    rows = rows[np.argsort(-panel.calls[rows], kind="stable")]
    busy = [(str(panel.place_ids[int(row)]), int(panel.calls[row])) for row in rows]
    near = [(str(kept.place_ids[int(row)]), int(kept.calls[row])) for row in below]
    labels = labels_of(calls, places, [name for name, _ in busy + near])
    chances = rank_intervals(forecast.posterior, below, top).top if forecast and len(below) else None
    position = {int(row): number + 1 for number, row in enumerate(order[: 2 * top + 10])}
    answer = []
    for name, count in busy:
        flags = flagged[name]
        sentence = why_flagged_out(excluding(flags) or flags[0], count, translate)
        answer.append(LeftOut(name, labels.get(name, name), count, flags, sentence))
    for number, (name, count) in enumerate(near):
        chance = float(chances[number]) if chances is not None else None
        sentence = why_below(count, position[int(below[number])], top, chance, translate)
        answer.append(LeftOut(name, labels.get(name, name), count, (), sentence))
    return tuple(answer)


def labels_of(calls: ir.Table, places: ir.Table | None, names: list[str]) -> dict[str, str]:
    """Labels of some places, from the table of places or else from the calls."""
    if not names:
        return {}
    if places is not None:
        table = places.filter(places.place_id.isin(names)).select("place_id", "label")
        return {row["place_id"]: row["label"] or row["place_id"] for row in table.to_pyarrow().to_pylist()}
    return {name: one["label"] or name for name, one in place_labels(calls, names).items()}


def period_of(window: Span, months: int) -> Period:
    """The window's length as people say it."""
    return Period(months, "months") if abs(window.days - months * 30.44) <= 3 else Period(window.days, "days")


def _notes(
    history: History,
    plan: Plan,
    panel: Panel,
    months: int,
    listed: tuple[RankedPlace, ...],
    translate: Translate,
) -> tuple[str, ...]:
    _, ngettext = translate.gettext, translate.ngettext
    notes = []
    snapped = sum("snapped to intersection" in place.flags for place in listed)
    if snapped:
        words = _(
            "The coordinates of {count} of these places sit on a corner: such data show corners, not addresses, and"
            " the trouble may be a few doors away."
        )
        notes.append(words.format(count=f"{snapped:,}"))
    if plan.window.days < months * 30.44 - 3:
        words = _("The data hold {held}, less than the {asked} that were asked for.")
        held, asked = Period(plan.window.days, "days"), Period(months, "months")
        notes.append(words.format(held=held.words(translate), asked=asked.words(translate)))
    every = int(history.all_totals.sum())
    if history.unknown > 0.05 * max(every, 1):
        words = _("Nobody knows who started {unknown} of {calls} calls; they choose no place. A code table may tell.")
        notes.append(words.format(unknown=f"{history.unknown:,}", calls=f"{every:,}"))
    if panel.placeless:
        words = ngettext(
            "{count} community call of the window carries no usable place and counts in no list.",
            "{count} community calls of the window carry no usable place and count in no list.",
            panel.placeless,
        )
        notes.append(words.format(count=f"{panel.placeless:,}"))
    return tuple(notes)
