"""A backup of PostgreSQL is made by the tables' owner, past row-level security, and restores whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from commonbeat.program.audit.record import Entry, record_all
from commonbeat.program.backup import back_up, restore
from commonbeat.program.writer import writer
from tests.cast import make_cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="of PostgreSQL; the tests run there too"),
]


def test_every_agencys_rows_come_back(tmp_path: Path) -> None:
    cast = make_cast()
    for actor in (cast.okafor, cast.harbor_sergeant):
        writer.run(lambda actor=actor: record_all([Entry("visit.create")] * 3, actor=actor))
    writer.stop()
    database = dict(connection.settings_dict)
    back_up(tmp_path / "backup.tar", database=database, photos=tmp_path / "media", key="k")
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE put_back")
    try:
        there = {**database, "NAME": "put_back"}
        restore(tmp_path / "backup.tar", database=there, photos=tmp_path / "restored", key="k")
        assert rows(there, "audit_auditevent") == 6
        assert rows(there, "places_place") == 3
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE put_back")


def rows(database: dict[str, object], table: str) -> int:
    import psycopg

    words = {"dbname": database["NAME"], "user": database["USER"], **database["OPTIONS"]}  # type: ignore[dict-item]
    with psycopg.connect(**words) as opened:
        found = opened.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert found is not None
    return int(found[0])
