"""Bytes of any encoding, as clean UTF-8.

Exports come as UTF-8, UTF-16 or UTF-32 with or without a byte order mark (also a double, wrong or broken one), as
Windows-1252, and as a mix of those where several systems wrote into one file. A mixed file is decoded line by line.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from commonbeat.progress import Progress, silent

_CHUNK = 1024 * 1024
_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: What a UTF-8 byte order mark looks like after a program took it for Windows-1252 and wrote it as UTF-8.
_MANGLED_BOM: Final = "ï»¿".encode()


@dataclass(frozen=True)
class Encoding:
    """How to decode a file: `name`, and `skip`, the bytes of byte order marks before the first character."""

    name: str  # "utf-8" (with a fallback a line), or a UTF-16/32 codec
    skip: int
    note: str | None = None


def detect(head: bytes) -> Encoding:
    """The encoding that the first bytes show; UTF-8 when nothing says otherwise."""
    marked: str | None = None
    skip = marks = 0
    while True:
        rest = head[skip:]
        found = next(((mark, name) for mark, name in _BOMS if rest.startswith(mark)), None)
        if found is None and rest.startswith(_MANGLED_BOM):
            found = (_MANGLED_BOM, "utf-8")
        if found is None and marks == 0 and rest[:2] == codecs.BOM_UTF8[:2] and rest[2:3] < b"\x80":
            found = (codecs.BOM_UTF8[:2], "utf-8")  # cut short
        if found is None or marks == 4:
            break
        skip, marks, marked = skip + len(found[0]), marks + 1, found[1]
    shown = _by_zeros(head[skip:])
    if shown is None and marked is not None and marked != "utf-8" and not _plain(head[skip:]):
        shown = marked
    name = shown or "utf-8"
    notes = []
    if name != "utf-8":
        notes.append(f"decoded as {name.upper()}" + ("" if marked else ", though the file has no byte order mark"))
    if marks > 1:
        notes.append(f"{marks} byte order marks at the start were skipped")
    elif marked is not None and marked != name:
        notes.append("the byte order mark at the start is wrong and was skipped")
    elif marks and head[:3] != codecs.BOM_UTF8 and name == "utf-8":
        notes.append("the byte order mark at the start is broken and was skipped")
    return Encoding(name, skip, "; ".join(notes) or None)


def _by_zeros(body: bytes) -> str | None:
    """UTF-16 and UTF-32 show in where the zero bytes of plain letters, digits and line ends stand."""
    body = body[: len(body) // 4 * 4][:4096] or body
    if body.count(0) < max(3, len(body) // 10):
        return None
    lanes = [body[lane::4].count(0) / max(1, len(body[lane::4])) for lane in range(4)]
    low, high = 0.3, 0.7
    if lanes[0] < high and min(lanes[2:]) > high and lanes[1] >= lanes[0]:
        return "utf-32-le"
    if lanes[3] < high and min(lanes[:2]) > high and lanes[2] >= lanes[3]:
        return "utf-32-be"
    even, odd = (lanes[0] + lanes[2]) / 2, (lanes[1] + lanes[3]) / 2
    if odd >= low and odd > 3 * even:
        return "utf-16-le"
    if even >= low and even > 3 * odd:
        return "utf-16-be"
    return None


def _plain(body: bytes) -> bool:
    """True when the bytes read as UTF-8 text (a cut character at the end is no fault)."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return False
    return True


class Mender:
    """Streams a file as text; afterwards `notes` says what it mended."""

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self._path, self._encoding = path, encoding
        self._nuls = self._odd_lines = self._first_odd = self._replaced = 0

    def text(self, *, progress: Progress = silent) -> Iterator[str]:
        """Pieces of clean text, without NUL characters, in order."""
        with self._path.open("rb") as file:
            file.seek(self._encoding.skip)
            pieces = self._by_line(file) if self._encoding.name == "utf-8" else self._wide(file)
            total = self._path.stat().st_size
            for piece in pieces:
                progress("decoding", file.tell(), total)
                zeros = piece.count("\x00")
                if zeros:
                    self._nuls += zeros
                    piece = piece.replace("\x00", "")
                yield piece

    def _wide(self, file: BinaryIO) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self._encoding.name)("replace")
        first = True
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            if first:
                text, first = text.lstrip("\ufeff"), False
            self._replaced += text.count("\ufffd")
            yield text
        yield decoder.decode(b"", final=True)

    def _by_line(self, file: BinaryIO) -> Iterator[str]:
        """UTF-8, and a line that is not is read as Windows-1252 (bytes it lacks as Latin-1)."""
        rest, line = b"", 1
        while chunk := file.read(_CHUNK):
            block = rest + chunk
            cut = max(block.rfind(b"\n"), block.rfind(b"\r", 0, len(block) - 1)) + 1
            if cut == 0 and len(block) < 4 * _CHUNK:
                rest = block
                continue
            cut = cut or len(block) - 4
            block, rest = block[:cut], block[cut:]
            yield self._decode(block, line)
            line += block.count(b"\n") or block.count(b"\r")
        if rest:
            yield self._decode(rest, line)

    def _decode(self, block: bytes, line: int) -> str:
        try:
            return block.decode()
        except UnicodeDecodeError:
            pass
        pieces = []
        separator = b"\n" if b"\n" in block else b"\r"
        for number, raw in enumerate(block.split(separator), start=line):
            try:
                pieces.append(raw.decode())
            except UnicodeDecodeError:
                if not self._odd_lines:
                    self._first_odd = number
                self._odd_lines += 1
                pieces.append(_windows(raw))
        return separator.decode().join(pieces)

    @property
    def notes(self) -> list[str]:
        """What was mended, in plain words; complete after `text` has run to its end."""
        notes = [self._encoding.note] if self._encoding.note else []
        if self._odd_lines:
            notes.append(
                f"{self._odd_lines:,} line(s) are not UTF-8 and were decoded as Windows-1252, "
                f"the first is line {self._first_odd}"
            )
        if self._replaced:
            notes.append(f"{self._replaced:,} character(s) cannot be decoded and show as \ufffd")
        if self._nuls:
            notes.append(f"{self._nuls:,} NUL character(s) were left out")
        return notes


def _windows(raw: bytes) -> str:
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in raw)
