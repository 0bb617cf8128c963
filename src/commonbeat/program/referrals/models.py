"""Referrals without a person: the details go to the service by its own form and never through us."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.owned import AgencyOwned


class Need(models.TextChoices):
    """What help is for."""

    HOUSING = "housing", _("Housing and rent")
    FOOD = "food", _("Food")
    MENTAL_HEALTH = "mental health", _("Mental health")
    SUBSTANCE_USE = "substance use", _("Substance use")
    FAMILY = "family", _("Family and parenting")
    YOUTH = "youth", _("Youth")
    OLDER_ADULTS = "older adults", _("Older adults")
    LEGAL = "legal", _("Legal help")
    WORK = "work", _("Work and income")
    HEALTH = "health", _("Health care")
    LANGUAGE = "language", _("Language help")
    VICTIM_SUPPORT = "victim support", _("Support after a crime")


class Referral(AgencyOwned):
    """A need, a service and a place. The service says by its own link whether help was reached.

    Attributes:
        code: short code that whoever needs help shows the service; leads to nothing but this row.
        consented_at: when consent was given; there is no referral without it.
        told_at: when the service first said something.
        link_digest: digest of the service's own link for the answer.
    """

    class State(models.TextChoices):
        """What the service says."""

        MADE = "made", _("No word yet")
        REACHED = "reached", _("Reached")
        NOT_REACHED = "not reached", _("Not reached")
        DECLINED = "declined", _("Declined")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey("services.Service", on_delete=models.PROTECT, related_name="referrals")
    need = models.CharField(max_length=16, choices=Need)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="referrals")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    visit = models.ForeignKey("visits.Visit", on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    language = models.CharField(max_length=12, default="en")
    made_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    consented_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.MADE)
    told_at = models.DateTimeField(null=True, blank=True)
    link_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        """Found by service and state."""

        constraints = [
            models.UniqueConstraint(fields=["link_digest"], condition=~Q(link_digest=""), name="referral_link")
        ]
        indexes = [models.Index(fields=["agency", "service", "state", "made_at"], name="referral_open")]

    def __str__(self) -> str:
        return f"{self.need} to {self.service_id}"

    @property
    def short_code(self) -> str:
        """The code as it is shown and said: "3F2A-91BC"."""
        start = self.code.hex[:8].upper()
        return f"{start[:4]}-{start[4:]}"
