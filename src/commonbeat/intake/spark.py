"""The call lake on Apache Spark, for cities whose calls do not fit one machine: the same tables, another engine.

The only file that imports pyspark. What runs on the tables is the same Ibis expression that DuckDB runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from commonbeat.errors import UsageError


def spark_session(*, master: str = "local[2]", **settings: str) -> Any:
    """A Spark session for the lake.

    Times of a lake are wall times without a zone; the session's zone is UTC so that none is shifted.

    Args:
        master: the cluster; two local threads by default. Under spark-submit the cluster's own setting wins.
        settings: more Spark settings, with "__" for "." in their names.

    Raises:
        UsageError: the extra `spark` is not installed.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UsageError("Spark is not installed here.", todo="pip install 'commonbeat[spark]', and Java.") from error
    builder = SparkSession.builder.appName("commonbeat").master(master)
    usual = {"spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "8"}
    for name, value in {**usual, **{name.replace("__", "."): value for name, value in settings.items()}}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def spark_table(files: Sequence[str], *, session: Any = None, base: str | None = None, name: str = "calls") -> ir.Table:
    """Parquet files of a lake as an Ibis table on Spark.

    Args:
        files: paths of the files (`Lake.files("calls", agency)`).
        session: a Spark session; a local one when None.
        base: folder above the partition folders, so that `agency` and `year` become columns.
        name: of the table inside Spark.
    """
    session = session if session is not None else spark_session()
    reader = session.read
    if base is not None:
        reader = reader.option("basePath", base)
    reader.parquet(*files).createOrReplaceTempView(name)
    return ibis.pyspark.connect(session).table(name)
