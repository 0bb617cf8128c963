"""The lenses beside their peers in one run: scikit-learn's DBSCAN on raw calls, esda's Gi*, an exact kernel sum.

python benchmarks/lenses.py [--calls 40000] [--side 100]
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from commonbeat.analysis.clusters import weighted_dbscan
from commonbeat.analysis.geometry import to_degrees, to_meters
from commonbeat.analysis.gi_star import gi_star, grid_neighbors
from commonbeat.analysis.kernel_density import kernel_density
from commonbeat.analysis.near_repeat import near_repeat

ORIGIN = (-87.95, 43.05)
Result = TypeVar("Result")


def timed(what: Callable[[], Result], repeats: int = 3) -> tuple[float, Result]:
    """Best time of some runs, and the last result."""
    best, result = np.inf, None
    for _ in range(repeats):
        began = time.perf_counter()
        result = what()
        best = min(best, time.perf_counter() - began)
    return best, result  # type: ignore[return-value]


def made_calls(calls: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Addresses in meters and the calls at each: skewed as real calls are."""
    random = np.random.default_rng(seed)
    places = max(50, calls // 8)
    xy = random.uniform(0, 15_000, (places, 2))
    rate = random.lognormal(0, 1.6, places)
    count = random.multinomial(calls, rate / rate.sum())
    return xy[count > 0], count[count > 0]


def clusters(calls: int) -> None:
    from sklearn.cluster import DBSCAN

    xy, count = made_calls(calls)
    raw = np.repeat(xy, count, axis=0)
    ours, found = timed(lambda: weighted_dbscan(xy, count, 150.0, 50.0))
    theirs, fitted = timed(lambda: DBSCAN(eps=150.0, min_samples=50).fit(raw), 1)
    core = np.zeros(len(raw), dtype=bool)
    core[fitted.core_sample_indices_] = True
    same = bool((np.repeat(found.core, count) == core).all())
    print(
        f"DBSCAN, {calls:,} calls at {len(xy):,} places: ours {ours:.3f} s; scikit-learn on raw calls {theirs:.3f} s;"
    )
    print(f"    ratio {ours / theirs:.4f}; identical core set: {same}")


def hot(side: int) -> None:
    import esda
    from libpysal.weights import lat2W

    random = np.random.default_rng(1)
    value = random.poisson(random.lognormal(1, 1, side * side)).astype(float)
    ours, z = timed(lambda: gi_star(value, grid_neighbors((side, side), 1.5)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs, peer = timed(
            lambda: esda.G_Local(value, lat2W(side, side, rook=False), star=True, transform="B", permutations=0).Zs, 1
        )
    print(f"Gi*, {side * side:,} cells: ours {ours:.4f} s; esda without permutations {theirs:.3f} s, weights included;")
    print(f"    ratio {ours / theirs:.4f}; largest difference {np.abs(z - peer).max():.1e}")


def density(calls: int) -> None:
    from sklearn.neighbors import KernelDensity

    xy, count = made_calls(calls)
    lon, lat = to_degrees(xy, ORIGIN).T
    ours, layer = timed(lambda: kernel_density(lon, lat, count))
    at = to_meters(layer.lon, layer.lat, origin=ORIGIN)
    theirs, exact = timed(
        lambda: np.exp(KernelDensity(bandwidth=500.0, rtol=1e-4).fit(xy, sample_weight=count).score_samples(at)), 1
    )
    print(f"Density, {len(xy):,} places, {len(at):,} cells: ours {ours:.4f} s; scikit-learn {theirs:.3f} s;")
    print(f"    ratio {ours / theirs:.5f}; correlation {np.corrcoef(layer.value, exact)[0, 1]:.6f}")


def repeats() -> None:
    random = np.random.default_rng(2)
    xy, days = random.uniform(0, 20_000, (5_000, 2)), random.uniform(0, 365, 5_000)
    ours, _ = timed(lambda: near_repeat(xy, days, permutations=999), 1)
    print(f"Near repeats, 5,000 calls, 999 shuffles: {ours:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=40_000)
    parser.add_argument("--side", type=int, default=100)
    options = parser.parse_args()
    clusters(options.calls)
    hot(options.side)
    density(options.calls)
    repeats()


if __name__ == "__main__":
    main()
