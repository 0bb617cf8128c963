"""A real installation: `commonbeat init`, then `commonbeat serve`, in a folder of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

EMAIL, PHRASE = "castellanos@alder-falls.example", "quiet harbor lantern 7"


@dataclass(frozen=True)
class Installation:
    """Where it listens, where its files are, and which process it is."""

    url: str
    folder: Path
    env: dict[str, str]
    pid: int

    @property
    def most_memory(self) -> int:
        """Bytes of memory that the server's process held at most so far."""
        told = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(next(line for line in told.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024

    def run(self, program: str) -> str:
        """Run Python with this installation's settings, beside the server; what it printed."""
        told = [sys.executable, "-c", "from commonbeat.web.setup import ready; ready()\n" + program]
        done = subprocess.run(told, env=self.env, cwd=self.folder, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Installation]:
    """Initialized and serving until left, with these settings in its environment."""
    env = {**os.environ, "COMMONBEAT_DATA": str(folder / "data"), "COMMONBEAT_PASSWORD": PHRASE, **settings}
    env["DJANGO_SETTINGS_MODULE"] = "tests.browser.signin.quick_settings"
    env["PYTHONPATH"] = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", "from commonbeat.cli import main; main()"]
    who = ["--agency", "Alder Falls Police Department", "--email", EMAIL, "--name", "Luz Castellanos", "--json"]
    made = subprocess.run([*command, "init", *who], env=env, cwd=folder, capture_output=True, text=True, timeout=300)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["email"] == EMAIL
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "serve.log").open("w")
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port)], env=env, cwd=folder, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        until = time.monotonic() + 240
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).read()
                break
            except OSError:
                assert server.poll() is None, (folder / "serve.log").read_text()
                assert time.monotonic() < until, "the server did not begin"
                time.sleep(0.3)
        yield Installation(f"http://localhost:{port}", folder, env, server.pid)
    finally:
        server.terminate()
        server.wait(30)
        log.close()
