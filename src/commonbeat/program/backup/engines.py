"""How a database is copied while it is written to, and put back: SQLite by its own page copy, PostgreSQL by pg_dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from commonbeat.errors import StorageError, UsageError

#: Name of the copy in the archive, an engine.
SQLITE: Final = "commonbeat.sqlite3"
POSTGRESQL: Final = "commonbeat.pgdump"

Database = dict[str, Any]


def copy_out(database: Database, folder: Path) -> Path:
    """A consistent copy, as of one moment, in the folder. Writers go on meanwhile.

    Raises:
        StorageError: the copy could not be made.
    """
    if _is_sqlite(database):
        target = folder / SQLITE
        source = sqlite3.connect(f"file:{quote(str(database['NAME']))}?mode=ro", uri=True)
        try:
            with closing(source), closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
        except sqlite3.Error as error:
            raise StorageError(f"The database could not be copied: {error}.", where=str(database["NAME"])) from error
        return target
    target = folder / POSTGRESQL
    _run(database, "pg_dump", "--format=custom", "--no-owner", "--enable-row-security", f"--file={target}")
    return target


def copy_in(database: Database, copy: Path) -> None:
    """Make the database from a copy.

    Raises:
        UsageError: there is a database already, or the copy is of another engine.
        StorageError: the copy could not be put back.
    """
    if _is_sqlite(database) != (copy.name == SQLITE):
        raise UsageError("The backup is of another database engine.", todo="Look at the setting `database`.")
    if _is_sqlite(database):
        target = Path(database["NAME"])
        if target.exists():
            raise UsageError(
                "There is a database already.",
                where=str(target),
                todo="Move it away, or restore into another data folder.",
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy, target.with_suffix(".part"))
        target.with_suffix(".part").replace(target)
        return
    _run(database, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname", "", str(copy))


def _is_sqlite(database: Database) -> bool:
    return str(database["ENGINE"]).endswith("sqlite3")


def _run(database: Database, program: str, *words: str) -> None:
    """Run a program of PostgreSQL; the password goes by the environment, never by the command line."""
    found = shutil.which(program)
    if found is None:
        raise StorageError(f"{program} is not installed.", todo="Install the PostgreSQL client programs.")
    host = database["OPTIONS"].get("host") or database["HOST"]
    said = {"PGHOST": host, "PGPORT": database["PORT"], "PGUSER": database["USER"], "PGPASSWORD": database["PASSWORD"]}
    environment = os.environ | {name: str(value) for name, value in said.items() if value}
    name = str(database["NAME"])
    command = [found, *(name if word == "" else word for word in words)]
    if program == "pg_dump":
        command.append(name)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise StorageError(f"{program} failed: {done.stderr.strip()[-400:]}")
