"""The curve of one area: the share of talks that residents started, by visit number, and how soon it rises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import ndtri

from commonbeat.analysis.familiarity import GROUPS, Contacts
from commonbeat.analysis.familiarity_logit import Floats

#: Visits without which no halfway visit is sought, and the draws of its interval.
_VISITS_NEEDED: Final = 12
_DRAWS: Final = 400
_HALFWAYS: Final = np.geomspace(0.05, 200, 90)


@dataclass(frozen=True)
class CurvePoint:
    """A group of visit numbers.

    Attributes:
        first, last: visit numbers; `last` None for the open group.
        visits, talks, started: counts.
        share: started / talks.
        low, high: 95 % band (`_band`).
    """

    first: int
    last: int | None
    visits: int
    talks: int
    started: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Halfway:
    """The visit by which the share has reached half of where it levels off, with its 95 % bootstrap interval."""

    visit: float
    interval: tuple[float, float]
    level: float


def curve(contacts: Contacts) -> list[CurvePoint]:
    """The raw share by this officer's visit number, all officers together; groups without a talk are left out."""
    spread = design_effect(contacts)
    points = []
    for first, after in zip(GROUPS, (*GROUPS[1:], None), strict=True):
        inside = (contacts.officer_visit >= first) & (contacts.talks > 0)
        if after is not None:
            inside &= contacts.officer_visit < after
        talks, started = int(contacts.talks[inside].sum()), int(contacts.started[inside].sum())
        if talks:
            low, high = _band(started, talks, spread)
            last = None if after is None else after - 1
            points.append(CurvePoint(first, last, int(inside.sum()), talks, started, started / talks, low, high))
    return points


def design_effect(contacts: Contacts) -> float:
    """How much more the shares of visits spread than independent talks would; at least 1 (Rao and Scott 1992).

    Pearson's chi-square over its degrees of freedom, within the groups of the curve.
    """
    talked = contacts.talks > 0
    group = np.searchsorted(GROUPS, contacts.officer_visit[talked], side="right") - 1
    ones, trials = contacts.started[talked].astype(float), contacts.talks[talked].astype(float)
    size = len(GROUPS)
    total = np.bincount(group, weights=trials, minlength=size)
    share = np.divide(np.bincount(group, weights=ones, minlength=size), total, out=np.zeros(size), where=total > 0)[
        group
    ]
    varied = (share > 0) & (share < 1)
    freedom = int(varied.sum()) - len(np.unique(group[varied]))
    if freedom < 5:
        return 1.0
    expected = trials[varied] * share[varied]
    chi = ((ones[varied] - expected) ** 2 / (expected * (1 - share[varied]))).sum()
    return max(1.0, float(chi) / freedom)


def halfway(contacts: Contacts, seed: int = 0) -> Halfway | None:
    """Where share(k) = level * k / (k + halfway), fitted by binomial likelihood, reaches half its level.

    Each draw of the bootstrap takes whole places anew; with fewer than five places, whole visits.

    Returns:
        The visit and its interval; None with fewer than twelve visits with talks, or when the interval has no end in
        the data: its upper limit beyond twice the highest visit number, or half the level before the first visit.
    """
    talked = contacts.talks > 0
    if int(talked.sum()) < _VISITS_NEEDED:
        return None
    number = contacts.officer_visit[talked]
    top = int(number.max())
    _, place = np.unique(contacts.place[talked], return_inverse=True)
    cluster = place if place.max() >= 4 else np.arange(len(number))
    clusters = int(cluster.max()) + 1
    ones, trials = np.zeros((clusters, top)), np.zeros((clusters, top))
    np.add.at(ones, (cluster, number - 1), contacts.started[talked])
    np.add.at(trials, (cluster, number - 1), contacts.talks[talked])
    visit, level = _fitted(ones.sum(axis=0, keepdims=True), trials.sum(axis=0, keepdims=True))
    draws = (
        np.random.default_rng(seed).multinomial(clusters, np.full(clusters, 1 / clusters), size=_DRAWS).astype(float)
    )
    drawn, _ = _fitted(draws @ ones, draws @ trials)
    low, high = np.quantile(drawn, [0.025, 0.975])
    if high > 2 * top or high >= _HALFWAYS[-1] or visit[0] < 1:
        return None
    return Halfway(float(visit[0]), (float(low), float(high)), float(level[0]))


def _fitted(ones: Floats, trials: Floats) -> tuple[Floats, Floats]:
    """The best halfway visit and level of each row of counts by visit number, over a grid of halfway visits."""
    rise = np.arange(1, ones.shape[1] + 1) / (np.arange(1, ones.shape[1] + 1) + _HALFWAYS[:, None])
    level = np.clip(ones.sum(axis=1)[:, None] / np.maximum(trials @ rise.T, 1e-12), 1e-6, 1.0)
    best = np.full(len(ones), -np.inf)
    visit, chosen = np.zeros(len(ones)), np.zeros(len(ones))
    for at, one in enumerate(rise):
        share = level[:, at, None]
        for _ in range(6):  # Fisher scoring of the level
            p = np.clip(share * one, 1e-9, 1 - 1e-9)
            score = (ones / p - (trials - ones) / (1 - p)) @ one
            information = (trials / (p * (1 - p))) @ (one * one)
            share = np.clip(share + (score / np.maximum(information, 1e-12))[:, None], 1e-6, 1.0)
        p = np.clip(share * one, 1e-9, 1 - 1e-9)
        value = (ones * np.log(p) + (trials - ones) * np.log1p(-p)).sum(axis=1)
        better = value > best
        best = np.where(better, value, best)
        visit, chosen = np.where(better, _HALFWAYS[at], visit), np.where(better, share[:, 0], chosen)
    return visit, chosen


def _band(started: int, talks: int, spread: float) -> tuple[float, float]:
    """Wilson's 95 % interval (1927) with as many talks as the spread between visits leaves."""
    n, share, z = talks / spread, started / talks, float(ndtri(0.975))
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, float(middle - reach)), min(1.0, float(middle + reach))
