"""Keys of an installation, in files beside the database: made once, readable by the server's own user alone."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from commonbeat.errors import StorageError


def master_key(data: Path) -> bytes:
    """The 32 bytes from which every other key is derived; made at the first start.

    It belongs in the backup of the keys, apart from the backup of the database: without it the audit chain cannot be
    verified and entries sealed on phones cannot be read.

    Raises:
        StorageError: the file cannot be made, or is not what was made.
    """
    path = data / "keys" / "master.key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            key = path.read_bytes()
        else:
            key = secrets.token_bytes(32)
            with os.fdopen(handle, "wb") as file:
                file.write(key)
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise StorageError(f"The keys cannot be read or made: {error.strerror}.", where=str(path)) from None
    if len(key) != 32:
        raise StorageError("The master key is damaged.", where=str(path), todo="Restore it from its backup.")
    return key


def fingerprint(key: bytes) -> str:
    """A short name of a key that tells nothing about it."""
    return hashlib.sha256(b"fingerprint" + key).hexdigest()[:16]
