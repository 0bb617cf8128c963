"""The web server: one process, threads, one writer. Everything to serve well is in it."""

from __future__ import annotations

import gc
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, Final

from django.conf import settings
from django.urls import resolve
from waitress.server import create_server

from commonbeat.program.jobs.worker import Worker
from commonbeat.program.writer import writer
from commonbeat.web.bodies import Channel
from commonbeat.web.overload import Dispatcher, refusing
from commonbeat.web.public.handler import by_host, public_application
from commonbeat.web.public.middleware import BODY_AT_MOST
from commonbeat.web.sole_server import sole_server
from commonbeat.web.wsgi import application

#: Seconds a thread computes before another may. Ten times shorter than usual: the writer asks the database often, and
#: after each answer would otherwise wait for its turn behind every request.
_SWITCH: Final = 0.0005


def serve(
    listening: socket.socket, threads: int, started: Callable[[], None], public: socket.socket | None = None
) -> None:
    """Answer on a socket that listens until the process is told to end; what was accepted is answered first.

    Args:
        listening: the socket, bound already, so that a taken port was said before.
        threads: requests answered at the same time.
        started: called once the server answers.
        public: a socket on which the public face alone answers.

    Raises:
        BusyError: another server runs on this data folder.
    """
    with sole_server(settings.DATA):
        writer.checkpoints = True
        _serve(listening, threads, started, public)


def _serve(listening: socket.socket, threads: int, started: Callable[[], None], public: socket.socket | None) -> None:
    sys.setswitchinterval(_SWITCH)
    dispatcher = Dispatcher(threads)
    sockets: dict[int, Any] = {}
    server = create_server(
        refusing(by_host(application, settings.PUBLIC_HOSTS), dispatcher.queue),
        map=sockets,
        _dispatcher=dispatcher,
        sockets=[listening],
        connection_limit=1_000,
        backlog=2_048,
        channel_timeout=60,
        cleanup_interval=10,
        ident="",
        clear_untrusted_proxy_headers=False,
        max_request_body_size=64 * 1024 * 1024,
        outbuf_overflow=8 * 1024 * 1024,  # a page that waits for its reader needs no disk
    )
    server.channel_class = Channel
    beside = None
    if public is not None:
        beside = create_server(
            refusing(public_application(), dispatcher.queue),
            map=sockets,
            _dispatcher=dispatcher,
            sockets=[public],
            connection_limit=500,
            backlog=1_024,
            channel_timeout=30,
            cleanup_interval=10,
            ident="",
            clear_untrusted_proxy_headers=False,
            max_request_body_size=BODY_AT_MOST * 2,
        )
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _end)
    worker = Worker()
    worker.start()
    resolve("/")  # loads every view now, so that the first visitor does not wait for it
    # What is loaded stays: a full collection would walk it again and again, and every request would wait for that.
    gc.collect()
    gc.freeze()
    with suppress(OSError):  # a log on a full disk stops no server
        started()
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.close()
        if beside is not None:
            beside.close()
        worker.stop()
        writer.stop()


def _end(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise SystemExit(0)
