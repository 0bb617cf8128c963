"""How the made city behaves: the knobs, and the shapes of the day, the week and the year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.calls import CATEGORIES


@dataclass(frozen=True)
class Behavior:
    """Every knob of the city's behavior; the defaults make calls as concentrated as in real cities.

    Weisburd (2015) found 50 % of crime in 2.1-6.0 % of places and 25 % in .4-1.6 %: rate_sd and the tail are set for
    that. Frailty and branching are those under which the simulated tests of docs/made-city.md were run.

    Attributes:
        rate_sd: standard deviation of the logarithm of places' long-run rates.
        tail_share, tail_index: part of the places whose rate is multiplied by a Pareto variable of that index.
        clustering: how much busy places flock together (0 none; weight of a smooth field against chance).
        frailty_sd, frailty_phi: stationary spread and weekly persistence of a place's log rate.
        shock_sd, shock_phi: the same for the shock that all places share.
        season: amplitude of the yearly wave; the peak is in July.
        branching: mean number of near-repeats that one incident sets off.
        branching_stays: part of the near-repeats at the same place; the others are at one of the nearest places.
        repeat_days: mean delay of a near-repeat.
        reporting: mean part of the incidents that someone reports.
        reporting_sd: spread of that part between places.
        specialty: part of a specialized place's calls that are of its one category.
        bad_month_share, bad_month_factor: part of the busier places that have, in a year, one month that is that many
            times as busy.
        officer_share, alarm_share, administrative_share: parts of all calls.
        attention: part of officer-initiated activity that follows the last three months' calls of every origin (its
            own included); the rest is spread over corners and shops.
        minutes: mean minutes an officer spends on a call.
    """

    rate_sd: float = 1.7
    tail_share: float = 0.03
    tail_index: float = 1.3
    clustering: float = 0.6
    frailty_sd: float = 0.35
    frailty_phi: float = 0.9
    shock_sd: float = 0.06
    shock_phi: float = 0.6
    season: float = 0.15
    branching: float = 0.25
    branching_stays: float = 0.75
    repeat_days: float = 6.0
    reporting: float = 0.6
    reporting_sd: float = 0.08
    specialty: float = 0.6
    bad_month_share: float = 0.01
    bad_month_factor: float = 8.0
    officer_share: float = 0.30
    alarm_share: float = 0.06
    administrative_share: float = 0.06
    attention: float = 0.75
    minutes: float = 32.0

    @property
    def community_share(self) -> float:
        """Part of all calls that somebody in the community starts."""
        return 1.0 - self.officer_share - self.alarm_share - self.administrative_share


@dataclass(frozen=True)
class Program:
    """A community officer program with a known effect.

    Attributes:
        areas: number of treated areas; each is a chronic place and its near chronic neighbors.
        places_an_area: treated places an area.
        start_month: month (0 = the city's first) in which the first areas start.
        stagger_months: months between the start of one half of the areas and the other; 0 = all at once.
        ramp_months: months until the full effect.
        effect: part of the incidents at treated places that no longer happen, at full effect.
        displacement: part of those that happen at a near untreated place instead.
        reporting_rise: how much likelier people at treated places report, at full effect (0.1 = 10 %).
        attention_rise: how much more officer-initiated activity treated places get.
    """

    areas: int = 6
    places_an_area: int = 4
    start_month: int = 24
    stagger_months: int = 0
    ramp_months: int = 3
    effect: float = 0.30
    displacement: float = 0.20
    reporting_rise: float = 0.10
    attention_rise: float = 0.5

    def start_of(self, area: int) -> int:
        """Month in which an area (0-based) starts."""
        return self.start_month + (self.stagger_months if area % 2 else 0)


#: Relative calls by weekday, Monday first.
WEEKDAY: Final = np.array([0.96, 0.95, 0.96, 0.98, 1.07, 1.08, 1.00])

_EVENING: Final = [5, 4, 3, 2, 1.5, 1.5, 2, 3, 4, 4, 4.5, 5, 5.5, 5.5, 6, 6.5, 7, 7.5, 7.5, 8, 8, 7.5, 7, 6]
_NIGHT: Final = [9, 8, 6, 3, 1.5, 1, 1, 1.5, 2, 2, 2, 2.5, 3, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 10]
_DAY: Final = [1, 0.8, 0.6, 0.6, 0.8, 1.5, 3, 6, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 7, 5, 4, 3, 2, 1.5]
_HOURS: Final = {
    "violence": _NIGHT,
    "disorder": _NIGHT,
    "drugs": _EVENING,
    "domestic": _EVENING,
    "sexual": _NIGHT,
    "property": _DAY,
    "traffic": _DAY,
    "administrative": _DAY,
}


@cache
def hour_table() -> NDArray[np.float64]:
    """Cumulative hours of the day, flattened over (category, weekend): row r fills the interval (r, r + 1].

    Row 2 * category + weekend; Friday and Saturday count as the weekend, whose nights are livelier.
    """
    rows = []
    for category in CATEGORIES:
        plain = np.array(_HOURS.get(category, _EVENING), dtype=float)
        late = plain * np.where((np.arange(24) < 4) | (np.arange(24) >= 20), 1.4, 1.0)
        rows += [np.cumsum(shape / shape.sum()) for shape in (plain, late)]
    table = np.concatenate([row + number for number, row in enumerate(rows)])
    table[23::24] = np.arange(1, len(rows) + 1)  # exactly whole, so that no uniform falls between two rows
    return table


def season_factor(month_of_year: int, amplitude: float) -> float:
    """Relative calls in a month (1 = January): a wave with its top in July; its mean over a year is 1."""
    return float(1.0 + amplitude * np.cos(2 * np.pi * (month_of_year - 7) / 12))
