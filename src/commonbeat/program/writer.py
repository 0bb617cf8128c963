"""All writes go through one thread that commits many requests in one transaction.

A commit costs one wait for the disk. One writer that gathers whatever arrived during the last commit pays it once for
all of them, and never waits for another writer's lock; each request is answered after the commit that holds it
(promises L1 to L3, D1). On SQLite the server's writer alone checkpoints: two connections that do so at once corrupt the
database in versions 3.7.0 to 3.51.2.
"""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, TypeVar, cast

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from commonbeat.errors import BusyError, StorageError
from commonbeat.program.agencies.scope import apply_scope

#: Jobs in one transaction at most, so that the first of them does not wait for the last of a long row.
_BATCH: Final = 256
#: Jobs that may wait; one more is refused at once, so that a flood costs memory and time for nobody.
_WAITING: Final = 1_024
#: Pages of SQLite's write-ahead log after which it is moved into the database, as SQLite itself would.
_PAGES: Final = 1_000

T = TypeVar("T")
_Job = tuple[contextvars.Context, Callable[[], Any], "Future[Any]"]


class Writer:
    """The one writer of a process. It starts with the first job.

    Attributes:
        checkpoints: whether its connection moves SQLite's write-ahead log into the database; the server's alone does.
    """

    def __init__(self, waiting: int = _WAITING) -> None:
        self.checkpoints = False
        self._known: object = None
        self._jobs: queue.Queue[_Job | None] = queue.Queue(maxsize=waiting)
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def run(self, job: Callable[[], T]) -> T:
        """Run `job` in a transaction and return what it returned, once that is on disk.

        Inside a transaction (another job, a test) the job joins it, with a savepoint of its own.

        Raises:
            BusyError: too many jobs wait already; nothing was written.
            StorageError: the database could not be written; nothing of the job was kept.
            Exception: whatever the job raised; nothing of the job was kept.
        """
        if connection.in_atomic_block:
            with transaction.atomic():
                apply_scope(connection)
                return job()
        self._start()
        result: Future[Any] = Future()
        try:
            self._jobs.put_nowait((contextvars.copy_context(), job, result))
        except queue.Full:
            raise BusyError("The server has more to write than it can.", todo="Try again in a few seconds.") from None
        return cast("T", result.result())

    def waiting(self) -> int:
        """How many jobs wait."""
        return self._jobs.qsize()

    def stop(self) -> None:
        """Finish what waits, and let go of the connection."""
        with self._starting:
            if self._thread is not None:
                self._jobs.put(None)
                self._thread.join()
                self._thread = None

    def _start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._write, name="writer", daemon=True)
                self._thread.start()

    def _write(self) -> None:
        try:
            while (first := self._jobs.get()) is not None:
                batch = [first]
                last = self._gather(batch)
                _commit(batch, self._opened)
                if last:
                    return
        finally:
            connection.close()

    def _opened(self) -> None:
        """See to it that there is a connection, and that a new one checkpoints if it is to."""
        connection.close_if_unusable_or_obsolete()
        connection.ensure_connection()
        if self.checkpoints and connection.vendor == "sqlite" and connection.connection is not self._known:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA wal_autocheckpoint={_PAGES}")
            self._known = connection.connection

    def _gather(self, batch: list[_Job]) -> bool:
        """Take what waits; True when the writer is to stop after this batch."""
        while len(batch) < _BATCH:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return False
            if job is None:
                return True
            batch.append(job)
        return False


def _commit(batch: list[_Job], opened: Callable[[], None]) -> None:
    """Run the jobs in one transaction on the connection that is opened, and tell each how it went, after the commit."""
    outcomes: list[tuple[Future[Any], Any, BaseException | None]] = []
    try:
        opened()
        with transaction.atomic():
            for context, job, result in batch:
                try:
                    with transaction.atomic():
                        outcomes.append((result, context.run(_scoped, job), None))
                except DatabaseError as error:
                    if connection.needs_rollback:
                        raise
                    outcomes.append((result, None, storage_error(error)))
                except BaseException as error:
                    outcomes.append((result, None, error))
    except BaseException as error:
        lost = storage_error(error)
        for _, _, result in batch:
            result.set_exception(lost)
        return
    for result, value, raised in outcomes:
        if raised is None:
            result.set_result(value)
        else:
            result.set_exception(raised)


def _scoped(job: Callable[[], T]) -> T:
    apply_scope(connection)
    return job()


def storage_error(error: BaseException) -> BaseException:
    """The plain sentence for a database that cannot be written (full, gone, locked); any other error as it is."""
    if isinstance(error, OperationalError | InterfaceError):
        wrapped = StorageError("The database could not be written.", todo="Nothing was changed. Try again later.")
        wrapped.__cause__ = error
        return wrapped
    return error


#: The one writer of this process.
writer: Final = Writer()
