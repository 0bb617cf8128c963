"""What happens in the city, month by month: incidents, who reports them, and what officers start themselves.

Every random number is drawn from a stream named by (seed, purpose, month or week), and the program only removes,
moves or uncovers incidents that the same city without it has too. So two runs with one seed, with and without the
program, are exact twins: the difference between them is the program's effect, without noise from chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.calls import CATEGORIES
from commonbeat.synthetic.behavior import WEEKDAY, Behavior, hour_table, season_factor
from commonbeat.synthetic.rates import Rates
from commonbeat.synthetic.sites import NEIGHBORS, Sites, mix_table
from commonbeat.synthetic.treatment import Treatment
from commonbeat.synthetic.vocabulary import CALL_TYPES, SEVERE, community_type_table, types_of

WARM_MONTHS: Final = 3  # months before the city's first, so that near-repeats and attention are already going
DAY: Final = 86_400
CAUSES: Final = ("background", "bad month", "near repeat", "displaced", "officer", "alarm", "administrative")
_OFFSPRING_KEEPS_CATEGORY: Final = 0.8
_SEVERE_REPORTED: Final = 0.97

# Purposes of the random streams.
_FRAILTY, _SHOCK, _BAD, _BACKGROUND, _REPEATS, _FATE, _OFFICER, _ALARM, _ADMIN = range(10, 19)


@dataclass(frozen=True)
class MonthCalls:
    """The calls of one month in the order they came in; parallel arrays of n calls.

    Attributes:
        month: 0 = the city's first.
        seconds: local wall time, seconds since the midnight before the city's first day.
        place: place number.
        kind: index into `CALL_TYPES`.
        cause: index into `CAUSES`.
    """

    month: int
    seconds: NDArray[np.int64]
    place: NDArray[np.int64]
    kind: NDArray[np.int64]
    cause: NDArray[np.int64]


@dataclass(frozen=True)
class _Incidents:
    """Incidents, reported or not; parallel arrays. `fate` decides on removal and reporting, the same in twin runs."""

    seconds: NDArray[np.int64]
    place: NDArray[np.int64]
    category: NDArray[np.int64]
    kind: NDArray[np.int64]
    cause: NDArray[np.int64]
    gone: NDArray[np.bool_]

    def where(self, mask: NDArray[np.bool_]) -> _Incidents:
        return _Incidents(*(getattr(self, name)[mask] for name in self.__dataclass_fields__))

    @staticmethod
    def together(parts: list[_Incidents]) -> _Incidents:
        return _Incidents(
            *(np.concatenate([getattr(part, name) for part in parts]) for name in _Incidents.__dataclass_fields__)
        )

    def __len__(self) -> int:
        return len(self.seconds)


def month_starts(start: date, months: int) -> list[date]:
    """First days of `months` months from `start`'s month, and of the one after; negative months come before."""
    first = start.year * 12 + start.month - 1
    step = 1 if months >= 0 else -1
    return [date((first + m) // 12, (first + m) % 12 + 1, 1) for m in range(0, months + step, step)]


class History:
    """Walks through the months of one city.

    Args:
        seed, start: the city's seed and first day (a first of the month).
        sites, rates, behavior: the city.
        calls_a_day: calls of every origin a day, long-run.
        treatment: the program's places, or None.
    """

    def __init__(
        self,
        seed: int,
        start: date,
        sites: Sites,
        rates: Rates,
        behavior: Behavior,
        calls_a_day: float,
        treatment: Treatment | None,
    ) -> None:
        self._seed, self._start = seed, start
        self._sites, self._rates, self._behavior = sites, rates, behavior
        self._calls_a_day, self._treatment = calls_a_day, treatment
        self._mix = mix_table()
        self._severe = np.array([kind.code in SEVERE for kind in CALL_TYPES])
        rng = self._stream(_FRAILTY, 0)
        self._frailty = behavior.frailty_sd * rng.standard_normal(len(sites))
        self._shock = behavior.shock_sd * float(self._stream(_SHOCK, 0).standard_normal())
        self._week = 0
        self._attention = [np.zeros(len(sites)) for _ in range(3)]

    def _stream(self, purpose: int, number: int) -> np.random.Generator:
        return np.random.default_rng([self._seed, purpose, number])

    @property
    def frailty(self) -> NDArray[np.float64]:
        """Each place's log rate against its long run, in the last week walked through, shape (P,)."""
        return self._frailty.copy()

    def months(self, count: int) -> Iterator[MonthCalls]:
        """The first `count` months, in order; more months leave the first ones as they are."""
        firsts = [*month_starts(self._start, -WARM_MONTHS)[:0:-1], *month_starts(self._start, count)]
        pending: list[_Incidents] = []
        for position in range(WARM_MONTHS + count):
            month, first, end = position - WARM_MONTHS, firsts[position], firsts[position + 1]
            until = (end - self._start).days * DAY
            pending.append(self._new_incidents(month, first, end, (firsts[0] - self._start).days))
            everything = _Incidents.together(pending)
            now = everything.seconds < until
            pending = [everything.where(~now)]
            community = self._reported(month, everything.where(now))
            started = self._not_community(month, first, end)
            self._note_attention(community, started)
            if month >= 0:
                yield _in_order(month, community, started)

    # --- what happens -----------------------------------------------------------------------------------------

    def _advance_to(self, week: int) -> None:
        """Move the weekly AR(1) of every place, and the one they share, forward."""
        knobs = self._behavior
        while self._week < week:
            self._week += 1
            step = self._stream(_FRAILTY, self._week).standard_normal(len(self._sites))
            spread = knobs.frailty_sd * np.sqrt(1 - knobs.frailty_phi**2)
            self._frailty = knobs.frailty_phi * self._frailty + spread * step
            common = float(self._stream(_SHOCK, self._week).standard_normal())
            self._shock = knobs.shock_phi * self._shock + knobs.shock_sd * np.sqrt(1 - knobs.shock_phi**2) * common

    def _new_incidents(self, month: int, first: date, end: date, epoch_day: int) -> _Incidents:
        """Background incidents that begin in a month, with all the near-repeats they set off, whenever those come."""
        knobs, rates, count = self._behavior, self._rates, len(self._sites)
        rng = self._stream(_BACKGROUND, month + WARM_MONTHS)
        days = np.arange((first - self._start).days, (end - self._start).days)
        weekday = np.array([(first + timedelta(days=i)).weekday() for i in range(len(days))])
        weeks = (days - epoch_day) // 7
        base = rates.incidents * season_factor(first.month, knobs.season)
        bad_rng = self._stream(_BAD, month + WARM_MONTHS)
        bad = rates.burstable & (bad_rng.random(count) < knobs.bad_month_share / 12)
        variance = knobs.frailty_sd**2 + knobs.shock_sd**2

        places, when, burst = [], [], []
        for week in np.unique(weeks):
            self._advance_to(int(week))
            mine = np.flatnonzero(weeks == week)
            share = np.cumsum(WEEKDAY[weekday[mine]] / WEEKDAY.mean())
            rate = base * np.exp(self._frailty + self._shock - variance / 2) * share[-1]
            number = rng.poisson(rate)
            more = np.zeros(count, dtype=np.int64)
            more[bad] = bad_rng.poisson(rate[bad] * (knobs.bad_month_factor - 1))
            for extra, amount in ((False, number), (True, more)):
                place = np.repeat(np.arange(count), amount)
                places.append(place)
                source = bad_rng if extra else rng
                when.append(mine[np.searchsorted(share / share[-1], source.random(len(place)), side="right")])
                burst.append(np.full(len(place), extra))
        place, day, extra_call = np.concatenate(places), np.concatenate(when), np.concatenate(burst)
        weekend = np.isin(weekday[day], (4, 5))
        n = len(place)
        category = self._category(place, rng.random(n), rng.random(n))
        parents = _Incidents(
            seconds=days[day] * DAY + self._second_of_day(category, weekend, rng.random(n)),
            place=place,
            category=category,
            kind=_kind_of(category, rng.random(n)),
            cause=np.where(extra_call, CAUSES.index("bad month"), CAUSES.index("background")),
            gone=np.zeros(n, dtype=bool),
        )
        return self._cascade(month, parents)

    def _cascade(self, month: int, generation: _Incidents) -> _Incidents:
        """Add near-repeats until none sets off another; the program's part of the fate is settled on the way."""
        knobs = self._behavior
        rng, fate = self._stream(_REPEATS, month + WARM_MONTHS), self._stream(_FATE, month + WARM_MONTHS)
        weekday0 = self._start.weekday()
        family = []
        while len(generation):
            generation = self._treat(generation, fate)
            family.append(generation)
            children = rng.poisson(knobs.branching, len(generation))
            parent = np.repeat(np.arange(len(generation)), children)
            n = len(parent)
            home = generation.place[parent]
            moves = self._sites.neighbors[home, rng.integers(0, NEIGHBORS, n)]
            place = np.where(rng.random(n) < knobs.branching_stays, home, moves)
            day = (
                generation.seconds[parent] // DAY + 1 + rng.exponential(max(knobs.repeat_days - 1, 0.1), n).astype(int)
            )
            fresh = self._category(place, rng.random(n), rng.random(n))
            category = np.where(rng.random(n) < _OFFSPRING_KEEPS_CATEGORY, generation.category[parent], fresh)
            weekend = np.isin((day + weekday0) % 7, (4, 5))
            generation = _Incidents(
                seconds=day * DAY + self._second_of_day(category, weekend, rng.random(n)),
                place=place,
                category=category,
                kind=_kind_of(category, rng.random(n)),
                cause=np.full(n, CAUSES.index("near repeat")),
                gone=generation.gone[parent],
            )
        return _Incidents.together(family) if family else generation

    def _treat(self, incidents: _Incidents, fate: np.random.Generator) -> _Incidents:
        """Remove or move the incidents that the program prevents; draws the same numbers without a program."""
        chance, move = fate.random(len(incidents)), fate.random(len(incidents))
        if self._treatment is None:
            return incidents
        treated = self._treatment.treated[incidents.place] & ~incidents.gone
        ramp = np.zeros(len(incidents))
        mine = np.flatnonzero(treated)
        month = self._month_of(incidents.seconds[mine])
        start = self._treatment.start[incidents.place[mine]]
        program = self._treatment.program
        ramp[mine] = np.clip((month - start + 1) / max(program.ramp_months, 1), 0.0, 1.0)
        prevented = treated & (chance < program.effect * ramp)
        moved = prevented & (move < program.displacement)
        return _Incidents(
            seconds=incidents.seconds,
            place=np.where(moved, self._treatment.refuge[incidents.place], incidents.place),
            category=incidents.category,
            kind=incidents.kind,
            cause=np.where(moved, CAUSES.index("displaced"), incidents.cause),
            gone=incidents.gone | (prevented & ~moved),
        )

    def _month_of(self, seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        months = (np.datetime64(self._start, "D") + seconds // DAY).astype("datetime64[M]")
        return (months - np.datetime64(self._start, "M")).astype(np.int64)

    # --- who calls, and what officers and machines start ------------------------------------------------------

    def _reported(self, month: int, incidents: _Incidents) -> MonthCalls:
        """The incidents of a month that somebody reports; trust makes more of them heard."""
        heard = np.random.default_rng([self._seed, _FATE, 10_000 + month + WARM_MONTHS]).random(len(incidents))
        chance = self._rates.reporting[incidents.place]
        if self._treatment is not None:
            chance = chance * (
                1 + self._treatment.program.reporting_rise * self._treatment.ramp(month)[incidents.place]
            )
        chance = np.where(self._severe[incidents.kind], _SEVERE_REPORTED, chance)
        calls = incidents.where((heard < chance) & ~incidents.gone)
        return MonthCalls(month, calls.seconds, calls.place, calls.kind, calls.cause)

    def _not_community(self, month: int, first: date, end: date) -> MonthCalls:
        """Officer-initiated activity, alarms and administrative entries of a month."""
        knobs, days = self._behavior, (end - first).days
        day0 = (first - self._start).days
        total = self._calls_a_day * days
        rng = self._stream(_OFFICER, month + WARM_MONTHS)
        attention = np.sum(self._attention, axis=0)
        pull = (
            knobs.attention * attention / attention.sum() + (1 - knobs.attention) * self._rates.patrol
            if attention.sum() > 0
            else self._rates.patrol
        )
        if self._treatment is not None:
            pull = pull * (1 + self._treatment.program.attention_rise * self._treatment.ramp(month))
        amount = rng.poisson(total * knobs.officer_share)
        parts = [self._spread(rng, "officer", _draw(rng, pull, amount), day0, days)]
        rng = self._stream(_ALARM, month + WARM_MONTHS)
        alarms = np.repeat(np.arange(len(self._sites)), rng.poisson(self._rates.alarms * days))
        parts.append(self._spread(rng, "alarm", alarms, day0, days))
        rng = self._stream(_ADMIN, month + WARM_MONTHS)
        desk = np.full(rng.poisson(total * knobs.administrative_share), self._sites.police)
        desk[rng.random(len(desk)) < 0.06] = self._sites.hospital
        parts.append(self._spread(rng, "administrative", desk, day0, days))
        return MonthCalls(
            month,
            *(np.concatenate([getattr(p, name) for p in parts]) for name in ("seconds", "place", "kind", "cause")),
        )

    def _spread(
        self, rng: np.random.Generator, origin: str, place: NDArray[np.int64], day0: int, days: int
    ) -> MonthCalls:
        n, types = len(place), types_of(origin)
        weights = np.cumsum([CALL_TYPES[i].weight for i in types.tolist()])
        kind = types[np.searchsorted(weights / weights[-1], rng.random(n), side="right")]
        day = day0 + rng.integers(0, days, n)
        category = np.full(n, CATEGORIES.index("domestic" if origin == "officer" else "administrative"))  # their hours
        seconds = day * DAY + self._second_of_day(category, np.zeros(n, dtype=bool), rng.random(n))
        return MonthCalls(0, seconds, place, kind, np.full(n, CAUSES.index(origin)))

    def _note_attention(self, community: MonthCalls, started: MonthCalls) -> None:
        """Remember where calls were recorded, without the desk's own entries: that is where officers look next."""
        ours = started.place[started.cause != CAUSES.index("administrative")]
        seen = np.bincount(community.place, minlength=len(self._sites)) + np.bincount(ours, minlength=len(self._sites))
        seen[self._sites.police] = 0
        self._attention = [*self._attention[1:], seen.astype(float)]

    # --- shapes -----------------------------------------------------------------------------------------------

    def _category(
        self, place: NDArray[np.int64], chance: NDArray[np.float64], special: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        flat = (self._mix + np.arange(len(self._mix))[:, None]).ravel()
        row = self._sites.kind[place]
        plain = np.searchsorted(flat, row + chance, side="right") - row * len(CATEGORIES)
        own = self._rates.specialty[place]
        return np.where((own >= 0) & (special < self._behavior.specialty), own, plain)

    @staticmethod
    def _second_of_day(
        category: NDArray[np.int64], weekend: NDArray[np.bool_], chance: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Second of the day; the hour's own fraction of the uniform becomes the minutes."""
        table = hour_table()
        at = category * 2 + weekend + chance
        slot = np.searchsorted(table, at, side="right")
        low = np.where(slot > 0, table[slot - 1], 0.0)
        within = (at - low) / (table[slot] - low)
        return np.minimum(((slot % 24 + within) * 3600).astype(np.int64), DAY - 1)


def _kind_of(category: NDArray[np.int64], chance: NDArray[np.float64]) -> NDArray[np.int64]:
    order, cumulative = community_type_table()
    return order[np.searchsorted(cumulative, category + chance, side="right")]


def _draw(rng: np.random.Generator, weights: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    cumulative = np.cumsum(weights)
    return np.searchsorted(cumulative / cumulative[-1], rng.random(count), side="right")


def _in_order(month: int, community: MonthCalls, started: MonthCalls) -> MonthCalls:
    seconds = np.concatenate([community.seconds, started.seconds])
    order = np.argsort(seconds, kind="stable")
    joined = (np.concatenate([getattr(community, k), getattr(started, k)])[order] for k in ("place", "kind", "cause"))
    return MonthCalls(month, seconds[order], *joined)
