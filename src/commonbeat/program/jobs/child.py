"""The process that does the heavy part: `python -m commonbeat.program.jobs.child`.

It knows no database. The first line of its input is the request; its output is one JSON a line: `{"step", "share"}`
while it works, then `{"result": ...}`, `{"error": ...}` or
`{"fault": ...}`. It ends when its input ends, so that it never outlives the server that asked.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from commonbeat.errors import CommonbeatError
from commonbeat.program.jobs import heavy
from commonbeat.progress import Progress

#: Kind of work -> function of the request and a progress listener.
KINDS: Final[dict[str, Callable[[dict[str, Any], Progress], dict[str, Any]]]] = {
    "check": heavy.check_export,
    "load": heavy.load_export,
    "approve": heavy.approve_held,
    "undo": heavy.undo_held,
    "select": heavy.run_selection,
}
#: Seconds between two reports of progress.
_PAUSE: Final = 0.5


def main() -> None:
    """Do what the first line of the input asks."""
    say = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    request = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    with suppress(OSError):
        os.nice(5)  # pages come first
    last = 0.0

    def progress(what: str, done: int, total: int | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _PAUSE:
            last = now
            _write(say, {"step": what, "share": min(1.0, done / total) if total else 0.0})

    try:
        answer: dict[str, Any] = {"result": KINDS[request["kind"]](request, progress)}
    except CommonbeatError as error:
        answer = {"error": " ".join(part for part in (error.what, error.todo) if part)}
    except Exception as error:  # a fault of ours: its kind may be told, what was in the data may not
        answer = {"fault": type(error).__name__}
    _write(say, answer)


def _write(say: Any, told: dict[str, Any]) -> None:
    say.write(json.dumps(told) + "\n")
    say.flush()


def _end_with_the_server() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
