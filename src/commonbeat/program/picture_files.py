"""Writing a picture's file so that a row which names it always finds it whole."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from commonbeat.errors import StorageError


def keep_file(path: Path, content: bytes) -> None:
    """Write the file; on disk under its own name before this returns.

    Raises:
        StorageError: it could not be written; nothing was kept.
    """
    part = write_beside(path, content)
    try:
        give_its_name(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_beside(path: Path, content: bytes) -> Path:
    """Put the content beside where it will be, on disk before this returns; the path of what was written.

    Raises:
        StorageError: it could not be written; nothing was kept.
    """
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _not_written(error) from error
    return part


def give_its_name(part: Path, path: Path) -> None:
    """Give what was written beside it the file's own name, on disk before this returns.

    Raises:
        StorageError: it could not be.
    """
    try:
        part.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise _not_written(error) from error


def _not_written(error: OSError) -> StorageError:
    return StorageError(
        f"The picture could not be written: {error.strerror}.", todo="Nothing was kept. Send it again later."
    )
