"""Notes: place knowledge with an author, a source and a day on which it lapses unless someone confirms it."""

from __future__ import annotations

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
    """One or two sentences about a place, never about a person."""

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

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="disputes")
    by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=280)
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"dispute of {self.note_id}"
