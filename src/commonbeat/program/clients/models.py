"""Keys of machines: a dispatch system, a terminal in a car."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.owned import AgencyOwned


class Scope(models.TextChoices):
    """What a key opens."""

    BRIEFING = "briefing", _("Ask for a briefing by address, coordinates or place")
    EIDO = "eido", _("Send an incident (NENA EIDO) and get its briefing")
    OPEN311 = "open311", _("Send concerns from the city's 311 system and follow them (Open311)")


#: What a new key opens unless something else is chosen: the questions of dispatch.
DISPATCH = (Scope.BRIEFING.value, Scope.EIDO.value)


class ApiKey(AgencyOwned):
    """A key of one machine of one agency. The key itself is shown once and never kept.

    Attributes:
        name: what the machine is ("Dispatch console"), never a person.
        start: the first characters of the key, by which people tell keys apart.
        key_hash: SHA-256 of the key, hex; enough, as the key is 32 random bytes.
        per_minute: requests a minute it may make.
    """

    name = models.CharField(max_length=80)
    start = models.CharField(max_length=12)
    key_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    per_minute = models.PositiveIntegerField(default=600, validators=[MinValueValidator(1), MaxValueValidator(60_000)])
    created_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"

    def works_at(self, now: datetime) -> bool:
        """Whether the key opens anything then: neither revoked nor expired."""
        return self.revoked_at is None and now < self.expires_at
