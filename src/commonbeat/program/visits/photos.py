"""Keeping photos: a file by the hash of what we drew, a row by the hash of what the phone sent."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from django.conf import settings

from commonbeat.program.action import action, after_commit
from commonbeat.program.agencies.scope import agency_scope
from commonbeat.program.audit.record import Entry, RowOf, record
from commonbeat.program.picture_files import give_its_name, write_beside
from commonbeat.program.visits.models import Device, Photo, SyncConflict, Visit
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
        PictureError: no entry of the officer names it, so that what was set aside stays out; or the bytes are not
            those of the name, no picture, or too many pixels.
        StorageError: it could not be written; nothing was kept.
    """
    if hashlib.sha256(sent).hexdigest() != content_hash:
        raise PictureError("hash")
    if Photo.objects.visible_to(device.member).filter(content_hash=content_hash).exists():
        return False
    if not _is_named(device, content_hash):
        raise PictureError("unnamed")
    drawn = draw_anew(sent)
    stored_hash = hashlib.sha256(drawn.jpeg).hexdigest()
    part = write_beside(path_of(device.agency_id, stored_hash), drawn.jpeg)
    try:
        return _keep_row(device, content_hash, stored_hash, drawn, part)
    finally:
        part.unlink(missing_ok=True)


def path_of(agency_id: int, stored_hash: str) -> Path:
    """Where a photo's file lies."""
    return Path(settings.MEDIA_ROOT) / "photos" / str(agency_id) / stored_hash[:2] / f"{stored_hash}.jpg"


def forget_photos(agency_id: int, content_hashes: set[str]) -> list[Entry]:
    """Drop photos that no visit shows anymore, inside an action: their encounter was set aside.

    Returns:
        The events to record, one a photo.
    """
    shown = Visit.objects.filter(agency_id=agency_id).exclude(photos=[]).values_list("photos", flat=True)
    unseen = content_hashes - {photo for photos in shown.iterator() for photo in photos}
    rows = Photo.objects.filter(agency_id=agency_id, content_hash__in=unseen)
    gone = {photo.pk: photo.stored_hash for photo in rows}
    rows.delete()
    stored = set(gone.values())
    after_commit(lambda: _forget_files(agency_id, stored))
    return [Entry("photo.remove", RowOf(Photo, key)) for key in gone]


def _forget_files(agency_id: int, stored: set[str]) -> None:
    """Delete the files that no photo is kept in any more; the same picture may have come anew meanwhile."""
    with agency_scope(agency_id):
        kept = set(
            Photo.objects.filter(agency_id=agency_id, stored_hash__in=stored).values_list("stored_hash", flat=True)
        )
    for stored_hash in stored - kept:
        path_of(agency_id, stored_hash).unlink(missing_ok=True)


def _is_named(device: Device, content_hash: str) -> bool:
    """Whether an entry of the phone's officer names the photo: a visit that was not set aside, or one in conflict."""
    visits = Visit.objects.filter(agency_id=device.agency_id, officer_id=device.member_id).exclude(photos=[])
    if any(content_hash in photos for photos in visits.values_list("photos", flat=True).iterator()):
        return True
    waiting = SyncConflict.objects.filter(agency_id=device.agency_id, device__member_id=device.member_id)
    contents = waiting.filter(settled_at__isnull=True, kind="visit").values_list("content", flat=True)
    return any(content_hash in content.get("photos", ()) for content in contents)


@action
def _keep_row(device: Device, content_hash: str, stored_hash: str, drawn: Drawn, part: Path) -> bool:
    """The row, its event, and last the file under its own name: without the event there is no picture."""
    if not _is_named(device, content_hash):  # it was set aside while the picture was drawn
        raise PictureError("unnamed")
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
    give_its_name(part, path_of(device.agency_id, stored_hash))
    return is_new
