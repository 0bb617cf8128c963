"""Full selection beside a bare scan and group-by of the same columns, and beside pandas.

    python benchmarks/selection.py --rows 10000000

Makes calls straight into Parquet (places follow a power law), then times, each in a process of its own so that its
memory is its own and after its imports: DuckDB's bare scan and group-by, the full selection (rates, ranks, sentences),
and pandas' group-by.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

BARE = """SELECT place_id, month, count(*), sum(harm), sum(officer_minutes) FROM read_parquet('{path}')
WHERE origin = 'community' GROUP BY place_id, month"""


def make(path: Path, rows: int, threads: int) -> int:
    """Write the calls of one year; about 43 calls a place, as a city of 5 million calls has."""
    places = max(rows // 43, 1_000)
    connection = duckdb.connect(config={"threads": threads})
    connection.execute(f"""COPY (
        SELECT substr(md5(CAST(place AS VARCHAR)), 1, 12) AS place_id, day,
            CAST(year(day) * 12 + month(day) - 1 AS INTEGER) AS month,
            CASE WHEN hash(n + 1) % 10 < 7 THEN 'community' WHEN hash(n + 2) % 10 < 8 THEN 'officer'
                ELSE 'alarm' END AS origin,
            list_extract(['violence', 'property', 'disorder', 'drugs', 'traffic'], 1 + CAST(hash(n) % 5 AS BIGINT))
                AS category,
            'TYPE ' || hash(n + 3) % 60 AS call_type, CAST(hash(n) % 5 AS DOUBLE) AS harm,
            CAST(hash(n + 7) % 90 AS DOUBLE) AS officer_minutes, place || ' Main St' AS address,
            -121.3 + (place % 1000) / 1e4 AS lon, 37.9 + (place % 997) / 1e4 AS lat
        FROM (SELECT n, CAST(least(floor(power((hash(n + 99) % 100000007) / 100000007.0, 3) * {places}),
                {places} - 1) AS BIGINT) AS place, DATE '2023-01-01' + CAST(hash(n + 5) % 365 AS INTEGER) AS day
            FROM (SELECT range AS n FROM range({rows})))
    ) TO '{path}' (FORMAT parquet)""")
    connection.execute(f"""COPY (
        SELECT place_id, any_value(address) AS label, avg(lon) AS lon, avg(lat) AS lat, '[]' AS flags
        FROM read_parquet('{path}') GROUP BY place_id
    ) TO '{path.with_name("places.parquet")}' (FORMAT parquet)""")
    return places


def bare(path: Path, threads: int) -> int:
    return len(duckdb.connect(config={"threads": threads}).sql(BARE.format(path=path)).to_arrow_table())


def full(path: Path, threads: int) -> int:
    import ibis

    from commonbeat.analysis.selection import select

    connection = ibis.duckdb.connect(threads=threads)
    places = connection.read_parquet(path.with_name("places.parquet"))
    return len(select(connection.read_parquet(path), places=places, top=50).places)


def pandas(path: Path, threads: int) -> int:
    import pandas as pd

    del threads  # pandas has one
    columns = ["place_id", "month", "origin", "harm", "officer_minutes"]
    calls = pd.read_parquet(path, columns=columns)
    calls = calls[calls.origin == "community"]
    groups = calls.groupby(["place_id", "month"]).agg({"origin": "size", "harm": "sum", "officer_minutes": "sum"})
    return len(groups)


PARTS = {"bare": bare, "full": full, "pandas": pandas}


def alone(part: str, path: Path, threads: int) -> dict[str, float]:
    """Run one part in a new process, after an import that is not timed; seconds and peak memory in MiB."""
    command = [sys.executable, __file__, "--part", part, "--path", str(path), "--threads", str(threads)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--no-pandas", action="store_true")
    parser.add_argument("--part", choices=list(PARTS), help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        if given.part == "full":
            import ibis

            import commonbeat.analysis.selection  # noqa: F401

            # Ibis imports the rest of itself with the first question.
            ibis.duckdb.connect().read_parquet(given.path).limit(1).to_pyarrow()
        if given.part == "pandas":
            import pandas  # noqa: F401
        start = time.perf_counter()
        PARTS[given.part](given.path, given.threads)
        seconds = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "memory": memory}))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.parquet"
        places = make(path, given.rows, given.threads)
        print(f"{given.rows:,} calls at {places:,} places, {given.threads} threads, best of {given.repeat}")
        parts = ["bare", "full"] + ([] if given.no_pandas else ["pandas"])
        runs: dict[str, list[dict[str, float]]] = {part: [] for part in parts}
        for _ in range(given.repeat):  # in turn, so that a busy moment of the machine meets all of them
            for part in parts:
                runs[part].append(alone(part, path, given.threads))
    best = {part: min(run["seconds"] for run in found) for part, found in runs.items()}
    names = {"bare": "DuckDB scan + group-by", "full": "full selection", "pandas": "pandas scan + group-by"}
    for part in parts:
        memory = max(run["memory"] for run in runs[part])
        ratio = best[part] / best["bare"]
        print(f"{names[part]:<24} {best[part]:7.2f} s   {ratio:5.2f} x bare   {memory:7.0f} MiB")


if __name__ == "__main__":
    main()
