"""The real server in a folder of its own, and phones that talk to it over a socket."""

from __future__ import annotations

import atexit
import functools
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Installation:
    """A folder with an agency, its areas and its officers' phones.

    Attributes:
        data: the folder of the program.
        environment: what its processes are started with.
        tokens: one a phone.
        areas: ids of areas that any of them may log at.
    """

    data: Path
    environment: dict[str, str]
    tokens: list[str]
    areas: list[int]

    def python(self, *words: str) -> str:
        """What a Python process of the installation printed."""
        command = [sys.executable, *words]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True)
        return done.stdout


@functools.cache
def _pages_files() -> Path:
    """Where the files that browsers load are kept, once for all installations: to compress them takes longest."""
    folder = Path(tempfile.mkdtemp(prefix="commonbeat-static-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def install(data: Path, phones: int, **settings: str) -> Installation:
    """A new installation with this many phones."""
    data.mkdir(parents=True, exist_ok=True)
    (data / "static").symlink_to(_pages_files())
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COMMONBEAT_")}
    path = f"{ROOT / 'src'}:{ROOT}"
    environment = inherited | {"COMMONBEAT_DATA": str(data), "PYTHONPATH": path} | settings
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    empty = Installation(data, environment, [], [])
    made = json.loads(empty.python("-m", "tests.web.field.prepare_phones", str(phones)))
    return Installation(data, environment, made["tokens"], made["areas"])


class Server:
    """A running `commonbeat serve`."""

    def __init__(self, installation: Installation, *before: str, log: Path | None = None, **options: Any) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        command = [sys.executable, "-m", "tests.web.field.serve_alone", "serve", "--port", str(self.port)]
        self.log = log or installation.data.parent / "server.log"
        with self.log.open("ab") as written:
            self.process = subprocess.Popen(
                [*before, *command],
                env=installation.environment,
                cwd=ROOT,
                stdout=written,
                stderr=written,
                start_new_session=True,
                **options,
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                phone = Line(self.port, "")
                status, _ = phone.request("GET", "/healthz")
                phone.close()
                if status == 200:
                    return
            except OSError:
                if self.process.poll() is not None:
                    break
            time.sleep(0.05)
        self.kill()
        said = self.log.read_text()[-2000:] if self.log.is_file() else ""
        raise RuntimeError(f"the server does not answer: {said}")

    def resident_bytes(self) -> int:
        """Memory of the server now."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) * 1024
        return 0

    def processes(self) -> list[int]:
        """The server's process and those it started."""
        listed = [self.process.pid]
        for pid in listed:
            with suppress(OSError):
                listed += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return listed

    def kill(self) -> None:
        """Kill -9, with what it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end, and wait."""
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()


@contextmanager
def serving(installation: Installation, *before: str, **options: Any) -> Iterator[Server]:
    """The server, until the block ends."""
    server = Server(installation, *before, **options)
    try:
        yield server
    finally:
        server.stop()


class Line:
    """A phone's connection, kept open; a broken one is an OSError."""

    def __init__(self, port: int, token: str, timeout: float = 60, *, scheme: str = "Device") -> None:
        self.token, self._scheme = token, scheme
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""
        self.headers: dict[str, str] = {}

    def request(
        self, method: str, path: str, body: bytes = b"", kind: str = "application/json", more: str = ""
    ) -> tuple[int, bytes]:
        """Status and body of one request; `more` is further header lines, each with its end."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {self._scheme} {self.token}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
        )
        self._socket.sendall(head.encode() + body)
        return self._answer()

    def sync(self, entries: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        """Send a batch; the answer's status, and its JSON when it is 200."""
        status, body = self.request("POST", "/field/sync", json.dumps({"entries": entries}).encode())
        return status, json.loads(body) if status == 200 else {}

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _answer(self) -> tuple[int, bytes]:
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            self._more()
        head, rest = self._buffer[:end].decode("latin-1"), self._buffer[end + 4 :]
        first, *lines = head.split("\r\n")
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(self.headers.get("content-length", 0))
        self._buffer = rest
        while len(self._buffer) < length:
            self._more()
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return int(first.split()[1]), body

    def _more(self) -> None:
        piece = self._socket.recv(65_536)
        if not piece:
            raise ConnectionError("the server hung up")
        self._buffer += piece


def made_visit(random_source: random.Random, areas: list[int], seq: int) -> dict[str, Any]:
    """An entry with a visit, as a phone would send it."""
    return {
        "id": str(UUID(int=random_source.getrandbits(128), version=4)),
        "seq": seq,
        "kind": "visit",
        "content": {
            "area": random_source.choice(areas),
            "began_at": "2026-03-04T15:20:00-08:00",
            "minutes": random_source.randint(5, 90),
            "kind": "walked",
            "talks_they_started": random_source.randint(0, 3),
            "talks_i_started": random_source.randint(0, 3),
            "raised": ["Noise"],
            "raised_text": "The gate at the back does not close.",
            "language": "en",
        },
    }
