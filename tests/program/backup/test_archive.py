"""D9: a backup taken while visits arrive is whole, and restores to a valid chain."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from commonbeat.errors import InputError, UsageError
from commonbeat.program.audit.record import Entry, record_all
from commonbeat.program.backup import back_up, restore
from commonbeat.program.writer import writer
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def database() -> dict[str, object]:
    if connection.vendor != "sqlite":
        pytest.skip("the archive is tried on SQLite here; pg_dump in test_postgresql_backup")
    return {**connection.settings_dict, "NAME": str(connection.settings_dict["NAME"])}


@pytest.fixture
def installed() -> Cast:
    return make_cast()


def events(database: Path) -> list[int]:
    opened = sqlite3.connect(database)
    try:
        return [seq for (seq,) in opened.execute("SELECT seq FROM audit_auditevent ORDER BY seq")]
    finally:
        opened.close()


def take_and_put_back(
    database: dict[str, object], cast: Cast, folder: Path, until: int, pause: float
) -> tuple[float, list[int], int]:
    """Back up while batches of 20 events arrive; seconds it took, the events in the copy, and those sent by its end."""
    stop, sent = threading.Event(), [0]

    def arrive() -> None:
        while not stop.is_set():
            writer.run(lambda: record_all([Entry("visit.create")] * 20, actor=cast.rivera))
            sent[0] += 20
            time.sleep(pause)

    sender = threading.Thread(target=arrive)
    sender.start()
    try:
        while sent[0] < until:
            time.sleep(0.01)
        began = time.perf_counter()
        back_up(folder / "backup.tar", database=database, photos=folder / "media", key="k")
        took = time.perf_counter() - began
    finally:
        stop.set()
        sender.join()
        writer.stop()
    put_back = {**database, "NAME": str(folder / "restored" / "commonbeat.sqlite3")}
    restore(folder / "backup.tar", database=put_back, photos=folder / "restored" / "media", key="k")
    return took, events(folder / "restored" / "commonbeat.sqlite3"), sent[0]


def test_a_backup_taken_while_visits_arrive_is_whole(
    database: dict[str, object], installed: Cast, tmp_path: Path
) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.jpg").write_bytes(b"picture")
    _, kept, sent = take_and_put_back(database, installed, tmp_path, until=200, pause=0.002)
    assert kept == list(range(1, len(kept) + 1))
    assert 200 <= len(kept) <= sent
    assert (tmp_path / "restored" / "media" / "a.jpg").read_bytes() == b"picture"


@pytest.mark.prove
def test_a_backup_under_two_thousand_visits_a_second_takes_two_seconds_at_most(
    database: dict[str, object], installed: Cast, tmp_path: Path, record_property: Callable[..., None]
) -> None:
    took, kept, sent = take_and_put_back(database, installed, tmp_path, until=100_000, pause=0)
    record_property("backup of 100,000 events under load, s", round(took, 2))
    assert kept == list(range(1, len(kept) + 1))
    assert 100_000 <= len(kept) <= sent
    assert took <= 2


def test_a_backup_with_other_keys_is_refused_before_anything_is_written(
    database: dict[str, object], installed: Cast, tmp_path: Path
) -> None:
    back_up(tmp_path / "backup.tar", database=database, photos=tmp_path / "media", key="ours")
    there = tmp_path / "there" / "commonbeat.sqlite3"
    with pytest.raises(InputError, match="keys"):
        restore(
            tmp_path / "backup.tar", database={**database, "NAME": str(there)}, photos=tmp_path / "m", key="another"
        )
    assert not there.exists()


def test_neither_a_backup_nor_a_database_is_overwritten(
    database: dict[str, object], installed: Cast, tmp_path: Path
) -> None:
    back_up(tmp_path / "backup.tar", database=database, photos=tmp_path / "media", key="k")
    with pytest.raises(UsageError, match="never overwritten"):
        back_up(tmp_path / "backup.tar", database=database, photos=tmp_path / "media", key="k")
    with pytest.raises(UsageError, match="a database already"):
        restore(tmp_path / "backup.tar", database=database, photos=tmp_path / "media", key="k")


def test_a_file_that_is_no_backup_is_said(database: dict[str, object], tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(b"nonsense")
    with pytest.raises(InputError, match="no backup"):
        restore(tmp_path / "x.tar", database=database, photos=tmp_path / "media", key="k")
