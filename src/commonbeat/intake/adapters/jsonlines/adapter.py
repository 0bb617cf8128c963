"""JSON lines, a plain JSON list of objects, or an object that holds such a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from commonbeat.errors import InputError
from commonbeat.intake.adapters.delimited.encoding import Encoding, Mender
from commonbeat.intake.adapters.delimited.encoding import detect as detect_encoding
from commonbeat.intake.adapters.delimited.lines import TextLines, whole_pairs
from commonbeat.intake.adapters.features import as_record, is_feature
from commonbeat.intake.adapters.fingerprint import sha256_of
from commonbeat.intake.adapters.jsontext import DECODER, JsonDocument
from commonbeat.intake.adapters.limits import HEAD_BYTES, MAX_LINE_BYTES
from commonbeat.intake.adapters.records import flat, stage_records
from commonbeat.intake.adapters.table import RejectPile
from commonbeat.intake.staging import Staged
from commonbeat.progress import Progress, silent

_OPENING = re.compile(rb'^(\{\s*["}]|\[\s*[\[{\]])')


def recognizes(path: Path, head: bytes) -> bool:  # noqa: ARG001
    """Text that begins with an object, or a list of objects or lists."""
    return _OPENING.match(_plain(head)) is not None


def _plain(head: bytes) -> bytes:
    return head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")


def stage(path: Path, into: Path, *, progress: Progress = silent) -> Staged:
    """Names become columns, nested ones joined with dots; `_line` is the line, or the ordinal in a list.

    Raises:
        InputError: a list that is broken or cut, a file without records.
        StorageError: the disk is full.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if b"\n" not in head:
            head += file.readline(MAX_LINE_BYTES)
    encoding = detect_encoding(head)
    rejected, notes = RejectPile(str(path)), list[str]()
    records = (
        _lines(path, encoding, rejected, notes, progress)
        if _is_lines(_plain(head))
        else _listed(path, encoding, rejected, notes, progress)
    )
    staged = stage_records(records, str(path), into, rejected)
    if not staged.columns:
        first = f"; the first: {rejected.records[0].reason}" if rejected.records else ""
        raise InputError(f"The file has no records in it{first}.", where=str(path), todo="Export it again.")
    return replace(staged, notes=tuple(notes), sha256=sha256_of(path))


def _is_lines(text: bytes) -> bool:
    """True when the first line is an object by itself."""
    if not text.startswith(b"{"):
        return False
    first = text.split(b"\n", 1)[0].strip()
    try:
        value, _ = DECODER.raw_decode(first.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return b"\n" in text and first.endswith(b"}") and first.count(b"{") == first.count(b"}")
    holds_records = any(isinstance(item, list) and item and isinstance(item[0], dict) for item in value.values())
    return b"\n" in text.strip() or not holds_records


def _lines(
    path: Path, encoding: Encoding, rejected: RejectPile, notes: list[str], progress: Progress
) -> Iterator[tuple[int, dict[str, str | None]]]:
    mender = Mender(path, encoding)
    for number, line in enumerate(TextLines(whole_pairs(mender.text(progress=progress)), "", rejected), start=1):
        text = line.strip(" \t\r\n\ufeff\x1e")
        if not text:
            continue
        try:
            value, end = DECODER.raw_decode(text)
            if text[end:].strip(" ,"):
                raise ValueError("Extra data")
        except (ValueError, RecursionError) as error:
            reason = "it is nested too deep" if isinstance(error, RecursionError) else str(error).split(":")[0]
            rejected.add(number, f"not JSON: {reason}", text)
            continue
        yield from _record(number, value, rejected, text)
    notes += mender.notes


def _listed(
    path: Path, encoding: Encoding, rejected: RejectPile, notes: list[str], progress: Progress
) -> Iterator[tuple[int, dict[str, str | None]]]:
    notes.append("a list has no lines: `_line` is the record's place in it")
    names: list[str] | None = None
    for number, value in JsonDocument(path, encoding, progress=progress).records():
        if isinstance(value, list):  # a table as lists: the first one is the header
            if names is None:
                names = [str(name) for name in value]
                continue
            value = dict(zip(names, value, strict=False)) if len(value) <= len(names) else value
        yield from _record(number, value, rejected, str(value))


def _record(number: int, value: Any, rejected: RejectPile, text: str) -> Iterator[tuple[int, dict[str, str | None]]]:
    if is_feature(value):
        value, _ = as_record(value)
    if not isinstance(value, dict) or not value:
        rejected.add(number, "it is not an object" if value != {} else "it is an empty object", text)
        return
    try:
        cells = flat(value)
    except RecursionError:
        rejected.add(number, "it is nested too deep", text)
        return
    yield number, cells
