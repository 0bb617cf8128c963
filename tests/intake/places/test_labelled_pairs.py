"""Pairs of addresses from three real exports, told same or different by a person who read them.

Pairs were drawn by likeness of the raw text alone (token-sort ratio of 84 or more), half of them near copies, and
labelled before they were resolved. Nine that a person could not tell were left out.
"""

from __future__ import annotations

import csv
import itertools
import zipfile
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from commonbeat.intake.places import join_parts, resolve, suggest_merges

SAN_DIEGO = (
    "number_primary",
    "dir_primary",
    "road_primary",
    "sfx_primary",
    "dir_intersecting",
    "road_intersecting",
    "sfx_intersecting",
)


def labelled() -> list[dict[str, str]]:
    with (Path(__file__).parent / "labelled_pairs.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def addresses_of(name: str, folder: Path) -> Counter[str]:
    """All addresses of one file with their calls, as the loader hands them over."""
    if name == "milwaukee":
        with (folder / "milwaukee-2018-05.csv").open(encoding="utf-8", newline="") as file:
            return Counter(row["location"].strip() for row in csv.DictReader(file))
    if name == "san-diego":
        with (folder / "san-diego-2023-01.csv").open(encoding="utf-8", newline="") as file:
            rows = [[row[f"address_{part}"] for part in SAN_DIEGO] for row in csv.DictReader(file)]
        return Counter(joined for row in rows if (joined := join_parts(row[:4], row[4:])))
    with zipfile.ZipFile(folder / "montgomery-pa-2015-16.zip") as archive:
        text = archive.read("911.csv").decode("utf-8").splitlines()
    return Counter(f"{row['addr'].strip()}, {row['twp']}" for row in csv.DictReader(text) if row["addr"])


@pytest.mark.parametrize("name", ["milwaukee", "san-diego", "montgomery"])
def test_what_a_person_calls_different_is_never_put_together(name: str, shared_data: Path) -> None:
    seen = addresses_of(name, shared_data / "calls")
    places = resolve(pa.table({"address": list(seen), "calls": list(seen.values())}), agency=name)
    key = dict(zip(places["address"].to_pylist(), places["key"].to_pylist(), strict=True))
    table = [row for row in labelled() if row["file"] == name]
    same = [row for row in table if row["label"] == "same"]
    together = [row for row in table if key[row["one"]] == key[row["other"]]]
    assert len(table) >= 90
    assert not [row for row in together if row["label"] == "different"]

    calls: Counter[str] = Counter()
    for found, count in zip(places["key"].to_pylist(), seen.values(), strict=True):
        calls[found] += count
    about = {row["key"]: row for row in places.to_pylist() if row["key"]}
    known = pa.table(
        {
            "key": list(about),
            "label": [row["label"] for row in about.values()],
            "kind": [row["kind"] for row in about.values()],
            "calls": [calls[found] for found in about],
            "lon": pa.nulls(len(about), pa.float64()),
            "lat": pa.nulls(len(about), pa.float64()),
        }
    )
    suggested = {frozenset((item.keep, item.merge)) for item in suggest_merges(known, most=100_000)}
    apart = [row for row in same if key[row["one"]] != key[row["other"]]]
    missed = [row for row in apart if frozenset((key[row["one"]], key[row["other"]])) not in suggested]
    made = 1 - len(apart) / len(same)
    reached = 1 - len(missed) / len(same)
    # San Diego leaves out the type of every cross street: its corners are suggested, not made.
    wanted = {"milwaukee": (1.0, 1.0), "san-diego": (0.1, 0.95), "montgomery": (0.75, 0.95)}[name]
    assert made >= wanted[0]
    assert reached >= wanted[1]
    different = [frozenset((key[row["one"]], key[row["other"]])) for row in table if row["label"] == "different"]
    assert len(set(different) & suggested) <= 0.02 * len(different)


def test_labels_are_complete() -> None:
    counts = Counter((row["label"], row["file"]) for row in labelled())
    assert all(
        counts[pair] >= 10
        for pair in itertools.product(("same", "different"), ("milwaukee", "san-diego", "montgomery"))
    )
