"""The terminal as a test uses it: in this process through the real door, or as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from commonbeat.cli import app


def run(*words: object) -> Result:
    """Run a command; whatever goes wrong, no traceback reaches the person."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    assert "Traceback" not in done.output
    return done


def answer(*words: object) -> dict[str, Any]:
    """Run a command that must succeed, and read its JSON."""
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def start(
    *words: object, folder: Path, code: str = "from commonbeat.cli import main; main()", **environment: str
) -> subprocess.Popen[str]:
    """Start a command (or other code) as a process in `folder`, whose temporary files go to `folder`/tmp."""
    (folder / "tmp").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-c", code, *(str(word) for word in words)],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder / "tmp"), "PYTHONUNBUFFERED": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
