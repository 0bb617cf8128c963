"""Keeping photos: a file by the hash of what we drew, a row by the hash of what the phone sent."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import Final

from django.conf import settings

from commonbeat.errors import StorageError
from commonbeat.program.action import action, after_commit
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.audit.record import record
from commonbeat.program.visits.models import Device, Photo, Visit
from commonbeat.program.visits.pictures import Drawn, PictureError, draw_anew

#: Bytes of a photo as sent, at most.
BYTES_AT_MOST: Final = 12 * 1024 * 1024


def keep_photo(device: Device, content_hash: str, sent: bytes) -> bool:
    """Draw the photo anew and keep it; False when it was kept before.

    Args:
        device: the phone it came from.
        content_hash: SHA-256, hex, that the phone names it by.
        sent: the picture's bytes.

    Raises:
        PictureError: the bytes are not those of the name, no picture, or too many pixels.
        StorageError: it could not be written; nothing was kept.
    """
    if hashlib.sha256(sent).hexdigest() != content_hash:
        raise PictureError("hash")
    if Photo.objects.visible_to(device.member).filter(content_hash=content_hash).exists():
        return False
    drawn = draw_anew(sent)
    stored_hash = hashlib.sha256(drawn.jpeg).hexdigest()
    part = _write(path_of(device.agency_id, stored_hash), drawn.jpeg)
    try:
        return _keep_row(device, content_hash, stored_hash, drawn, part)
    finally:
        part.unlink(missing_ok=True)


def path_of(agency_id: int, stored_hash: str) -> Path:
    """Where a photo's file lies."""
    return Path(settings.MEDIA_ROOT) / "photos" / str(agency_id) / stored_hash[:2] / f"{stored_hash}.jpg"


def forget_photos(agency_id: int, content_hashes: set[str]) -> None:
    """Drop photos that no visit shows anymore, inside an action: their encounter was set aside."""
    shown = Visit.objects.filter(agency_id=agency_id).exclude(photos=[]).values_list("photos", flat=True)
    unseen = content_hashes - {photo for photos in shown.iterator() for photo in photos}
    rows = Photo.objects.filter(agency_id=agency_id, content_hash__in=unseen)
    stored = set(rows.values_list("stored_hash", flat=True))
    rows.delete()
    after_commit(lambda: _forget_files(agency_id, stored))


def _forget_files(agency_id: int, stored: set[str]) -> None:
    """Delete the files that no photo is kept in any more; the same picture may have come anew meanwhile."""
    with agency_scope(agency_id):
        kept = set(
            Photo.objects.filter(agency_id=agency_id, stored_hash__in=stored).values_list("stored_hash", flat=True)
        )
    for stored_hash in stored - kept:
        path_of(agency_id, stored_hash).unlink(missing_ok=True)


@action
def _keep_row(device: Device, content_hash: str, stored_hash: str, drawn: Drawn, part: Path) -> bool:
    """The row, its event, and last the file under its own name: without the event there is no picture."""
    photo, is_new = Photo.objects.get_or_create(
        agency_id=device.agency_id,
        content_hash=content_hash,
        defaults={
            "stored_hash": stored_hash,
            "width": drawn.width,
            "height": drawn.height,
            "sent_by_id": device.member_id,
        },
    )
    if is_new:
        record("photo.create", actor=device.member, about=photo)
    _named(part, path_of(device.agency_id, stored_hash))
    return is_new


def _write(path: Path, content: bytes) -> Path:
    """Put the content beside where it will be, on disk before this returns; the path of what was written."""
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


def _named(part: Path, path: Path) -> None:
    """Give the file its own name, on disk before this returns: a row that is kept must find it."""
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
        f"The photo could not be written: {error.strerror}.", todo="Nothing was kept. Send it again later."
    )
