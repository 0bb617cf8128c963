"""Familiarity: do residents come up by themselves more often as an officer comes back to the same place?

Shares pooled over places lie: friendlier places are visited more often, so high visit numbers are full of friendly
places. `growth` therefore compares each place with itself alone (analysis.familiarity_logit), on the logarithm of *this
officer's* visit number there. docs/methods/familiarity.md gives the method, its validation and what it cannot say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from commonbeat.analysis.familiarity_logit import ConditionalLogit, Ints, fit_conditional_logit

#: The program figure is shown from so many places on, with so many visits each.
PLACES_NEEDED: Final = 20
VISITS_NEEDED: Final = 5
#: Talks of a place that are read, the first ones: what the likelihood costs grows with their square.
TALKS_READ: Final = 250
#: First visit numbers of the groups that a curve is drawn in; late visits are fewer and change less.
GROUPS: Final = (1, 2, 3, 4, 6, 9, 14, 21, 34)


@dataclass(frozen=True)
class Contacts:
    """Visits in the order in which they took place, and the talks on them; every array has shape (visits,).

    Attributes:
        place: code of the place.
        officer: code of the officer. It numbers visits and appears in no result.
        started: talks that residents started.
        talks: all talks.
        place_visit: 1 for the first visit anyone made to the place.
        officer_visit: 1 for the first visit of this officer to this place.
    """

    place: Ints
    officer: Ints
    started: Ints
    talks: Ints
    place_visit: Ints
    officer_visit: Ints

    @classmethod
    def in_order(
        cls, place: npt.ArrayLike, officer: npt.ArrayLike, started: npt.ArrayLike, talks: npt.ArrayLike
    ) -> Contacts:
        """Number the visits; they come in the order of time.

        Raises:
            ValueError: when more talks were started by residents than there were.
        """
        of, by = np.asarray(place, dtype=np.int64), np.asarray(officer, dtype=np.int64)
        ones, trials = np.asarray(started, dtype=np.int64), np.asarray(talks, dtype=np.int64)
        if np.any(ones < 0) or np.any(ones > trials):
            raise ValueError("residents cannot start more talks than there were")
        return cls(of, by, ones, trials, _numbered(of[:, None]), _numbered(np.stack([of, by], axis=1)))


@dataclass(frozen=True)
class Term:
    """One coefficient: change in the log-odds that a resident starts the talk, per unit of log(visit number)."""

    estimate: float
    interval: tuple[float, float]
    p_value: float


@dataclass(frozen=True)
class Growth:
    """The program figure.

    Attributes:
        officer: growth with this officer's visits, place held fixed. None when nothing varies.
        officer_apart, place_apart: the same with the place's own visit number beside it: what belongs to the officer,
            and what to a place that has come to know the police. None unless officers changed somewhere.
        places, talks: what all of them came from: places where both residents and officers started talks.
        places_all, talks_all: what there was.
        places_enough: places with `VISITS_NEEDED` visits.
    """

    officer: Term | None
    officer_apart: Term | None
    place_apart: Term | None
    places: int
    talks: int
    places_all: int
    talks_all: int
    places_enough: int

    @property
    def shown(self) -> bool:
        """Whether there is enough to say anything about the program."""
        return self.officer is not None and self.places_enough >= PLACES_NEEDED


def growth(contacts: Contacts) -> Growth:
    """Growth of the resident-started share within places, with a variance clustered by place."""
    talked = contacts.talks > 0
    places, visits = np.unique(contacts.place[talked], return_counts=True)
    read = talked & (_talks_before(contacts) < TALKS_READ)
    officer_log = np.log(contacts.officer_visit[read].astype(np.float64))
    place_log = np.log(contacts.place_visit[read].astype(np.float64))
    group, ones, trials = contacts.place[read], contacts.started[read], contacts.talks[read]
    alone = fit_conditional_logit(group, officer_log[:, None], ones, trials)
    apart = None
    if np.any(contacts.officer_visit[read] != contacts.place_visit[read]):
        apart = fit_conditional_logit(group, np.stack([officer_log, place_log], axis=1), ones, trials)
    return Growth(
        officer=_term(alone, 0),
        officer_apart=_term(apart, 0),
        place_apart=_term(apart, 1),
        places=alone.groups if alone else 0,
        talks=alone.rows if alone else 0,
        places_all=len(places),
        talks_all=int(contacts.talks.sum()),
        places_enough=int((visits >= VISITS_NEEDED).sum()),
    )


def _term(model: ConditionalLogit | None, at: int) -> Term | None:
    if model is None:
        return None
    low, high = model.interval[at]
    return Term(float(model.estimate[at]), (float(low), float(high)), float(model.p_value[at]))


def _numbered(keys: Ints) -> Ints:
    """1 for the first row of each key, 2 for the second, in the order given."""
    if len(keys) == 0:
        return np.zeros(0, dtype=np.int64)
    _, code = np.unique(keys, axis=0, return_inverse=True)
    code = code.ravel()
    order = np.argsort(code, kind="stable")
    _, firsts = np.unique(code[order], return_index=True)
    number = np.empty(len(code), dtype=np.int64)
    number[order] = np.arange(len(code)) - np.repeat(firsts, np.diff([*firsts, len(code)])) + 1
    return number


def _talks_before(contacts: Contacts) -> Ints:
    """Talks at the same place on earlier visits."""
    order = np.argsort(contacts.place, kind="stable")
    place, talks = contacts.place[order], contacts.talks[order]
    running = np.cumsum(talks) - talks
    _, firsts, code = np.unique(place, return_index=True, return_inverse=True)
    before = np.empty(len(place), dtype=np.int64)
    before[order] = running - running[firsts][code] if len(place) else running
    return before
