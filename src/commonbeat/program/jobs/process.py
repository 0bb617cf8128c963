"""Starting the process that does the heavy part, and listening to it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any, Final

from commonbeat.errors import CommonbeatError

#: Told what is being done and how far it is, 0 to 1.
Listener = Callable[[str, float], None]
_running: Final[set[subprocess.Popen[str]]] = set()
_lock: Final = threading.Lock()


class WorkStoppedError(CommonbeatError):
    """The process ended without an answer: it was stopped with the server, or killed."""


class WorkFaultError(CommonbeatError):
    """The process met a fault of the program."""


def in_a_process(request: dict[str, Any], listen: Listener) -> dict[str, Any]:
    """Do a piece of heavy work in a process of its own, and wait for it.

    Args:
        request: see `child`; `kind` says which work.
        listen: told of the progress.

    Raises:
        CommonbeatError: with the sentence of the error that the work met.
        WorkStoppedError: it was stopped.
        WorkFaultError: a fault of the program.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "commonbeat.program.jobs.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback could hold what is in the data
        text=True,
        encoding="utf-8",
    )
    with _lock:
        _running.add(process)
    try:
        return _answer(process, request, listen)
    finally:
        with _lock:
            _running.discard(process)
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def stop_processes() -> None:
    """End what runs; whoever waits for it is told."""
    with _lock:
        for process in _running:
            process.terminate()


def _answer(process: subprocess.Popen[str], request: dict[str, Any], listen: Listener) -> dict[str, Any]:
    if process.stdin is None or process.stdout is None:
        raise WorkStoppedError("The work could not be started.")
    try:
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        raise WorkStoppedError("The work was stopped.") from None
    for line in process.stdout:
        told = json.loads(line)
        if "step" in told:
            listen(str(told["step"]), float(told["share"]))
        elif "result" in told:
            result: dict[str, Any] = told["result"]
            return result
        elif "error" in told:
            raise CommonbeatError(str(told["error"]))
        else:
            raise WorkFaultError(f"A fault of the program stopped the work ({told['fault']}).")
    raise WorkStoppedError("The work was stopped.")
