"""The analyst's lenses as map layers: clusters, hot cells, density, and change from the year before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.clusters import weighted_dbscan
from commonbeat.analysis.e_test import changes
from commonbeat.analysis.geometry import to_meters
from commonbeat.analysis.gi_star import hot_cells
from commonbeat.analysis.kernel_density import kernel_density
from commonbeat.analysis.place_points import PlacePoints
from commonbeat.analysis.sentences import Translate
from commonbeat.report.layers import Lens

#: A cluster's core has this part of all calls within a short walk.
CORE_SHARE = 0.004
CLUSTER_REACH_METERS = 150.0
FALSE_DISCOVERY = 0.05
#: Cells with less than this part of the largest density are left blank.
FAINT = 0.05


def lenses(points: PlacePoints, translate: Translate) -> tuple[Lens, ...]:
    """Look at the same calls in four other ways; none of them chooses a place."""
    if not len(points.calls) or not points.calls.sum():
        return ()
    found = [_density(points, translate), _hot(points, translate), _clusters(points, translate)]
    if points.before.sum():
        found.append(_change(points, translate))
    return tuple(found)


def _density(points: PlacePoints, translate: Translate) -> Lens:
    _ = translate.gettext
    density = kernel_density(points.lon, points.lat, points.calls)
    seen = density.value > FAINT * density.value.max()
    return Lens(
        id="density",
        title=_("Density of calls"),
        words=_("Calls smoothed over about a third of a mile. It shows parts of town, not places."),
        lon=density.lon[seen],
        lat=density.lat[seen],
        value=_to_one(density.value[seen]),
        cell_meters=density.cell_meters,
    )


def _hot(points: PlacePoints, translate: Translate) -> Lens:
    _ = translate.gettext
    cells = hot_cells(points.lon, points.lat, points.calls)
    hot = (cells.q_value < FALSE_DISCOVERY) & (cells.z > 0)
    words = _("{hot} of {cells} cells have more calls around them than chance gives (Gi*, 5% false discoveries).")
    return Lens(
        id="hot-cells",
        title=_("Hot cells"),
        words=words.format(hot=f"{int(hot.sum()):,}", cells=f"{len(cells.z):,}"),
        lon=cells.lon[hot],
        lat=cells.lat[hot],
        value=_to_one(cells.z[hot]),
        cell_meters=cells.cell_meters,
    )


def _clusters(points: PlacePoints, translate: Translate) -> Lens:
    ngettext = translate.ngettext
    least = max(CORE_SHARE * float(points.calls.sum()), 2.0)
    clusters = weighted_dbscan(to_meters(points.lon, points.lat), points.calls, CLUSTER_REACH_METERS, least)
    inside = clusters.label >= 0
    words = ngettext(
        "{count} cluster: places with at least {least} calls within 500 feet, and their neighbors (DBSCAN).",
        "{count} clusters: places with at least {least} calls within 500 feet, and their neighbors (DBSCAN).",
        len(clusters.weight),
    )
    return Lens(
        id="clusters",
        title=translate.gettext("Clusters"),
        words=words.format(count=f"{len(clusters.weight):,}", least=f"{least:,.0f}"),
        lon=points.lon[inside],
        lat=points.lat[inside],
        value=_to_one(clusters.weight[clusters.label[inside]]),
    )


def _change(points: PlacePoints, translate: Translate) -> Lens:
    _ = translate.gettext
    found = changes(points.before, points.calls, rate=FALSE_DISCOVERY)
    rose = found.changed & (points.calls > points.before)
    fell = found.changed & (points.calls < points.before)
    words = _("Places with more calls than a year earlier: {rose}; with fewer: {fell} (E-test, 5% false discoveries).")
    return Lens(
        id="change",
        title=_("More than a year ago"),
        words=words.format(rose=f"{int(rose.sum()):,}", fell=f"{int(fell.sum()):,}"),
        lon=points.lon[rose],
        lat=points.lat[rose],
        value=_to_one((points.calls - points.before)[rose].astype(float)),
    )


def _to_one(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scaled so that the largest is 1."""
    return value / value.max() if len(value) and value.max() > 0 else value
