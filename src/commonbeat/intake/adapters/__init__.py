"""Readers of dispatch exports, one folder a format, all the same shape.

Each folder holds `adapter.py` with two functions and replicates its neighbor in every aspect:

- `recognizes(path, head) -> bool`: is this file mine? `head` is its first 64 KiB.
- `stage(path, into, *, progress) -> Staged`: read it into `into`, streaming.

`stage` below is the one door: it picks the reader by what is in the file, not by its name.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from commonbeat.errors import InputError
from commonbeat.intake.adapters import junk
from commonbeat.intake.adapters.delimited import adapter as delimited
from commonbeat.intake.adapters.geojson import adapter as geojson
from commonbeat.intake.adapters.jsonlines import adapter as jsonlines
from commonbeat.intake.adapters.limits import HEAD_BYTES
from commonbeat.intake.adapters.opendata import adapter as opendata
from commonbeat.intake.adapters.parquet import adapter as parquet
from commonbeat.intake.adapters.trouble import plain_errors
from commonbeat.intake.adapters.xlsx import adapter as xlsx
from commonbeat.intake.adapters.zipped import adapter as zipped
from commonbeat.intake.staging import Staged
from commonbeat.progress import Progress, silent


class Reader(Protocol):
    """What each folder's `adapter.py` offers."""

    def recognizes(self, path: Path, head: bytes) -> bool:
        """Is this file mine?"""

    def stage(self, path: Path, into: Path, *, progress: Progress = silent) -> Staged:
        """Read it into `into`."""


#: Asked in this order; delimited text takes whatever text is left.
_READERS: Final[tuple[Reader, ...]] = (parquet, xlsx, zipped, geojson, jsonlines, delimited)


def stage(source: str | Path, into: Path, *, progress: Progress = silent) -> Staged:
    """Read any export a department hands over into text columns with line numbers.

    Args:
        source: a file (CSV of any kind, XLSX, Parquet, GeoJSON, JSON lines, or any of them zipped or gzipped), or
            a portal: "opendata:Stockton/CALLS FOR SERVICE/2023".
        into: an empty folder of the caller's for the staged Parquet; it is made when missing.
        progress: told how far the reading is.

    Raises:
        InputError: the file is empty, damaged, a bomb, or not an export; it says what, where and what to do.
        StorageError: the disk is full.
    """
    with plain_errors(str(source), into), _nothing_left(into):
        if opendata.is_portal(source):
            return opendata.stage(str(source), into, progress=progress)
        path = Path(source)
        return _reader_of(path).stage(path, into, progress=progress)


@contextmanager
def _nothing_left(into: Path) -> Iterator[None]:
    """Make the folder; when the reading fails or is interrupted, remove what it wrote there."""
    into.mkdir(parents=True, exist_ok=True)
    before = set(into.iterdir())
    try:
        yield
    except BaseException:
        for path in set(into.iterdir()) - before:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        raise


def _reader_of(path: Path) -> Reader:
    todo = "Check the name, and that you may read it."
    if not path.exists():
        raise InputError("There is no such file.", where=str(path), todo=todo)
    if path.is_dir():
        raise InputError("This is a folder, not a file.", where=str(path), todo="Name the files in it.")
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise InputError(f"The file cannot be opened: {error.strerror}.", where=str(path), todo=todo) from error
    if not head:
        raise InputError("The file is empty.", where=str(path), todo="Export it again.")
    name = junk.name_of(head)
    if name is None:
        for reader in _READERS:
            if reader.recognizes(path, head):
                return reader
    raise InputError(
        f"The file is {name or 'neither text nor any format that is read here'}, not an export.",
        where=str(path),
        todo=junk.remedy(name or ""),
    )
