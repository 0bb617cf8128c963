"""How long loading takes, beside DuckDB's bare read_csv-to-Parquet of the same file in the same run.

    python benchmarks/intake.py              1,000,000 rows
    python benchmarks/intake.py 10000000     the promise: at most 4 times the bare copy, in 2 to 3 GB

The bare copy does none of the work: no places, no categories, no duplicates, no quarantine. A load of 1,000 rows goes
first, so that what Python imports once is not counted.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from commonbeat.intake.lake import open_lake
from commonbeat.intake.load import load

_STREETS = ["ELM", "OAK", "MAIN", "MARKET", "WATER", "HIGH", "PARK", "LAKE", "HILL", "MILL", "STATE", "CLAY", "PINE"]
_SUFFIXES = [" ST", " AVE", " Street", " BLVD", " RD", " DR", " LN", " WAY", " CT", " PL"]
_TYPES = [
    "DISTURBANCE",
    "THEFT",
    "BATTERY",
    "TRAFFIC STOP",
    "WELFARE CHECK",
    "NOISE",
    "BURGLARY",
    "ALARM",
    "FIGHT",
    "DUI",
]


def write_export(path: Path, rows: int) -> None:
    """An export of `rows` calls at about 140,000 addresses over five years, in order of time."""
    step = 5 * 31_536_000.0 / rows

    def moment(later: int) -> str:
        return (
            f"strftime(TIMESTAMP '2019-01-01' + to_seconds(CAST(i * {step} AS BIGINT) + {later}), '%Y-%m-%d %H:%M:%S')"
        )

    columns = {
        "Incident Number": "'P' || lpad(CAST(i AS VARCHAR), 9, '0')",
        "Received": moment(0),
        "Dispatched": moment(300),
        "Cleared": moment(2400),
        "Call Type": f"{_TYPES}[1 + (hash(i) % 10)::INT]",
        "Address": (
            "(100 + 2 * (house // 150) % 8000)::INT || (CASE house % 2 WHEN 0 THEN ' N ' ELSE ' S ' END) || "
            f"{_STREETS}[1 + (house % 13)::INT] || {_SUFFIXES}[1 + ((house // 15) % 10)::INT]"
        ),
        "Latitude": "round(37.9 + (house % 479) / 4000.0, 6)",
        "Longitude": "round(-121.3 + (house // 479) / 4000.0, 6)",
        "Disposition": "'CLEARED BY REPORT'",
        "Beat": "(house % 40)::INT",
        "Priority": "1 + (hash(i + 7) % 4)::INT",
    }
    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
    duckdb.execute(
        f"COPY (SELECT {listed} FROM (SELECT i, CAST(floor(232000 * pow((hash(i * 31) % 1000003) / 1000003.0, 3)) "
        f"AS BIGINT) AS house FROM range({rows}) t(i))) TO '{path}' (HEADER)"
    )


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def bare(source: Path, into: Path) -> float:
    began = time.perf_counter()
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '2GB'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"COPY (SELECT * FROM read_csv('{source}')) TO '{into}' (FORMAT parquet)")
    connection.close()
    return time.perf_counter() - began


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    folder = Path(tempfile.mkdtemp(prefix="commonbeat-benchmark-"))
    try:
        source, small = folder / "export.csv", folder / "small.csv"
        write_export(small, 1_000)
        load([small], agency="Harbor City", lake=folder / "warm", zone="America/Los_Angeles")
        write_export(source, rows)
        print(f"{rows:,} rows, {source.stat().st_size / 1e6:,.0f} MB, {os.cpu_count()} cores")
        first = bare(source, folder / "bare.parquet")
        steps: list[tuple[str, float, float]] = []
        used = cpu()

        def listen(what: str, done: int, total: int | None) -> None:  # noqa: ARG001
            if not steps or steps[-1][0] != what:
                steps.append((what, time.perf_counter(), cpu()))

        began = time.perf_counter()
        result = load([source], agency="Harbor City", lake=folder / "lake", zone="America/Los_Angeles", progress=listen)
        took, used = time.perf_counter() - began, cpu() - used
        second_used = cpu()
        second = bare(source, folder / "bare.parquet")
        cpu_after = cpu()
        for (what, at, spent), (_, until, then) in zip(
            steps, [*steps[1:], ("", began + took, second_used)], strict=True
        ):
            print(f"  {what}: {until - at:.2f} s, processor {then - spent:.2f} s")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"{result.record.calls_added:,} calls, {open_lake(folder / 'lake').places().count().execute():,} places")
        print(f"bare copy {first:.2f} s before, {second:.2f} s after; load {took:.2f} s, peak memory {peak:.2f} GB")
        print(f"ratio {took / ((first + second) / 2):.2f}; by processor time {used / (cpu_after - second_used):.2f}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
