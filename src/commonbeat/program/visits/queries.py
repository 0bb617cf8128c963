"""Reading the visit log and how it reached us."""

from __future__ import annotations

from django.db.models import QuerySet

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.visits.models import Device, Photo, SyncConflict, Visit


def visits_at(member: Member, area: Area) -> QuerySet[Visit]:
    """The visits at an area that stand, the latest first; with place and officer."""
    counted = Visit.objects.counted().visible_to(member).filter(area=area)
    return counted.select_related("place", "officer").order_by("-began_at", "-pk")


def open_conflicts(member: Member) -> QuerySet[SyncConflict]:
    """Entries that came twice with different content and wait for a decision, the oldest first."""
    waiting = SyncConflict.objects.visible_to(member).filter(settled_at__isnull=True)
    return waiting.select_related("device__member").order_by("received_at", "pk")


def phones_with_gaps(member: Member) -> QuerySet[Device]:
    """Phones of which numbers never came: entries that may be lost."""
    phones = Device.objects.visible_to(member).filter(revoked_at__isnull=True).exclude(missing=[])
    return phones.select_related("member").order_by("-last_seen_at")


def photo(member: Member, content_hash: str) -> Photo | None:
    """A photo by the hash of what the phone sent; None when the agency has none such."""
    return Photo.objects.visible_to(member).filter(content_hash=content_hash).first()
