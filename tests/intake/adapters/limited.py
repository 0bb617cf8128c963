"""Stage a file in a process of its own, and say what it cost: run as `python limited.py SOURCE INTO [FILE_BYTES]`.

FILE_BYTES limits the size of any file that the process writes, as a full disk would.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """What happened: the error's class and text (or "" and rows), seconds, and the most memory held, in MB."""

    error: str
    text: str
    rows: int
    seconds: float
    megabytes: float


def staged_apart(source: Path | str, into: Path, file_bytes: int | None = None) -> Outcome:
    """Stage in a fresh process, so that time and memory are of this file alone."""
    command = [sys.executable, __file__, str(source), str(into), *([str(file_bytes)] if file_bytes else [])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return Outcome(**json.loads(done.stdout))


def main() -> None:
    from commonbeat.errors import CommonbeatError
    from commonbeat.intake.adapters import stage

    source, into = sys.argv[1], Path(sys.argv[2])
    if len(sys.argv) > 3:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
    error, text, rows = "", "", 0
    start = time.perf_counter()
    try:
        rows = stage(source, into).rows
    except CommonbeatError as caught:
        error, text = type(caught).__name__, str(caught)
    seconds = time.perf_counter() - start
    # Not ru_maxrss: that also counts the process which started this one.
    status = Path("/proc/self/status").read_text()
    memory = int(status.split("VmHWM:")[1].split()[0]) / 1024
    json.dump({"error": error, "text": text, "rows": rows, "seconds": seconds, "megabytes": memory}, sys.stdout)


if __name__ == "__main__":
    main()
