"""Drawing areas: the OR-Library's instances to their known optimum, and made cities of a program's size.

python benchmarks/areas.py [--data FOLDER_OF_PMEDCAP_FILES] [--seconds 10] [--quick]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.analysis.p_median.or_library import made_program, read_or_library

from commonbeat.analysis.p_median import PMedian, capacitated_p_median


def line(name: str, found: PMedian, seconds: float, known: float | None = None) -> None:
    beside = "" if known is None else f"  known {known:.0f}"
    proof = "proven" if found.proven else f"gap {100 * found.gap:.2f} %"
    print(f"{name:<28} cost {found.cost:10.3f}{beside}  {proof:<12} {seconds:6.2f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    shared = Path(__file__).resolve().parents[2] / "shared" / "data" / "stationing"
    parser.add_argument("--data", type=Path, default=shared)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--quick", action="store_true", help="one made city of each size, no long reference run")
    options = parser.parse_args()

    times, optimal = [], 0
    files = sorted(options.data.glob("pmedcap*.txt"), key=lambda path: int(path.stem.removeprefix("pmedcap")))
    for path in files:
        instance = read_or_library(path)
        began = time.perf_counter()
        found = capacitated_p_median(
            instance.distance, instance.demand, instance.capacity, instance.p, seconds=options.seconds
        )
        times.append(time.perf_counter() - began)
        optimal += found.cost == instance.optimum
        line(path.stem, found, times[-1], instance.optimum)
    if files:
        print(f"OR-Library: {optimal} of {len(files)} at the known optimum, median {statistics.median(times):.2f} s")

    for n, p in ((120, 4), (120, 8), (300, 8), (600, 8)):
        for seed in range(1 if options.quick else 3):
            distance, load, mean = made_program(n, p, seed)
            limits = {"capacity": 1.15 * mean, "p": p, "lower": 0.85 * mean, "weights": load}
            began = time.perf_counter()
            found = capacitated_p_median(distance, load, seconds=options.seconds, **limits)
            line(f"{n} places, {p} areas, city {seed}", found, time.perf_counter() - began)
            if n >= 300 and not options.quick:
                best = capacitated_p_median(distance, load, seconds=60.0, seed=99, certify=False, **limits)
                print(f"    a search of 60 s from another seed: {best.cost:.3f}; ratio {found.cost / best.cost:.5f}")


if __name__ == "__main__":
    main()
