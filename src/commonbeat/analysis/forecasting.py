"""What to expect at every place in the next period, from all the history there is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.dispersion import Dispersion, estimate_between_periods, estimate_dispersion
from commonbeat.analysis.lagged_rates import estimate_lag_weights
from commonbeat.analysis.panel import Panel
from commonbeat.analysis.rates import Posterior, estimate_rates, estimate_rates_of_halves
from commonbeat.analysis.sentences import Translate, english


@dataclass(frozen=True)
class Forecast:
    """The next period, as long as the window, that begins when the window ends.

    Attributes:
        posterior: rates of the places, calls per next period.
        expected: expected calls of each place, shape (places,).
        dispersion: of a count in the next period.
        level: factor for season and growth that every place shares.
        lags: weights of earlier periods, newest first, when there are three or more; else empty.
        method: one sentence for a reader.
    """

    posterior: Posterior
    expected: NDArray[np.float64]
    dispersion: Dispersion
    level: float
    lags: tuple[float, ...]
    method: str


def forecast_places(panel: Panel, translate: Translate = english) -> Forecast:
    """Forecast the next period for each place of the panel.

    With less than three windows of history, all of it counts alike: its exposure is its length, and its dispersion
    comes from its quarters and halves. With three or more, a Poisson regression on lagged periods says how much each
    counts. Either way the nonparametric mixing distribution turns counts into rates.
    """
    plan = panel.plan
    level, season = _level(panel)
    if len(plan.lags) >= 3:
        lags = panel.lags()
        found = estimate_lag_weights(lags)
        counts, exposure = found.effective(lags)
        ahead = estimate_between_periods(lags)
        behind = Dispersion(ahead.burst, ahead.drift * found.concentration, estimated=ahead.estimated)
        posterior = estimate_rates(counts, exposure, behind=behind, ahead=ahead, truncated=False)
        shares = tuple(float(share) for share in found.weights / found.weights.sum())
        method = translate.gettext(
            "Learned from {periods} periods of {days} days; the newest counts {share}, by a Poisson regression on"
            " lagged periods."
        ).format(periods=len(plan.lags), days=plan.window.days, share=f"{shares[0]:.0%}")
    else:
        shares = ()
        whole = estimate_dispersion(panel.quarters())
        ratio = plan.history.days / plan.window.days
        ahead = whole.over(1 / ratio)
        quarters = panel.quarters()
        if quarters.shape[1] == 4:
            halves = np.column_stack([quarters[:, :2].sum(axis=1), quarters[:, 2:].sum(axis=1)])
            posterior = estimate_rates_of_halves(halves, ratio, behind=whole, ahead=ahead)
        else:
            posterior = estimate_rates(panel.history(), ratio, behind=whole, ahead=ahead)
        method = translate.gettext("Learned from {days} days of history, all counted alike.").format(
            days=f"{plan.history.days:,}"
        )
    if abs(level - 1) > 1e-9:
        posterior = posterior.scaled(level)
    if season != 1.0:
        again = translate.gettext("Last year the same season change was {change}, which is expected again.")
        method = f"{method} {again.format(change=f'{season - 1:+.0%}')}"
    return Forecast(posterior, posterior.mean(), ahead, level, shares, method)


def _level(panel: Panel) -> tuple[float, float]:
    """Factor from the history's level to the next period's, and the part of it that is season."""
    plan, season = panel.plan, 1.0
    if plan.season:
        before, after = panel.season().sum(axis=0)
        if before and after:
            season = float(after / plan.season[1].days) / float(before / plan.season[0].days)
    if len(plan.lags) >= 3:
        return season, season
    now = panel.calls.sum() / plan.window.days
    past = panel.history().sum() / plan.history.days
    return float(now / past) * season if past else season, season
