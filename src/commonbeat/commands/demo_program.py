"""The process that fills the demo's program: it has settings, a database and keys of its own in the demo's folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import date
from io import StringIO
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Final, Self

from commonbeat.errors import CommonbeatError, StorageError
from commonbeat.progress import Progress

_ENDED: Final = "filled"


def demo_environment(folder: Path) -> dict[str, str]:
    """Settings of a demo in `folder`, as the environment says them; all others keep their defaults."""
    return {
        "COMMONBEAT_DEMO": "true",
        "COMMONBEAT_DATA": str(folder / "data"),
        "COMMONBEAT_LAKE": str(folder / "lake"),
        "DJANGO_SETTINGS_MODULE": "commonbeat.web.settings",
    }


class ProgramProcess:
    """Fills the program of the demo in `folder` beside whatever this process does; leaving it ends it."""

    def __init__(self, folder: Path, as_of: date, seed: int) -> None:
        self._folder = folder
        self._heard: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._asked = {"folder": str(folder), "as_of": as_of.isoformat(), "seed": seed}

    def __enter__(self) -> Self:
        """Start it, in the demo's folder, where no settings of an agency lie."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("COMMONBEAT_")}
        self._process = subprocess.Popen(  # noqa: S603 - this Python, our own module
            [sys.executable, "-m", "commonbeat.commands.demo_program", json.dumps(self._asked)],
            cwd=self._folder,
            env={**own, **demo_environment(self._folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        threading.Thread(target=self._listen, name="demo", daemon=True).start()
        return self

    def wait(self, progress: Progress) -> None:
        """Wait until it is done.

        Raises:
            StorageError: it could not fill the program; it says why.
        """
        last = ""
        while (line := self._heard.get()) is not None:
            if "what" in line:
                progress(line["what"], line["done"], line["total"])
            last = str(line.get("error", last))
            if line.get(_ENDED):
                self._process.wait()
                return
        raise StorageError(f"The demo's program could not be filled: {last or 'it was stopped'}.")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, whatever happened."""
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        """Take in what it says while nobody waits, so that its pipe never fills; None at the end."""
        with self._process.stdout or StringIO() as said:
            for line in said:
                if line.startswith("{"):
                    self._heard.put(json.loads(line))
        self._heard.put(None)


def _say(**words: Any) -> None:
    sys.__stdout__.write(json.dumps(words) + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


def main(asked: dict[str, Any]) -> None:
    """Prepare the database and the pages' files, and fill the program; says on stdout how it goes, a JSON a line."""
    sys.stdout = sys.stderr  # what else is printed is not for whoever listens
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one hears it, and ends this one
    from commonbeat.web.setup import prepare_database, prepare_files, ready

    def progress(what: str, done: int, total: int | None) -> None:
        _say(what=what, done=done, total=total)

    folder = Path(asked["folder"])
    try:
        ready()
        prepare_database(progress)
        from commonbeat.program.demo.fill import fill
        from commonbeat.program.writer import writer

        fill(
            folder / "lake",
            folder / "export",
            date.fromisoformat(asked["as_of"]),
            seed=asked["seed"],
            progress=progress,
        )
        writer.stop()
        prepare_files(progress)
    except CommonbeatError as error:
        _say(error=str(error).rstrip("."))
    except Exception as error:  # a fault of the program is said in one line, not as a traceback
        _say(error=f"{type(error).__name__}: {error}")
    else:
        _say(**{_ENDED: True})


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
