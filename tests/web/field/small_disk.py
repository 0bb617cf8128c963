"""A disk that is full, for real where the machine lets a test mount one, by the system's limit of file size elsewhere.

Mounting needs the right to (CAP_SYS_ADMIN), which a container seldom has. The limit (RLIMIT_FSIZE) fails every write
beyond it, whichever file it goes to: the database, its log, a photo, a temporary file.
"""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.web.field.served import Server

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class SmallDisk:
    """A folder on a disk that can be filled.

    Attributes:
        folder: what lies on it.
        means: "a disk of its own" or "the limit of file size".
    """

    folder: Path
    means: str

    def fill(self, server: Server, leave: int = 0) -> None:
        """Leave this many bytes; by the limit of file size no file of the server may grow at all."""
        if self.means == "the limit of file size":
            _limit(server, leave)
            return
        ballast = self.folder / "ballast"
        self._fill(ballast)
        time.sleep(0.3)  # a file that the server was just closing gives its room back late
        self._fill(ballast)
        os.truncate(ballast, max(0, ballast.stat().st_size - leave))

    def _fill(self, ballast: Path) -> None:
        block = MEGABYTE
        with ballast.open("ab", buffering=0) as file:
            while block >= 1024:
                try:
                    file.write(b"x" * block)
                except OSError:
                    block //= 2

    def empty(self, server: Server) -> None:
        """Give the room back."""
        if self.means == "the limit of file size":
            _limit(server, resource.RLIM_INFINITY)
            return
        (self.folder / "ballast").unlink(missing_ok=True)


def _limit(server: Server, most: int) -> None:
    for process in server.processes():
        resource.prlimit(process, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


@contextmanager
def small_disk(folder: Path, megabytes: int, *, real: bool = True) -> Iterator[SmallDisk]:
    """The folder on a disk of this size when one can be mounted (and `real` is wanted)."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        means = "the limit of file size"
        if real and _mounted(folder, megabytes):
            stack.callback(subprocess.run, ["umount", "--lazy", str(folder)], check=True)
            means = "a disk of its own"
        yield SmallDisk(folder, means)


def _mounted(folder: Path, megabytes: int) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "commonbeat-test", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
