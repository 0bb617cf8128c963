"""One writer at a time: a lock of the operating system, which goes away by itself when its holder dies."""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import json
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from commonbeat.errors import BusyError
from commonbeat.progress import Progress, silent


def _holder(path: Path) -> str:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return f"process {data['pid']} of {data['who']} ({data['what']}), since {data['since']}"
    except (OSError, ValueError, KeyError):
        return "another process"


def person() -> str:
    """Who runs this process: the account's name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return str(os.getuid())


@contextlib.contextmanager
def writing(lake: Path, what: str, *, wait: bool = False, progress: Progress = silent) -> Iterator[None]:
    """Hold the lake for writing.

    Args:
        lake: the lake's folder, which must exist.
        what: what is being done, shown to whoever finds the lake busy.
        wait: wait until the other writer is done, instead of raising.
        progress: told while waiting.

    Raises:
        BusyError: someone else is writing; it says who and since when.
    """
    path = lake / ".lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        waited = 0
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not wait:
                    raise BusyError(
                        f"The lake is being written by {_holder(path)}.",
                        where=str(lake),
                        todo="Try again later, or add --wait.",
                    ) from None
                progress(f"waiting for {_holder(path)}", waited, None)
                waited += 1
                time.sleep(0.2)
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        told = json.dumps({"pid": os.getpid(), "who": person(), "what": what, "since": since})
        os.ftruncate(handle, 0)
        os.pwrite(handle, told.encode(), 0)
        yield
    finally:
        os.close(handle)  # closing releases the lock
