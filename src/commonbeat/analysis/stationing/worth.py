"""What a plan is worth, computed without the solver: for checks, second bests and the next officer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.places import Area
from commonbeat.analysis.stationing.officers import WEEKDAYS, Officer, PostingRules
from commonbeat.analysis.stationing.program import area_numbers, area_values

Floats = NDArray[np.float64]


class Worth:
    """The objective of `program`, area by area and officer by officer.

    The worth of a plan is the sum over served areas of `area(j, officers there)` plus the sum over officers of
    `own[i, j]`, plus `constant`. It holds no rule: a plan's rules are the program's to keep.
    """

    def __init__(self, areas: Sequence[Area], officers: Sequence[Officer], rules: PostingRules) -> None:
        self.areas, self.officers, self.rules = areas, officers, rules
        self.value = area_values(areas, rules.harm_weight)
        self.days = [day for day in WEEKDAYS if any(day in officer.days_off for officer in officers)]
        unit = float(self.value.mean())
        names = area_numbers(areas)
        self.own: Floats = np.zeros((len(officers), len(areas)))
        self.constant = 0.0
        districts = np.array([area.district or "" for area in areas])
        for i, officer in enumerate(officers):
            if officer.district:
                self.own[i, (districts != "") & (districts != officer.district)] -= rules.district_price * unit
            for wish in officer.wishes:
                if wish.casefold() in names:
                    self.own[i, names[wish.casefold()]] += rules.wish_worth * unit
            if officer.posted and officer.posted.casefold() in names:
                self.own[i, names[officer.posted.casefold()]] += rules.move_price * unit
                self.constant -= rules.move_price * unit

    def area(self, j: int, there: Sequence[int]) -> float:
        """Worth of area j with these officers (numbers) there, in calls; 0.0 with none."""
        if not there:
            return 0.0
        rules, area, value = self.rules, self.areas[j], float(self.value[j])
        presence = sum(self.officers[i].hours for i in there) / rules.full_hours
        first = min(presence, 1.0)
        more = min(presence - first, float(len(there) - 1))
        worth = first + rules.second_officer * more
        for language, share in area.languages.items():
            if not any(language in self.officers[i].languages for i in there):
                worth -= rules.language_price * share
        for day in self.days:
            worth += rules.day_worth / 7 * any(day not in self.officers[i].days_off for i in there)
        return value * worth

    def plan(self, posted: Sequence[int] | NDArray[np.int64]) -> float:
        """Worth of a whole plan: area number of each officer, -1 for none."""
        there = members(posted, len(self.areas))
        total = self.constant + sum(self.area(j, team) for j, team in enumerate(there) if team)
        return total + float(sum(self.own[i, j] for i, j in enumerate(posted) if j >= 0))


def members(posted: Sequence[int] | NDArray[np.int64], areas: int) -> list[list[int]]:
    """Officers (numbers) at each area."""
    there: list[list[int]] = [[] for _ in range(areas)]
    for i, j in enumerate(posted):
        if j >= 0:
            there[int(j)].append(i)
    return there
