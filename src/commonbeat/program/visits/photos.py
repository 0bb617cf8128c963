"""Keeping photos: a file by the hash of what we drew, a row by the hash of what the phone sent."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import Final

from django.conf import settings

from commonbeat.errors import StorageError
from commonbeat.program.action import action
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
    _write(path_of(device.agency_id, stored_hash), drawn.jpeg)
    return _keep_row(device, content_hash, stored_hash, drawn)


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
    kept = Photo.objects.filter(agency_id=agency_id, stored_hash__in=stored)
    for stored_hash in stored - set(kept.values_list("stored_hash", flat=True)):
        path_of(agency_id, stored_hash).unlink(missing_ok=True)


@action
def _keep_row(device: Device, content_hash: str, stored_hash: str, drawn: Drawn) -> bool:
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
    return is_new


def _write(path: Path, content: bytes) -> None:
    """Put the file there whole or not at all, and on disk before this returns."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(
            f"The photo could not be written: {error.strerror}.", todo="Nothing was kept. Send it again later."
        ) from error
