"""One server a data folder: it alone moves SQLite's log into the database, and says which work was cut short."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commonbeat.errors import BusyError


@contextmanager
def sole_server(data: Path) -> Iterator[None]:
    """Hold the data folder while the server runs; the lock goes away by itself when its holder dies.

    Raises:
        BusyError: another server holds it.
    """
    handle = os.open(data / ".serving", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                "Another server runs on this data folder.",
                where=str(data),
                todo="Stop it first, or give this one a folder of its own (the setting `data`).",
            ) from None
        yield
    finally:
        os.close(handle)
