"""More requests than the server can hold are refused at once, with the time after which to come again (promise L6)."""

from __future__ import annotations

import errno
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher

from commonbeat.errors import BusyError, StorageError
from commonbeat.web.headers import HEADERS

_log: Final = logging.getLogger("commonbeat.overload")
#: Seconds after which a refused client may come again.
RETRY_AFTER: Final = 5
#: Where phones send; they try again by themselves, while a person who reads a page waits.
_FROM_PHONES: Final = ("/field/sync", "/field/photo/")
#: Requests that may wait for a thread: of phones (a quarter of a second's work), and of people and dispatch.
_PHONES_WAIT: Final = 96
_OTHERS_WAIT: Final = 256
_BUSY: Final = "The server has more to do than it can. Try again in a few seconds."
_GONE: Final = "The server cannot store or read now. Try again in a few seconds."
#: What a full disk says: no space, no quota, a file beyond its limit; and a disk that went read-only or failed.
DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class TwoLines:
    """Requests that wait for a thread: people and dispatch go before phones; within each, first come, first served.

    Phones never have all threads: whoever computes shares the processor and the writer with everyone that does.

    Args:
        phones_at_once: how many phones are answered at the same time at most.
    """

    def __init__(self, phones_at_once: int) -> None:
        self.people: deque[HTTPChannel] = deque()
        self.phones: deque[HTTPChannel] = deque()
        self._free = phones_at_once
        self._counting = threading.Lock()

    def append(self, channel: HTTPChannel) -> None:
        """Stand in line."""
        path: str = channel.requests[0].path or ""
        (self.phones if path.startswith(_FROM_PHONES) else self.people).append(channel)

    def popleft(self) -> HTTPChannel | _OfPhone:
        """Who is next."""
        if self.people:
            return self.people.popleft()
        with self._counting:
            self._free -= 1
        return _OfPhone(self.phones.popleft(), self)

    def answered(self) -> None:
        """A phone was answered."""
        with self._counting:
            self._free += 1

    def __len__(self) -> int:
        """How many may be answered now."""
        return len(self.people) + min(len(self.phones), max(0, self._free))


@dataclass(frozen=True)
class _OfPhone:
    """A phone's request, as a thread is handed it."""

    channel: HTTPChannel
    lines: TwoLines

    def service(self) -> None:
        try:
            self.channel.service()
        finally:
            self.lines.answered()

    def cancel(self) -> None:
        self.channel.cancel()


class Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Hands requests to threads, from two lines."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.queue = TwoLines(max(1, threads // 2))
        self.set_thread_count(threads)

    def add_task(self, task: HTTPChannel) -> None:
        """Put a request in line."""
        with self.lock:
            self.queue.append(task)
            self.queue_cv.notify()


def refusing(application: Application, lines: TwoLines) -> Application:
    """The application, except that a request behind which too many of its kind wait is refused before any work."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        from_phone = environ["PATH_INFO"].startswith(_FROM_PHONES)
        if len(lines.phones) > _PHONES_WAIT if from_phone else len(lines.people) > _OTHERS_WAIT:
            response = unavailable(_BUSY)
            start_response("503 Service Unavailable", [*response.headers.items(), *HEADERS.items()])
            return [response.content]
        return application(environ, start_response)

    return answer


class ShedLoad:
    """Answers 503 when the writer's queue is full or the disk is; a program's error is left to Django."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or refuse."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A busy writer and a full disk are told as such, not as a fault of the program."""
        del request
        return unavailable_for(exception)


def unavailable_for(error: BaseException | None) -> HttpResponse | None:
    """503 for an error that passes by itself: busy, a full disk, a database that is away; None for any other."""
    if isinstance(error, BusyError):
        busy = unavailable(error.what)
        busy._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark: a flood would fill the log
        return busy
    gone = isinstance(error, OperationalError | InterfaceError) or (
        isinstance(error, OSError) and error.errno in DISK_FULL
    )
    if error is None or not (gone or isinstance(error, StorageError)):
        return None
    _log.warning("not available: %s", type(error.__cause__ or error).__name__)
    return unavailable(error.what if isinstance(error, StorageError) else _GONE)


def unavailable(why: str) -> HttpResponse:
    """503, with `Retry-After`."""
    response = HttpResponse(
        f"{why}\n",
        status=503,
        content_type="text/plain; charset=utf-8",
        headers={"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"},
    )
    response.headers["Content-Length"] = str(len(response.content))
    return response
