"""Calls for the tests of selection: a small table with the columns of the lake, in DuckDB."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

COLUMNS = pa.schema(
    [
        ("place_id", pa.string()),
        ("day", pa.date32()),
        ("month", pa.int32()),
        ("hour", pa.int8()),
        ("weekday", pa.int8()),
        ("origin", pa.string()),
        ("category", pa.string()),
        ("call_type", pa.string()),
        ("harm", pa.float64()),
        ("officer_minutes", pa.float64()),
        ("address", pa.string()),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
    ]
)


def call(place: str | None, day: date, **more: Any) -> dict[str, Any]:
    """One community call; other values by name."""
    return {
        "place_id": place,
        "day": day,
        "month": day.year * 12 + day.month - 1,
        "hour": 12,
        "weekday": day.weekday(),
        "origin": "community",
        "category": "disorder",
        "call_type": "NOISE",
        "harm": 1.0,
        "officer_minutes": 20.0,
        "address": f"{place} ST",
        "lon": -121.3,
        "lat": 37.9,
        **more,
    }


def table_of(rows: Iterable[dict[str, Any]]) -> ir.Table:
    """The rows as a table on DuckDB."""
    connection = ibis.duckdb.connect()
    connection.con.register("given", pa.Table.from_pylist(list(rows), schema=COLUMNS))
    connection.raw_sql("CREATE TABLE calls AS SELECT * FROM given")
    return connection.table("calls")


def montgomery(shared_data: Path, place: str = "addr") -> ir.Table:
    """The 911 calls of Montgomery County, with a place id that is any SQL of the file's columns."""
    import zipfile
    from tempfile import TemporaryDirectory

    connection = ibis.duckdb.connect()
    with TemporaryDirectory() as folder, zipfile.ZipFile(shared_data / "calls" / "montgomery-pa-2015-16.zip") as packed:
        path = packed.extract(packed.namelist()[0], folder)
        connection.raw_sql(
            f"""CREATE TABLE calls AS SELECT {place} AS place_id, CAST("timeStamp" AS DATE) AS day,
            CAST(year("timeStamp"::TIMESTAMP) * 12 + month("timeStamp"::TIMESTAMP) - 1 AS INTEGER) AS month,
            'community' AS origin, 'medical' AS category, title AS call_type, 1.0::DOUBLE AS harm,
            NULL::DOUBLE AS officer_minutes, addr AS address, lng AS lon, lat
            FROM read_csv('{path}')"""
        )
    return connection.table("calls")
