"""Pictures on officers' cards: drawn anew as photos of visits are, so that nothing is in them but what is seen."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings

from commonbeat.errors import StorageError
from commonbeat.program.visits.pictures import draw_anew


def keep_picture(agency_id: int, sent: bytes) -> str:
    """Draw the picture anew and write it; the hash by which a card names it. Nothing shows it until a card does.

    Raises:
        PictureError: no picture of a known format, damaged, or too many pixels.
        StorageError: it could not be written.
    """
    jpeg = draw_anew(sent).jpeg
    name = hashlib.sha256(jpeg).hexdigest()
    path = picture_path(agency_id, name)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(jpeg)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(f"The picture could not be written: {error.strerror}.", todo="Try again later.") from error
    return name


def picture_path(agency_id: int, name: str) -> Path:
    """Where a card's picture lies."""
    return Path(settings.MEDIA_ROOT) / "cards" / str(agency_id) / f"{name}.jpg"
