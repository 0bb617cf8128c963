"""The visit log: what an officer records on a phone, and how it reached us.

The tables that grow with every visit have the indexes that a query uses and no others: each costs as much as the row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.owned import AgencyOwned, AgencyOwnedQuerySet

if TYPE_CHECKING:
    from typing import Self


class Device(AgencyOwned):
    """A phone that a member signed in on. Its token can send entries and read nothing.

    Attributes:
        last_seq: the highest number of the phone's own count received.
        missing: numbers below it that never came: `[[first, last], ...]`.
    """

    member = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="devices")
    uuid = models.UUIDField()
    token_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_seq = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)

    class Meta:
        """A phone is known to a member once."""

        constraints = [models.UniqueConstraint(fields=["agency", "member", "uuid"], name="device_of_a_member")]

    def __str__(self) -> str:
        return self.label or str(self.uuid)


class Receipt(AgencyOwned):
    """That an entry came: its id, and the hash of what was in it. Sent again, it is known by this row.

    Attributes:
        entry: the id the phone gave it.
        kind: what it was; an id keeps its kind.
        content_hash: SHA-256, hex, of kind and content: the same id with another hash is a conflict.
        refers_to: the entry that it amends, takes back, closes or belongs to; that one may come later.
    """

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    entry = models.UUIDField()
    device = models.ForeignKey(
        Device, on_delete=models.PROTECT, null=True, blank=True, related_name="receipts", db_index=False
    )
    seq = models.PositiveIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=24)
    content_hash = models.CharField(max_length=64)
    refers_to = models.UUIDField(null=True, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """An entry is received once."""

        constraints = [models.UniqueConstraint(fields=["agency", "entry"], name="receipt_entry")]
        indexes = [
            models.Index(fields=["agency", "refers_to"], condition=Q(refers_to__isnull=False), name="receipt_refers_to")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry}"


class VisitQuerySet(AgencyOwnedQuerySet["Visit"]):
    """Visits; `counted` are the ones that stand: no correction took their place, and they were not taken back."""

    def counted(self) -> Self:
        """The latest version of each visit that took place."""
        return self.filter(superseded=False, withdrawn=False)


class Visit(AgencyOwned):
    """Time an officer spent at an area: how long, how many talks, and who began them. It names nobody but the officer.

    Attributes:
        entry: the id the phone gave it.
        written_at: when it was written down, by the phone's clock; of two corrections of one visit the later counts.
        amends: the visit that this one corrects; that one stays readable and is no longer counted.
        superseded: a correction took its place.
        withdrawn: the visit did not take place (a correction said so), or it was set aside and emptied.
    """

    class Kind(models.TextChoices):
        """What the officer did there."""

        HUNG_OUT = "hung out", _("Hung out")
        WALKED = "walked", _("Walked")
        MEETING = "meeting", _("Meeting")
        EVENT = "event", _("Event")
        FOLLOW_UP = "follow-up", _("Follow-up")

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    entry = models.UUIDField()
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="visits", db_index=False)
    place = models.ForeignKey(
        "places.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="visits", db_index=False
    )
    officer = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="visits", db_index=False)
    began_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    talks_they_started = models.PositiveSmallIntegerField(default=0)
    talks_i_started = models.PositiveSmallIntegerField(default=0)
    raised = models.JSONField(default=list)
    raised_text = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=8, blank=True)
    photos = models.JSONField(default=list)
    written_at = models.DateTimeField(null=True, blank=True)
    amends = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections", db_index=False
    )
    superseded = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)
    received_at = models.DateTimeField(auto_now_add=True)

    objects = VisitQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        """An entry is kept once; a visit has a length."""

        constraints = [
            models.UniqueConstraint(fields=["agency", "entry"], name="visit_entry"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=1440), name="visit_minutes"),
        ]
        indexes = [
            models.Index(fields=["agency", "area", "began_at"], name="visit_area_began"),
            models.Index(fields=["agency", "officer", "began_at"], name="visit_officer_began"),
            models.Index(fields=["place"], condition=Q(place__isnull=False), name="visit_place"),
            models.Index(fields=["amends"], condition=Q(amends__isnull=False), name="visit_amends"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.area_id}, {self.minutes} min"


class SetAside(AgencyOwned):
    """An encounter in which someone was detained or searched. It is no visit: only that it was set aside is kept."""

    entry = models.UUIDField()
    officer = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """An entry is set aside once."""

        constraints = [models.UniqueConstraint(fields=["agency", "entry"], name="set_aside_entry")]

    def __str__(self) -> str:
        return str(self.entry)


class SyncConflict(AgencyOwned):
    """The same id came again with another content. Both are kept; a sergeant decides."""

    entry = models.UUIDField()
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=24)
    content_hash = models.CharField(max_length=64)
    content = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_how = models.CharField(max_length=16, blank=True)

    class Meta:
        """The same other content is kept once."""

        constraints = [models.UniqueConstraint(fields=["agency", "entry", "content_hash"], name="conflict_content")]

    def __str__(self) -> str:
        return str(self.entry)


class Photo(AgencyOwned):
    """A picture of a place, by the SHA-256 of what the phone sent; what is kept is drawn anew without metadata."""

    content_hash = models.CharField(max_length=64)
    stored_hash = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sent_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A picture is kept once."""

        constraints = [models.UniqueConstraint(fields=["agency", "content_hash"], name="photo_content")]

    def __str__(self) -> str:
        return self.content_hash
