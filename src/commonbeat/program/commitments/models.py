"""Commitments: what an officer promised at a place, to which role, by when, and what became of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.owned import AgencyOwned


class Commitment(AgencyOwned):
    """A promise made. It goes with the area when the officer goes.

    Attributes:
        to_role: to whom, as a role; never a name.
        reason: why it was not kept. Whoever was promised hears it; `told_at` and `told_by` say that they have.
    """

    class State(models.TextChoices):
        """A promise is kept, kept late, or not kept with a reason."""

        OPEN = "open", _("Open")
        KEPT = "kept", _("Kept")
        KEPT_LATE = "kept late", _("Kept late")
        NOT_KEPT = "not kept", _("Not kept")

    entry = models.UUIDField()
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="commitments")
    place = models.ForeignKey(
        "places.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    visit = models.ForeignKey(
        "visits.Visit", on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    what = models.CharField(max_length=280)
    to_role = models.CharField(max_length=80)
    due_on = models.DateField()
    made_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=280, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """A retried entry counts once."""

        constraints = [models.UniqueConstraint(fields=["agency", "entry"], name="commitment_entry")]
        indexes = [models.Index(fields=["agency", "area", "state", "due_on"], name="commitment_due")]

    def __str__(self) -> str:
        return self.what
