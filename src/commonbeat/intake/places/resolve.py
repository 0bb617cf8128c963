"""From the distinct addresses of an export to places: the door that the lake's loader uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from commonbeat.intake.places.canonical import canonical
from commonbeat.intake.places.habits import Habits
from commonbeat.intake.places.ids import place_ids
from commonbeat.intake.places.text import plain

if TYPE_CHECKING:
    from commonbeat.intake.places.complexes import Complexes

#: Columns of `resolve`'s answer, in order. All text, NULL where a row has no place.
RESOLVED_COLUMNS: Final = ("address", "city", "place_id", "key", "label", "kind", "unit", "refused")


def resolve(
    addresses: pa.Table,
    *,
    agency: str,
    complexes: Complexes | None = None,
    habits: Habits | None = None,
) -> pa.Table:
    """The place of each distinct address of one agency.

    Args:
        addresses: one row a distinct address (and city, where the export has that column): `address` (text, may be
            NULL), `calls` (integer), `lon` and `lat` (degrees, the medians of its calls; may be NULL), and optionally
            `city` (text). A row without any address but with coordinates becomes a place of kind "point"; give one
            row for each such pair of coordinates.
        agency: the agency's name; a part of every place id.
        complexes: places declared by the agency; addresses inside one become that place.
        habits: the agency's ways of writing; found from the addresses when None.

    Returns:
        Table of the same rows in the same order with the columns RESOLVED_COLUMNS: the address and city as given (city
        NULL when not given), place_id, key, label, kind and unit, or (with these NULL) `refused`, the reason in words.
        All rows of one place carry the same label: the spelling most calls use, tidied.
    """
    texts: list[str | None] = addresses.column("address").cast(pa.string()).to_pylist()
    calls = _numbers(addresses, "calls", 1.0)
    lon, lat = _numbers(addresses, "lon", np.nan), _numbers(addresses, "lat", np.nan)
    found = canonical(texts, habits=habits)
    keys, labels = [place.key for place in found], [place.label for place in found]
    kinds, units = [place.kind for place in found], [place.unit for place in found]
    refused = [place.refused for place in found]
    _points(lon, lat, keys, labels, kinds, refused)
    if "city" in addresses.column_names:
        _add_city(addresses.column("city"), calls, keys, labels)
    if complexes is not None:
        for index, name in enumerate(complexes.assign(keys, lon, lat)):
            if name is not None and (keys[index] or refused[index] == "no address"):
                keys[index], labels[index], kinds[index], refused[index] = (
                    f"COMPLEX {plain(name)}",
                    name,
                    "complex",
                    None,
                )
    return _table(addresses, agency, calls, keys, labels, kinds, units, refused)


def _numbers(table: pa.Table, name: str, missing: float) -> NDArray[np.float64]:
    if name not in table.column_names:
        return np.full(table.num_rows, missing)
    column = pc.fill_null(table.column(name).cast(pa.float64()), missing)
    return np.asarray(column.to_numpy(), dtype=float).copy()


def _points(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    keys: list[str],
    labels: list[str],
    kinds: list[str],
    refused: list[str | None],
) -> None:
    """Rows without any address that have coordinates (not 0/0): a point, to five decimals (about a meter)."""
    usable = np.isfinite(lon) & np.isfinite(lat) & ((np.abs(lon) > 1e-6) | (np.abs(lat) > 1e-6))
    for index in np.flatnonzero(usable).tolist():
        if refused[index] == "no address":
            spot = f"{lat[index]:.5f}, {lon[index]:.5f}"
            keys[index], labels[index], kinds[index], refused[index] = f"POINT {spot}", spot, "point", None


def _add_city(column: pa.ChunkedArray, calls: NDArray[np.float64], keys: list[str], labels: list[str]) -> None:
    """Keep places of different cities apart, but for the home city, which nine calls in ten name."""
    names = [plain(city) if city else "" for city in column.cast(pa.string()).to_pylist()]
    weight: dict[str, float] = {}
    for name, number in zip(names, calls.tolist(), strict=True):
        weight[name] = weight.get(name, 0.0) + number
    named = sum(number for name, number in weight.items() if name)
    home = next((name for name, number in weight.items() if name and number >= 0.9 * named), "")
    for index, name in enumerate(names):
        if name and name != home and keys[index] and not keys[index].endswith(f", {name}"):
            keys[index], labels[index] = f"{keys[index]}, {name}", f"{labels[index]}, {name.title()}"


def _table(
    addresses: pa.Table,
    agency: str,
    calls: NDArray[np.float64],
    keys: list[str],
    labels: list[str],
    kinds: list[str],
    units: list[str],
    refused: list[str | None],
) -> pa.Table:
    column = pa.array(keys, pa.string()).dictionary_encode()
    distinct: list[str] = column.dictionary.to_pylist()
    codes = np.asarray(column.indices.to_numpy(zero_copy_only=False))
    ids = pa.array(place_ids(agency, distinct), pa.string())
    # The row with the most calls names its place; the first of equals.
    order = np.lexsort((-np.arange(len(codes)), calls, codes))
    last = np.flatnonzero(np.append(np.diff(codes[order]) != 0, True)) if len(codes) else np.array([], dtype=int)
    best = np.empty(len(distinct), dtype=np.int64)
    best[codes[order[last]]] = order[last]
    named = pa.array(labels, pa.string()).take(pa.array(best))
    none = pa.scalar(None, pa.string())
    good = pc.not_equal(pa.array(keys, pa.string()), "")
    city = (
        addresses.column("city").cast(pa.string())
        if "city" in addresses.column_names
        else pa.nulls(len(keys), pa.string())
    )
    return pa.table(
        {
            "address": addresses.column("address").cast(pa.string()),
            "city": city,
            "place_id": pc.if_else(good, ids.take(column.indices), none),
            "key": pc.if_else(good, column.dictionary.take(column.indices), none),
            "label": pc.if_else(good, named.take(column.indices), none),
            "kind": pc.if_else(good, pa.array(kinds, pa.string()), none),
            "unit": pa.array([unit or None for unit in units], pa.string()),
            "refused": pa.array(refused, pa.string()),
        }
    )
