"""How fast the made city makes calls: `python benchmarks/made_city.py [--calls 1000000]`."""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from commonbeat.synthetic import City


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--places", type=int, default=20_000)
    asked = parser.parse_args()
    begin = time.perf_counter()
    city = City.make(1, places=asked.places, months=36, calls_per_month=asked.calls / 36)
    print(f"city of {asked.places:,} places: {time.perf_counter() - begin:.2f} s")
    begin = time.perf_counter()
    count = sum(len(calls.place) for calls in city.month_calls())
    print(f"{count:,} calls as arrays: {time.perf_counter() - begin:.2f} s")
    begin = time.perf_counter()
    count = sum(table.num_rows for table in city.calls())
    print(f"{count:,} calls as Arrow tables: {time.perf_counter() - begin:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        city.write_clean(Path(folder) / "calls.parquet")
        print(f"clean Parquet: {time.perf_counter() - begin:.2f} s")
        begin = time.perf_counter()
        truth = city.write_export(Path(folder) / "export")
        print(f"messy export of {truth.export.rows:,} rows: {time.perf_counter() - begin:.2f} s")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    main()
