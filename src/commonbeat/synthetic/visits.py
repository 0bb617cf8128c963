"""Made visits with a known truth: do residents start more talks as the same officer comes back?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonbeat.analysis.familiarity import Contacts


@dataclass(frozen=True)
class MadeVisits:
    """How visits are made.

    Attributes:
        growth: true change of the log-odds per log of this officer's visit number.
        place_growth: the same per log of the place's visit number.
        places: how many.
        friendliness: standard deviation of the places' own level, in log-odds.
        drawn_to: how strongly friendlier places are visited more: the log of the expected number of visits rises by
            this for each standard deviation of friendliness.
        visits: expected number at a place of middling friendliness.
        talks: expected number on a visit, beyond one.
        level: log-odds at the first visit at a place of middling friendliness.
        handed_over: share of the places where another officer takes over half way.
        visit_spread: standard deviation of what all talks of one visit share.
    """

    growth: float
    place_growth: float = 0.0
    places: int = 60
    friendliness: float = 1.0
    drawn_to: float = 0.7
    visits: float = 10.0
    talks: float = 2.0
    level: float = -1.0
    handed_over: float = 0.6
    visit_spread: float = 0.0

    def make(self, seed: int) -> Contacts:
        """The visits; the same seed makes the same."""
        rng = np.random.default_rng(seed)
        friendly = rng.standard_normal(self.places)
        counts = np.clip(rng.poisson(self.visits * np.exp(self.drawn_to * friendly - self.drawn_to**2 / 2)), 2, 60)
        place = np.repeat(np.arange(self.places), counts)
        nth = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
        swaps = rng.random(self.places) < self.handed_over
        later = swaps[place] & (nth >= counts[place] // 2)
        officer = place % 8 + 8 * later
        blank = Contacts.in_order(place, officer, np.zeros_like(place), np.zeros_like(place))
        odds = self.level + self.friendliness * friendly[place] + self.visit_spread * rng.standard_normal(len(place))
        odds += self.growth * np.log(blank.officer_visit) + self.place_growth * np.log(blank.place_visit)
        talks = 1 + rng.poisson(self.talks, len(place))
        started = rng.binomial(talks, 1 / (1 + np.exp(-odds)))
        return Contacts.in_order(place, officer, started, talks)
