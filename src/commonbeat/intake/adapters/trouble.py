"""Errors of the machine, said as errors of the file or of the disk."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commonbeat.errors import CommonbeatError, InputError, StorageError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_WORDS = ("no space left", "disk quota", "file too large", "could not write", "out of disk")


def storage_error(into: Path, reason: str) -> StorageError:
    """The staging folder cannot be written."""
    return StorageError(
        f"The export cannot be staged: {reason}.",
        where=str(into),
        todo="Free some disk space, or choose another folder, and run it again; nothing was loaded.",
    )


@contextmanager
def plain_errors(source: str, into: Path) -> Iterator[None]:
    """Turn what the readers' libraries raise into InputError (the file) or StorageError (the disk)."""
    try:
        yield
    except CommonbeatError:
        raise
    except OSError as error:
        text = str(error).lower()
        if error.errno in _FULL or any(words in text for words in _FULL_WORDS):
            raise storage_error(into, "the disk is full") from error
        if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM} and str(into) in text:
            raise storage_error(into, "the folder cannot be written") from error
        raise InputError(f"The file cannot be read: {error.strerror or error}.", where=source) from error
    except MemoryError as error:
        raise InputError(
            "The file needs more memory than there is.", where=source, todo="Export it as CSV and try again."
        ) from error
    except Exception as error:  # pyarrow, DuckDB, openpyxl and zipfile meet damage with errors of nearly every kind
        text = str(error)
        if any(words in text.lower() for words in _FULL_WORDS):
            raise storage_error(into, "the disk is full") from error
        raise InputError(
            f"The file is damaged or not what its name says: {text.splitlines()[0] if text else type(error).__name__}",
            where=source,
            todo="Export it again, or open it and save it as CSV.",
        ) from error
