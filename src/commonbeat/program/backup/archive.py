"""One file with everything but the keys: the database, the photos, and what to compare them with."""

from __future__ import annotations

import json
import os
import shutil
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from commonbeat.errors import InputError, UsageError
from commonbeat.program.backup.engines import Database, copy_in, copy_out
from commonbeat.progress import Progress, silent

_CONTENTS: Final = "backup.json"
_PHOTOS: Final = "media"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup is of.

    Attributes:
        made_at: UTC.
        code_version: of the software that made it.
        key: short name of the master key that belongs to it.
        database: name of the copy in the archive.
    """

    made_at: str
    code_version: str
    key: str
    database: str


def back_up(to: Path, *, database: Database, photos: Path, key: str, progress: Progress = silent) -> Contents:
    """Write a backup; a file of that name appears when it is complete and on disk, not before.

    Args:
        to: the archive (tar).
        database: Django's settings of the database, of a role that reads all.
        photos: folder of the photos; they never change, so they are copied after the database.
        key: fingerprint of the master key.

    Raises:
        UsageError: the file is there already.
        StorageError: the database could not be copied, or the disk is full.
    """
    if to.exists():
        raise UsageError("The file is there already, and a backup is never overwritten.", where=str(to))
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=to.parent) as scratch:
        progress("Copying the database", 0, None)
        copy = copy_out(database, Path(scratch))
        contents = Contents(datetime.now(UTC).isoformat(timespec="seconds"), version("commonbeat"), key, copy.name)
        listed = Path(scratch) / _CONTENTS
        listed.write_text(json.dumps(asdict(contents), indent=1) + "\n", encoding="utf-8")
        part = Path(scratch) / "part.tar"
        progress("Writing the backup", 0, None)
        with part.open("wb") as file:
            with tarfile.open(fileobj=file, mode="w") as archive:
                archive.add(listed, _CONTENTS)
                archive.add(copy, copy.name)
                if photos.is_dir():
                    archive.add(photos, _PHOTOS)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o600)
        part.replace(to)
    return contents


def restore(source: Path, *, database: Database, photos: Path, key: str, progress: Progress = silent) -> Contents:
    """Put a backup back into an installation that has no database yet.

    Raises:
        InputError: the file is no backup, or the keys here are not the ones that belong to it.
        UsageError: there is a database or a folder of photos already.
        StorageError: the disk is full, or the database cannot be made.
    """
    if photos.exists() and any(photos.iterdir()):
        raise UsageError("There are photos already.", where=str(photos), todo="Move them away first.")
    with tempfile.TemporaryDirectory(prefix="commonbeat-restore-") as scratch:
        progress("Reading the backup", 0, None)
        contents = _unpack(source, Path(scratch))
        if contents.key != key:
            raise InputError(
                "The keys of this installation are not the ones of the backup.",
                where=str(source),
                todo="Put the file keys/master.key that belongs to it into the data folder first.",
            )
        progress("Putting the database back", 0, None)
        copy_in(database, Path(scratch) / contents.database)
        if (Path(scratch) / _PHOTOS).is_dir():
            shutil.copytree(Path(scratch) / _PHOTOS, photos, dirs_exist_ok=True)
    return contents


def _unpack(source: Path, into: Path) -> Contents:
    try:
        with tarfile.open(source, "r:") as archive:
            archive.extractall(into, filter="data")
        told: dict[str, Any] = json.loads((into / _CONTENTS).read_text(encoding="utf-8"))
        return Contents(**told)
    except (OSError, tarfile.TarError, ValueError, TypeError, KeyError) as error:
        raise InputError("The file is no backup of this software, or is damaged.", where=str(source)) from error
