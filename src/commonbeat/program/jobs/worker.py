"""The worker: one thread inside `commonbeat serve` that takes up what waits in the queue, one piece at a time.

The queue's own worker writes to the database by itself; this one claims and ends tasks through the one writer
(`commonbeat.program.writer`), as every write goes.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any, Final

from django.core.management import call_command
from django.db import close_old_connections
from django_tasks_db.models import DBTaskResult

from commonbeat.errors import CommonbeatError
from commonbeat.program.agencies.models import Agency
from commonbeat.program.agencies.scope import agency_scope, sign_in_scope
from commonbeat.program.areas.models import SelectionRun
from commonbeat.program.concerns.reply_address import delete_due_of_all
from commonbeat.program.concerns.sending import send_due_of_all
from commonbeat.program.jobs.models import Import
from commonbeat.program.jobs.process import stop_processes
from commonbeat.program.jobs.tasks import interrupted
from commonbeat.program.jobs.work import Work
from commonbeat.program.writer import writer

_log: Final = logging.getLogger("commonbeat.worker")
#: Seconds between two looks at an empty queue.
_PAUSE: Final = 1.0
_ID: Final = "commonbeat"
_A_DAY: Final = 24 * 3600.0
_AN_HOUR: Final = 3600.0
_A_MINUTE: Final = 60.0


class Worker:
    """Takes up tasks until it is stopped."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._tidy_at = 0.0
        self._send_at = time.monotonic() + _A_MINUTE

    def start(self) -> None:
        """Say of what an earlier process left running that it was cut short, and begin."""
        mark_interrupted()
        self._thread = threading.Thread(target=self._work, name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop what runs, which is marked so, and end."""
        self._stop.set()
        if self._thread is not None:
            while self._thread.is_alive():
                stop_processes()
                self._thread.join(0.2)

    def _work(self) -> None:
        while not self._stop.is_set():
            close_old_connections()
            try:
                self._tidy()
                self._send()
                if not run_one():
                    self._stop.wait(_PAUSE)
            except CommonbeatError as error:  # a full disk, a busy writer: the queue is still there
                _log.warning("the queue could not be read: %s", type(error).__name__)
                self._stop.wait(_PAUSE)

    def _tidy(self) -> None:
        """Once a day: sessions that ended are nobody's any more, nor are addresses that nobody needs to answer to."""
        if time.monotonic() >= self._tidy_at:
            writer.run(lambda: call_command("clearsessions"))
            self._tidy_at = time.monotonic() + _A_DAY
            try:
                delete_due_of_all()
            except CommonbeatError:
                self._tidy_at = time.monotonic() + _AN_HOUR
                raise
            except Exception as error:  # a fault of ours must not end the worker
                self._tidy_at = time.monotonic() + _AN_HOUR
                _log.error("deleting addresses failed: %s", type(error).__name__)

    def _send(self) -> None:
        """Once a minute: concerns that are passed on to services, and what became of them there."""
        if time.monotonic() >= self._send_at:
            self._send_at = time.monotonic() + _A_MINUTE
            try:
                send_due_of_all()
            except CommonbeatError:
                raise
            except Exception as error:  # a service's answer, or a fault of ours, must not end the worker
                _log.error("passing on failed: %s", type(error).__name__)


def run_one() -> bool:
    """Do what waits longest; False when nothing waits."""
    claimed = writer.run(_claim)
    if claimed is None:
        return False
    try:
        result = claimed.task_result
        result.task.call(*result.args, **result.kwargs)
        writer.run(lambda: claimed.set_successful(None))
    except Exception as error:  # whatever a task meets ends that task alone; the worker goes on
        _log.error("a task failed: %s: %s", claimed.task_path, type(error).__name__)
        fault = RuntimeError(type(error).__name__)  # what it said could hold what is in the data
        writer.run(lambda: claimed.set_failed(fault))
    return True


def _claim() -> DBTaskResult[Any, Any] | None:
    found: DBTaskResult[Any, Any] | None = DBTaskResult.objects.ready().get_locked()
    if found is not None:
        found.claim(_ID)
    return found


def mark_interrupted() -> int:
    """Work that says it runs when nothing does was cut short: mark it failed, so that it can be run again."""
    with sign_in_scope():
        agencies = list(Agency.objects.values_list("pk", flat=True))
    marked = 0
    for agency in agencies:
        with agency_scope(agency):
            marked += writer.run(lambda agency=agency: _mark(agency))  # type: ignore[misc]
    writer.run(lambda: DBTaskResult.objects.running().update(status="FAILED"))
    return marked


def _mark(agency_id: int) -> int:
    running = {"agency_id": agency_id, "state": Work.State.RUNNING}
    failed = {"state": Work.State.FAILED, "error": interrupted()}
    return Import.objects.filter(**running).update(**failed) + SelectionRun.objects.filter(**running).update(**failed)
