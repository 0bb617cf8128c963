"""One streaming look at every byte: what decides how the file may be read, and its fingerprint."""

from __future__ import annotations

import codecs
import hashlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from commonbeat.intake.adapters.limits import MAX_LINE_BYTES
from commonbeat.progress import Progress, silent

_CHUNK = 4 * 1024 * 1024
_LF = 10


@dataclass(frozen=True)
class Scan:
    """What the bytes of a file say.

    Attributes:
        size: bytes.
        sha256: hex.
        utf8: every byte is valid UTF-8.
        newlines: LF bytes; `pairs` of them follow a CR; `returns` is all CR bytes.
        ends_open: the last line has no line end.
        quotes: there is a quotation mark (") somewhere.
        nuls: NUL bytes.
        long_line: a line is longer than MAX_LINE_BYTES.
    """

    size: int
    sha256: str
    utf8: bool
    newlines: int
    pairs: int
    returns: int
    ends_open: bool
    quotes: bool
    nuls: int
    long_line: bool

    @property
    def lone_returns(self) -> int:
        """CR bytes that do not belong to a CR LF."""
        return self.returns - self.pairs

    @property
    def lines(self) -> int:
        """Physical lines, where LF ends a line."""
        return self.newlines + (1 if self.ends_open else 0)


class _StoppedError(Exception):
    """Nobody waits for the facts any more."""


@contextmanager
def scanning(path: Path) -> Iterator[Callable[[], Scan]]:
    """Scan a file while something else reads it; what is given waits for the facts.

    Hashing lets other threads run, so this costs hardly any time where a second core or a wait for the disk is free.
    """
    stop = threading.Event()

    def stopped(what: str, done: int, total: int | None) -> None:  # noqa: ARG001
        if stop.is_set():
            raise _StoppedError

    with ThreadPoolExecutor(1) as pool:
        facts = pool.submit(scan, path, progress=stopped)
        try:
            yield facts.result
        finally:
            stop.set()


def scan(path: Path, *, progress: Progress = silent) -> Scan:
    """Read the file once, in 4 MiB pieces."""
    digest, decoder, utf8 = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), True
    size = newlines = pairs = returns = nuls = run = 0
    quotes = long_line = False
    last, total = b"", path.stat().st_size
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if utf8 and not (chunk.isascii() and decoder.getstate()[0] == b""):
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = False
            found = int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == _LF))
            newlines += found
            if b"\r" in chunk:
                returns += chunk.count(b"\r")
                pairs += chunk.count(b"\r\n")
            if last == b"\r" and chunk[:1] == b"\n":
                pairs += 1
            quotes = quotes or b'"' in chunk
            nuls += chunk.count(b"\x00") if b"\x00" in chunk else 0
            if found:
                long_line = long_line or run + chunk.find(b"\n") > MAX_LINE_BYTES
                run = len(chunk) - chunk.rfind(b"\n") - 1
            else:
                run += len(chunk)
            long_line = long_line or run > MAX_LINE_BYTES
            last = chunk[-1:]
            progress("looking through the file", size, total)
    if utf8 and decoder.getstate()[0]:
        utf8 = False
    return Scan(
        size, digest.hexdigest(), utf8, newlines, pairs, returns, last != b"\n" and size > 0, quotes, nuls, long_line
    )
