"""A large export comes in parts: each is on disk before the next is sent, and one that was lost is sent again."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.agencies.models import Member
from commonbeat.program.jobs.uploads import Stored, ending_of, fits, folder_of, not_empty

#: Bytes of a part at most.
PART: Final = 4 * 1024**2
_SALT: Final = "commonbeat.upload"
#: Seconds after which what was begun and never finished is deleted, and its ticket ends.
_A_DAY: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload in parts: its file so far, the name of the export, and the bytes it will have."""

    path: Path
    file_name: str
    size: int

    @property
    def there(self) -> int:
        """Bytes that are on disk."""
        return self.path.stat().st_size


def begin(by: Member, file_name: str, size: int) -> str:
    """Make room for an export that will come in parts. What the member began before and never finished goes.

    Returns:
        A ticket, to be shown with every part; it is good for a day, for this member alone.

    Raises:
        PermissionDenied: only sergeants and analysts bring exports.
        ValidationError: its name is no export's, it is empty or too large, or the disk has no room.
    """
    if not by.has_perm("jobs.bring", None):
        raise PermissionDenied
    not_empty(size)
    ending, folder = ending_of(file_name), folder_of(by.agency_id)
    fits(folder, size)
    for old in folder.glob("*.part"):
        if old.name.startswith(f"{by.pk}-") or old.stat().st_mtime < time.time() - _A_DAY:
            old.unlink(missing_ok=True)
    name = f"{by.pk}-{secrets.token_hex(16)}{ending}"
    path = folder / f"{name}.part"
    path.touch(mode=0o600, exist_ok=False)
    return signing.dumps({"by": by.pk, "name": name, "file": file_name[-200:], "size": size}, salt=_SALT)


def add(by: Member, ticket: str, at: int, chunks: Iterable[bytes]) -> int:
    """Put a part behind those that are there. One that is there already, or leaves a gap, changes nothing.

    Args:
        by: who began.
        ticket: of `begin`.
        at: bytes before this part.
        chunks: its bytes.

    Returns:
        How many bytes are there now: where to go on.

    Raises:
        ValidationError: the ticket is no good any more, the part is too large, or the disk has no room.
    """
    begun = _begun(by, ticket)
    if at != begun.there:
        return begun.there
    with begun.path.open("r+b") as file:
        file.seek(at)
        try:
            size = at
            for chunk in chunks:
                size += len(chunk)
                if size > min(at + PART, begun.size):
                    raise ValidationError(_("More came than was announced. Choose the file again."))
                fits(begun.path.parent, size)
                file.write(chunk)
        except BaseException:
            file.truncate(at)
            raise
    return begun.there


def finish(by: Member, ticket: str) -> tuple[str, Stored]:
    """All parts are there: the upload is an export that can be checked.

    Returns:
        The name of the export as the person knows it, and the file as stored.

    Raises:
        ValidationError: the ticket is no good any more, or parts are missing.
    """
    begun = _begun(by, ticket)
    if begun.there != begun.size:
        raise ValidationError(_("A part of the file is missing. Upload it again."))
    digest = hashlib.sha256()
    with begun.path.open("rb") as file:
        while chunk := file.read(1024**2):
            digest.update(chunk)
    whole = begun.path.with_suffix("")  # ".part" goes
    begun.path.rename(whole)
    return begun.file_name, Stored(whole.name, begun.size, digest.hexdigest())


def _begun(by: Member, ticket: str) -> Begun:
    try:
        told = signing.loads(ticket, salt=_SALT, max_age=_A_DAY)
    except signing.BadSignature:
        told = {}
    path = folder_of(by.agency_id) / f"{told.get('name', '')}.part"
    if told.get("by") != by.pk or not path.is_file():
        raise ValidationError(_("This upload has ended. Choose the file again."))
    return Begun(path, told["file"], told["size"])
