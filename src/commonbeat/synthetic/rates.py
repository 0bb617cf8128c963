"""How busy each place is in the long run, and what its calls are about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.stats import norm

from commonbeat.analysis.calls import CATEGORIES
from commonbeat.synthetic.behavior import Behavior
from commonbeat.synthetic.sites import KINDS, NEIGHBORS, Sites, mix_table


@dataclass(frozen=True)
class Rates:
    """The long run of every place, shape (P,) each.

    Attributes:
        incidents: background incidents a day (before near-repeats), reported or not.
        reporting: part of its incidents that people report.
        specialty: category index that dominates there, or -1.
        burstable: places that can have one bad month (the busier three tenths), boolean.
        alarms: alarm calls a day.
        patrol: share of the officer-initiated activity that does not follow attention; sums to 1.
        calls: community-started calls a day to expect in the long run, near-repeats included, program excluded.
    """

    incidents: NDArray[np.float64]
    reporting: NDArray[np.float64]
    specialty: NDArray[np.int64]
    burstable: NDArray[np.bool_]
    alarms: NDArray[np.float64]
    patrol: NDArray[np.float64]
    calls: NDArray[np.float64]


def draw_rates(
    rng: np.random.Generator, sites: Sites, behavior: Behavior, *, calls_a_day: float, severe: float
) -> Rates:
    """Draw the long run of every place.

    Rates are log-normal with a Pareto tail, drawn at stratified quantiles so that a small city is as concentrated as
    a large one; the busiest rates go to the places whose kind, surroundings and luck draw calls most.

    Args:
        calls_a_day: calls of every origin a day, in the whole city.
        severe: part of the incidents that are reported whatever people think, see `vocabulary.SEVERE`.
    """
    count = len(sites)
    z = norm.ppf((rng.permutation(count) + rng.random(count)) / count)
    tail = np.where(rng.random(count) < behavior.tail_share, 1.0 + rng.pareto(behavior.tail_index, count), 1.0)
    size = np.sort(np.exp(behavior.rate_sd * z) * np.minimum(tail, 60.0))
    luck = np.sqrt(max(0.0, 1.0 - behavior.clustering**2)) * rng.standard_normal(count)
    size = np.minimum(size, size.sum() * max(0.012, 8.0 / count))  # no place of a real city is a city of its own
    score = sites.pull() + 1.2 * (behavior.clustering * _field(rng, sites.xy) + luck)
    if sites.kind[0] == KINDS.index("complex"):
        score[0] = np.quantile(score, 1 - 3 / count)  # Oak Creek Apartments is chronic in every city
    relative = np.empty(count)
    relative[np.argsort(score, kind="stable")] = size
    relative[sites.police] = np.median(size) * 4  # people come to the lobby, but the place is no hot spot

    reporting = np.clip(behavior.reporting + behavior.reporting_sd * rng.standard_normal(count), 0.3, 0.9)
    seen = severe * 0.97 + (1 - severe) * reporting
    community = calls_a_day * behavior.community_share
    flow = near_repeat_flow(sites, behavior, relative)
    scale = community / float(flow @ seen)

    special = (relative > np.quantile(relative, 0.9)) & (rng.random(count) < 0.12)
    pick = (mix_table()[sites.kind] < rng.random(count)[:, None]).sum(axis=1)
    alarms = np.exp(1.2 * rng.standard_normal(count)) * _by_kind(
        sites, {"shop": 6, "school": 4, "bar": 3, "house": 0.3}
    )
    patrol = np.exp(rng.standard_normal(count)) * _by_kind(
        sites, {"corner": 10, "shop": 2, "gas station": 3, "park": 3, "school": 2, "house": 0.1, "police": 0}
    )
    return Rates(
        incidents=relative * scale,
        reporting=reporting,
        specialty=np.where(special, np.minimum(pick, len(CATEGORIES) - 1), -1),
        burstable=relative > np.quantile(relative, 0.7),
        alarms=alarms / alarms.sum() * calls_a_day * behavior.alarm_share,
        patrol=patrol / patrol.sum(),
        calls=flow * scale * seen,
    )


def near_repeat_flow(sites: Sites, behavior: Behavior, background: NDArray[np.float64]) -> NDArray[np.float64]:
    """All incidents by place, when background incidents set off near-repeats: (I - B')^-1 background.

    A near-repeat is at the same place with probability `branching_stays`, else at one of the nearest places.
    """
    count = len(sites)
    rows = sites.neighbors.ravel()
    columns = np.repeat(np.arange(count), NEIGHBORS)
    moves = csr_array((np.full(len(rows), (1 - behavior.branching_stays) / NEIGHBORS), (rows, columns)), (count, count))
    total, step = background.copy(), background
    for _ in range(40):
        step = behavior.branching * (behavior.branching_stays * step + moves @ step)
        total = total + step
        if step.sum() < 1e-12 * total.sum():
            break
    return total


def _field(rng: np.random.Generator, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """A smooth random surface at the places, mean 0 and spread 1: a sum of waves some four blocks long."""
    waves = rng.standard_normal((40, 2)) / 260.0
    value = np.cos(xy @ waves.T + rng.uniform(0, 2 * np.pi, 40)).sum(axis=1)
    return np.asarray((value - value.mean()) / (value.std() or 1.0))


def _by_kind(sites: Sites, weights: dict[str, float]) -> NDArray[np.float64]:
    return np.array([weights.get(kind, 1.0) for kind in KINDS])[sites.kind]
