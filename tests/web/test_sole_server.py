"""One server a data folder, and one connection that moves SQLite's log into the database."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection

from commonbeat.errors import BusyError
from commonbeat.program.writer import Writer
from commonbeat.web.sole_server import sole_server


def test_a_second_server_on_the_same_folder_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    with sole_server(tmp_path), pytest.raises(BusyError, match="Another server runs"), sole_server(tmp_path):
        pass
    with sole_server(tmp_path):
        pass


def test_a_server_that_was_killed_leaves_the_folder_free(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        with sole_server(tmp_path):
            os._exit(9)
    os.waitpid(child, 0)
    with sole_server(tmp_path):
        pass


def pages_of_the_log() -> int:
    """After how many pages this connection checkpoints; 0 for never."""
    with connection.cursor() as cursor:
        return int(cursor.execute("PRAGMA wal_autocheckpoint").fetchone()[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no such log")
def test_the_servers_writer_alone_checkpoints() -> None:
    assert pages_of_the_log() == 0
    for checkpoints, pages in ((False, 0), (True, 1_000)):
        writer = Writer()
        writer.checkpoints = checkpoints
        try:
            assert writer.run(pages_of_the_log) == pages
        finally:
            writer.stop()
