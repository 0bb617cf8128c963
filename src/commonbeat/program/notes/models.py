"""Notes: place knowledge with an author, a source and a day on which it lapses unless someone confirms it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.owned import AgencyOwned, AgencyOwnedQuerySet

if TYPE_CHECKING:
    from typing import Self

    from commonbeat.program.agencies.models import Member


class NoteQuerySet(AgencyOwnedQuerySet["Note"]):
    """Notes; a sealed one exists for its author alone, until an emergency access opens it."""

    def visible_to(self, member: Member) -> Self:
        """Notes of the agency without the sealed notes of others; a sergeant's own door to those is `notes.queries`."""
        return super().visible_to(member).filter(Q(sealed=False) | Q(author=member))


class Note(AgencyOwned):
    """One or two sentences about a place, never about a person.

    Attributes:
        code: its name in addresses; running numbers would tell that sealed notes exist.
    """

    class Kind(models.TextChoices):
        """What the note helps with."""

        ACCESS = "access", _("Access")
        HAZARD = "hazard", _("Hazard")
        CONTACT = "contact", _("Contact by role")
        WORKS = "works", _("What works")
        FAILED = "failed", _("What failed")
        LANGUAGE = "language", _("Language")
        CALENDAR = "calendar", _("Calendar")
        SERVICES = "services", _("Services")

    class Source(models.TextChoices):
        """Where the knowledge comes from."""

        SEEN = "seen", _("Seen by the officer")
        TOLD = "told", _("Told by someone there")
        PARTNER = "partner", _("From a partner")
        RECORD = "record", _("From a record")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=400)
    source = models.CharField(max_length=12, choices=Source, default=Source.SEEN)
    author = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    confirm_by = models.DateField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BooleanField(default=False)

    objects = NoteQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        """Found by place and day."""

        indexes = [models.Index(fields=["agency", "place", "confirm_by"], name="note_live")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.place_id}"


class NoteDispute(AgencyOwned):
    """Someone who read a note says that it is wrong, and why."""

    class Outcome(models.TextChoices):
        """What a sergeant decided."""

        STANDS = "stands", _("The note stands")
        WITHDRAWN = "withdrawn", _("The note was withdrawn")

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="disputes")
    by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=280)
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)

    class Meta:
        """A member disputes a note once at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["note", "by"], condition=Q(settled_at__isnull=True), name="open_dispute_once"
            )
        ]

    def __str__(self) -> str:
        return f"dispute of {self.note_id}"


class EmergencyAccess(AgencyOwned):
    """A member opened whatever is sealed at a place, in an emergency, for an hour; a second person reviews it.

    Attributes:
        code: its name in addresses.
        justified: what the second person found; None until reviewed.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=280)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        "agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    justified = models.BooleanField(null=True, blank=True)

    class Meta:
        """The second person is another one."""

        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=models.F("by")), name="reviewed_by_another"
            )
        ]
        indexes = [models.Index(fields=["agency", "by", "place", "closes_at"], name="emergency_open")]

    def __str__(self) -> str:
        return f"emergency access at {self.place_id}"
