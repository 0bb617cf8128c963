"""Where uploaded exports lie until they are loaded: a folder of the installation that no page serves."""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.jobs.models import Import

#: Bytes of an upload at most: in one request, as a browser without scripts sends it, and in parts
#: (`program.jobs.parts`). Larger exports are zipped, or loaded at the terminal.
MOST_AT_ONCE: Final = 60 * 1024**2
MOST_BYTES: Final = 2 * 1024**3
#: Bytes that stay free on the disk.
_SPARE: Final = 512 * 1024 * 1024
_ENDINGS: Final = re.compile(r"\.(csv|txt|tsv|zip|gz|xlsx|parquet|geojson|json|jsonl|ndjson)(\.gz)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it was stored: its name in the folder, its bytes, and their SHA-256 (hex)."""

    name: str
    size: int
    sha256: str


def store(agency_id: int, file_name: str, chunks: Iterable[bytes]) -> Stored:
    """Write an upload to disk as it comes.

    Raises:
        ValidationError: its name is no export's, it is empty or too large, or the disk has no room.
    """
    folder = folder_of(agency_id)
    name = secrets.token_hex(16) + ending_of(file_name)
    digest, size, path = hashlib.sha256(), 0, folder / name
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            for chunk in chunks:
                size += len(chunk)
                fits(folder, size, most=MOST_AT_ONCE)
                digest.update(chunk)
                file.write(chunk)
        not_empty(size)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(name, size, digest.hexdigest())


def ending_of(file_name: str) -> str:
    """The ending by which the reader of the export is chosen, with its dot, in small letters.

    Raises:
        ValidationError: no export is named so.
    """
    ending = _ENDINGS.search(file_name)
    if ending is None:
        raise ValidationError(_("Choose an export: CSV, XLSX, Parquet, GeoJSON, JSON lines, or one of them zipped."))
    return ending.group(0).lower()


def fits(folder: Path, size: int, *, most: int = MOST_BYTES) -> None:
    """Whether so many bytes may lie in the folder.

    Raises:
        ValidationError: they are too many, or the disk has no room.
    """
    if size > most:
        raise ValidationError(
            _("The file is larger than %(most)s MB. Zip it, or load it with `commonbeat intake load`.")
            % {"most": f"{most // 1024**2:,}"}
        )
    if shutil.disk_usage(folder).free < _SPARE:
        raise ValidationError(_("The server's disk is nearly full. Free some space and try again."))


def not_empty(size: int) -> None:
    """Whether there is anything to read.

    Raises:
        ValidationError: there is not.
    """
    if not size:
        raise ValidationError(_("The file is empty. Export it again."))


def folder_of(agency_id: int) -> Path:
    """The agency's folder of uploads, there and closed to other users of the machine."""
    folder = _folder(agency_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def stored_file(bringing: Import) -> Path:
    """Path of the upload."""
    return _folder(bringing.agency_id) / bringing.stored


def forget_file(bringing: Import) -> None:
    """Delete the upload: what the lake needs of it is in the lake, and the rest is nobody's to keep."""
    if bringing.stored:
        stored_file(bringing).unlink(missing_ok=True)
        bringing.stored = ""


def _folder(agency_id: int) -> Path:
    return Path(settings.DATA) / "uploads" / str(agency_id)
