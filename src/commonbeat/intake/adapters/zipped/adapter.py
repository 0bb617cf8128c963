"""Zip and gzip: one or more of the other formats, packed."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from commonbeat.errors import InputError
from commonbeat.intake.adapters.fingerprint import sha256_of
from commonbeat.intake.adapters.merge import merged
from commonbeat.intake.adapters.zipped.unpack import Unpacker
from commonbeat.intake.staging import Staged
from commonbeat.progress import Progress, silent


def recognizes(path: Path, head: bytes) -> bool:  # noqa: ARG001
    """A zip (also an empty one) or gzip signature."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\x1f\x8b"))


def stage(path: Path, into: Path, *, progress: Progress = silent) -> Staged:
    """Unpack what is in it to disk, one file at a time, and read each with its own reader.

    Files with the same columns become one export; a file with other columns is named in the notes and left out.

    Raises:
        InputError: damaged, truncated, protected by a password, or unpacking to far more than any export would.
        StorageError: the disk is full.
    """
    from commonbeat.intake.adapters import stage as stage_any  # the door, which also opens this reader

    parts: list[tuple[str, Staged]] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory(dir=into, prefix="unpacked-") as folder:
        for number, (name, member) in enumerate(Unpacker(path, Path(folder)).members(progress=progress)):
            place = into / f"file-{number:04d}"
            try:
                staged = stage_any(member, place, progress=progress)
            except InputError as error:
                shutil.rmtree(place, ignore_errors=True)
                notes.append(f"{name} was left out: {error.what}")
                problem = InputError(error.what, where=f"{path}, file {name} in it", todo=error.todo)
            else:
                parts.append((name, replace(staged, source=f"{path}/{name}")))
            finally:
                member.unlink(missing_ok=True)
    if not parts:
        if notes:
            raise problem
        raise InputError("The archive has no files in it.", where=str(path), todo="Pack the export again.")
    whole = merged(parts, str(path))
    return replace(whole, notes=(*notes, *whole.notes), sha256=sha256_of(path))
