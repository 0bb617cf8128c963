"""The web server: one process, threads, one writer. Everything to serve well is in it."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType

from waitress.server import create_server

from commonbeat.program.jobs.worker import Worker
from commonbeat.program.writer import writer
from commonbeat.web.wsgi import application


def serve(listening: socket.socket, threads: int, started: Callable[[], None]) -> None:
    """Answer on a socket that listens until the process is told to end; what was accepted is answered first.

    Args:
        listening: the socket, bound already, so that a taken port was said before.
        threads: requests answered at the same time.
        started: called once the server answers.
    """
    server = create_server(
        application,
        sockets=[listening],
        threads=threads,
        connection_limit=1_000,
        backlog=2_048,
        channel_timeout=60,
        cleanup_interval=10,
        ident="",
        clear_untrusted_proxy_headers=False,
        max_request_body_size=64 * 1024 * 1024,
    )
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _end)
    worker = Worker()
    worker.start()
    started()
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.close()
        worker.stop()
        writer.stop()


def _end(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise SystemExit(0)
