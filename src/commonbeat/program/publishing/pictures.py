"""Pictures on officers' cards: drawn anew as photos of visits are, so that nothing is in them but what is seen."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

from commonbeat.program.picture_files import keep_file
from commonbeat.program.visits.pictures import draw_anew


def keep_picture(agency_id: int, sent: bytes) -> str:
    """Draw the picture anew and write it; the hash by which a card names it. Nothing shows it until a card does.

    Raises:
        PictureError: no picture of a known format, damaged, or too many pixels.
        StorageError: it could not be written.
    """
    jpeg = draw_anew(sent).jpeg
    name = hashlib.sha256(jpeg).hexdigest()
    keep_file(picture_path(agency_id, name), jpeg)
    return name


def picture_path(agency_id: int, name: str) -> Path:
    """Where a card's picture lies."""
    return Path(settings.MEDIA_ROOT) / "cards" / str(agency_id) / f"{name}.jpg"
