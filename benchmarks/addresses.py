"""Address resolution: 5,000,000 rows with 232,000 distinct strings, beside usaddress.

Run: `python benchmarks/addresses.py [--rows N] [--distinct N] [--peer N]`. Both work on the same distinct strings;
usaddress, which only parses (it does not bring spellings together), on a sample of them.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import platform
import random
import resource
import time

import duckdb
import numpy as np
import pyarrow as pa

from commonbeat.intake.places import resolve

NAMES = """
OAK ELM MAPLE CEDAR WALNUT CHERRY CHESTNUT SPRUCE BIRCH ASH LINCOLN MADISON MONROE ADAMS GRANT LEE CLAY POLK TYLER
HAYES MILL RIVER SPRING VALLEY SUNSET MEADOW HARBOR FOREST ORCHARD PRAIRIE VISTA CANYON GARDEN CHURCH MARKET UNION
""".replace("\n", " ").strip()
TYPES = (
    ("ST", "STREET", "Str"),
    ("AVE", "AV", "Avenue"),
    ("BLVD", "BL", "Boulevard"),
    ("DR", "DRIVE", "Dr."),
    ("RD", "ROAD"),
)
UNITS = ("APT", "#", "UNIT", "STE")
SIDES = (("N", "NORTH"), ("S", "SO."), ("E", "East"), ("W", "WEST"), ("",))


def streets() -> list[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    draw = random.Random(1)
    words = NAMES.split(" ")
    names = [f"{a} {b}" if a != b else a for a in words for b in words[::4]] + [f"{n}TH" for n in range(4, 20)]
    return [(draw.choice(SIDES), name, draw.choice(TYPES)) for name in names]


def distinct_addresses(count: int) -> list[str]:
    """Spellings as a dispatch center has them: mostly houses, a tail on many, units on some, corners, blocks."""
    draw = random.Random(2)
    known = streets()
    found: set[str] = set()

    def street() -> str:
        sides, name, types = draw.choice(known)
        common = draw.random() < 0.8
        parts = (sides[0] if common else draw.choice(sides), name, types[0] if common else draw.choice(types))
        return " ".join(part for part in parts if part)

    while len(found) < count:
        kind, tail = draw.random(), ",MKE" if draw.random() < 0.5 else ""
        if kind < 0.70:
            text = f"{draw.randrange(100, 9900)} {street()}"
        elif kind < 0.85:
            text = f"{draw.randrange(100, 9900)} {street()} {draw.choice(UNITS)} {draw.randrange(1, 60)}"
        elif kind < 0.95:
            text = f"{street()} {draw.choice('/&')} {street()}"
        else:
            text = f"{draw.randrange(1, 99)}00 BLOCK OF {street()}"
        found.add(text + tail)
    return sorted(found)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=5_000_000)
    options.add_argument("--distinct", type=int, default=232_000)
    options.add_argument("--peer", type=int, default=5_000, help="strings given to usaddress")
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    texts = distinct_addresses(chosen.distinct)
    draw = np.random.default_rng(3)
    codes = np.concatenate([np.arange(len(texts)), draw.integers(0, len(texts), max(0, chosen.rows - len(texts)))])
    draw.shuffle(codes)
    rows = pa.table({"address": pa.array(texts).take(pa.array(codes))})
    resolve(pa.table({"address": texts[:200]}), agency="warm")

    best, parts = float("inf"), (0.0, 0.0, 0.0)
    for _ in range(chosen.runs):
        connection = duckdb.connect()
        connection.register("rows", rows)
        started = time.perf_counter()
        seen = connection.sql("SELECT address, count(*) AS calls FROM rows GROUP BY address").to_arrow_table()
        counted = time.perf_counter()
        places = resolve(seen, agency="Harbor City")
        resolved = time.perf_counter()
        connection.register("places", places)
        joined = connection.sql(
            "SELECT count(place_id), count(DISTINCT place_id) FROM rows JOIN places USING (address)"
        ).fetchall()[0]
        ended = time.perf_counter()
        if resolved - started < best:
            best, parts = resolved - started, (counted - started, resolved - counted, ended - resolved)
    distinct, resolving, joining = parts

    import usaddress

    sample = random.Random(4).sample(texts, min(chosen.peer, len(texts)))
    started = time.perf_counter()
    for text in sample:
        with contextlib.suppress(usaddress.RepeatedLabelError):
            usaddress.tag(text)
    peer = len(sample) / (time.perf_counter() - started)
    ours = len(texts) / resolving
    print(
        json.dumps(
            {
                "rows": rows.num_rows,
                "distinct": len(texts),
                "places": joined[1],
                "seconds_distinct": round(distinct, 3),
                "seconds_resolve": round(resolving, 3),
                "seconds_total": round(best, 3),
                "seconds_join_back": round(joining, 3),
                "strings_per_second": round(ours),
                "usaddress_strings_per_second": round(peer),
                "ratio": round(ours / peer, 1),
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "python": platform.python_version(),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
