"""How closely an export says where: houses, hundred-blocks, or only corners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from commonbeat.intake.places.canonical import canonical

_ENOUGH: Final = 20


@dataclass(frozen=True)
class Snapping:
    """What the places of an export can show.

    Attributes:
        level: "addresses", "blocks" or "corners": the finest that most calls are told by.
        share: share of calls (0 to 1) that are told by a corner, or by coordinates that other addresses share.
        sentence: the same in words.
    """

    level: str
    share: float
    sentence: str


def snapping(
    addresses: Sequence[str | None], lon: ArrayLike, lat: ArrayLike, *, calls: ArrayLike | None = None
) -> Snapping:
    """See whether an agency publishes corners, or coordinates moved to corners, instead of addresses.

    Args:
        addresses: distinct addresses, n of them.
        lon: degrees, shape (n,); NaN where unknown.
        lat: degrees, shape (n,).
        calls: calls of each address, shape (n,); one each when None.

    A call counts as moved when its address is an intersection, or when at least two other house numbers or blocks have
    exactly its coordinates. The sentence warns from four calls in five on.
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    weight = np.ones(len(addresses)) if calls is None else np.asarray(calls, dtype=float)
    found = canonical(addresses)
    usable = np.array([place.refused is None for place in found], dtype=bool)
    total = float(weight[usable].sum())
    if not total:
        return Snapping("addresses", 0.0, "No address could be read, so nothing can be said about how close they are.")
    kinds = np.array([place.kind for place in found])
    corner = usable & (kinds == "intersection")
    block = usable & (kinds == "block")
    located = usable & ~corner & np.isfinite(x) & np.isfinite(y)
    shared = np.zeros(len(addresses), dtype=bool)
    keys_at: dict[tuple[float, float], set[str]] = {}
    for index in np.flatnonzero(located).tolist():
        keys_at.setdefault((x[index], y[index]), set()).add(found[index].key)
    for index in np.flatnonzero(located).tolist():
        shared[index] = len(keys_at[x[index], y[index]]) >= 3
    corners = float(weight[corner].sum()) / total
    share = float(weight[corner | shared].sum()) / total
    enough = int(usable.sum()) >= _ENOUGH or corners == 1.0
    if corners >= 0.8 and enough:
        return Snapping(
            "corners",
            share,
            f"{_percent(corners)} of the calls are told only by an intersection: this export can show corners, "
            "not addresses. A corner stands for everything around it.",
        )
    if share >= 0.8 and enough:
        return Snapping(
            "corners",
            share,
            f"{_percent(share)} of the calls have coordinates that several addresses share exactly: they are moved to "
            "the nearest corner or block. On the map this export shows corners, not addresses.",
        )
    blocks = float(weight[block].sum()) / total
    if blocks >= 0.8 and enough:
        return Snapping(
            "blocks",
            share,
            f"{_percent(blocks)} of the calls are told by a hundred-block: this export can show blocks, not addresses.",
        )
    return Snapping("addresses", share, f"{_percent(1 - share)} of the calls are told by an address of their own.")


def _percent(share: float) -> str:
    return "All" if share >= 0.9995 else f"{100 * share:.0f} %"
