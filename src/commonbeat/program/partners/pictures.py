"""Pictures of a fix, before and after: drawn anew as photos of visits are, so that they hold only what is seen."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final, Literal

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.record import record
from commonbeat.program.partners.models import Fix
from commonbeat.program.picture_files import keep_file
from commonbeat.program.visits.pictures import draw_anew

When = Literal["before", "after"]
#: Bytes of a picture as sent, at most.
BYTES_AT_MOST: Final = 12 * 1024 * 1024


def add_picture(by: Member, fix: Fix, when: When, sent: bytes) -> Fix:
    """Show how it looks; a picture that stood there before is replaced. When the row is not kept, neither is the file.

    Raises:
        PictureError: no picture of a known format, damaged, or too many pixels.
        StorageError: it could not be written.
        PermissionDenied, ValidationError: as `show_picture`.
    """
    if len(sent) > BYTES_AT_MOST:
        raise ValidationError({"picture": _("This picture is too large.")})
    if not by.has_perm("partners.fix", fix.estate):
        raise PermissionDenied  # before anything is drawn
    jpeg = draw_anew(sent).jpeg
    digest = hashlib.sha256(jpeg).hexdigest()
    before = fix.before if when == "before" else fix.after
    keep_file(path_of(fix, digest), jpeg)
    try:
        return show_picture(by, fix, when, digest)
    finally:
        _forget_unshown(fix, {digest, before} - {""})


@action
def show_picture(by: Member, fix: Fix, when: When, digest: str) -> Fix:
    """Name the picture on the line of the fix list.

    Raises:
        PermissionDenied: neither staff nor this property's partner.
        ValidationError: the line was dropped.
    """
    if not by.has_perm("partners.fix", fix.estate):
        raise PermissionDenied
    present = Fix.objects.select_for_update().get(pk=fix.pk, agency_id=by.agency_id)
    if present.state == Fix.State.DROPPED:
        raise ValidationError({"picture": _("This line was dropped.")})
    if when == "before":
        present.before = digest
    else:
        present.after = digest
    present.save(update_fields=[when])
    record("fix.picture", actor=by, about=present, details={"when": when})
    return present


def path_of(fix: Fix, digest: str) -> Path:
    """Where a picture of this line lies; each line has its own folder."""
    return Path(settings.MEDIA_ROOT) / "fixes" / str(fix.agency_id) / str(fix.pk) / f"{digest}.jpg"


def _forget_unshown(fix: Fix, digests: set[str]) -> None:
    now = Fix.objects.get(pk=fix.pk)
    for digest in digests - {now.before, now.after}:
        path_of(fix, digest).unlink(missing_ok=True)
