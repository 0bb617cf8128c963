"""Files that commands write: whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from commonbeat.errors import StorageError


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader, or whoever comes after Ctrl-C, sees the old content or the new, never a part.

    Raises:
        StorageError: the folder is missing, or the disk is full or cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise StorageError(
            f"The file cannot be written: {error.strerror or error}.", where=str(path), todo="Choose another place."
        ) from error
    finally:
        part.unlink(missing_ok=True)
