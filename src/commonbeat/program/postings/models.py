"""Postings: who stands where, for how many hours a week, and what became of the hours."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from commonbeat.program.agencies.owned import AgencyOwned


class Posting(AgencyOwned):
    """One officer posted to one area, from a day to a day (both local to the agency, the last one included)."""

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="postings")
    officer = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="postings")
    backup = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    promised_hours = models.DecimalField(max_digits=4, decimal_places=1)
    tenure_months = models.PositiveSmallIntegerField(default=24)
    approved_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)
    why = models.TextField(blank=True)

    class Meta:
        """An officer is posted to an area once at a time."""

        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="posting_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["area", "officer"], condition=Q(ends_on__isnull=True), name="posted_to_an_area_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} at {self.area_id}"


class PlanDraft(AgencyOwned):
    """A posting plan that a person is working on. It posts nobody until a sergeant approves it.

    Attributes:
        roster: what was asked of each officer: `[{"member", "hours", "languages", "wishes"}]`.
        plan: what the machine proposed, in the documented JSON of `commonbeat station`; or the conflict that left none.
        assigned: who stands where now, after the person's edits: member id (text) -> area id, or None.
    """

    made_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    roster = models.JSONField(default=list)
    plan = models.JSONField(default=dict)
    assigned = models.JSONField(default=dict)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One plan is worked on at a time."""

        constraints = [
            models.UniqueConstraint(fields=["agency"], condition=Q(closed_at__isnull=True), name="one_open_plan_draft")
        ]

    def __str__(self) -> str:
        return f"plan of {self.made_at:%Y-%m-%d}"


class PulledAway(AgencyOwned):
    """A time the posted officer was sent elsewhere: by whom, for what, how long."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="pulled_away")
    entry = models.UUIDField()
    began_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    by_whom = models.CharField(max_length=80)
    for_what = models.CharField(max_length=200)
    recorded_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A retried entry counts once."""

        constraints = [models.UniqueConstraint(fields=["agency", "entry"], name="pulled_away_entry")]

    def __str__(self) -> str:
        return f"{self.minutes} min from {self.posting_id}"


class Handover(AgencyOwned):
    """What the next officer gets when a posting ends; or why the sergeant ends it without.

    Attributes:
        pack: what was true on the day it was made, as JSON; live views are made anew beside it.
    """

    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="handover")
    to_officer = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    overlap_until = models.DateField(null=True, blank=True)
    pack = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)
    waived_why = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"handover of {self.posting_id}"
