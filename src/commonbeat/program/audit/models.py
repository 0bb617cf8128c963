"""The audit log: one chain an agency, and one of the installation for what has no agency yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from commonbeat.program.agencies.owned import AgencyOwnedQuerySet
from commonbeat.program.agencies.roles import Role

if TYPE_CHECKING:
    from typing import Self

    from commonbeat.program.agencies.models import Member


class AuditQuerySet(AgencyOwnedQuerySet["AuditEvent"]):
    """Auditors and administrators read their agency's log; nobody else does."""

    def visible_to(self, member: Member) -> Self:
        """The agency's events for those who audit, none for others."""
        mine = super().visible_to(member)
        return mine if member.has_role(Role.AUDITOR, Role.ADMINISTRATOR) else mine.none()


class AuditEvent(models.Model):
    """Who did what to what, when, from where, why, with what outcome; tied to the event before it."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    actor_label = models.CharField(max_length=160, blank=True)
    action = models.CharField(max_length=64)
    object_type = models.CharField(max_length=64, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=16, default="done")
    purpose = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        """One event a place in the chain."""

        constraints = [
            models.UniqueConstraint(fields=["agency", "seq"], name="audit_place_in_chain"),
            models.UniqueConstraint(fields=["seq"], condition=models.Q(agency__isnull=True), name="audit_place_in_own"),
        ]
        indexes = [models.Index(fields=["agency", "action", "at"], name="audit_action_at")]
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class AuditHead(models.Model):
    """The end of a chain, locked while an event is added."""

    agency = models.OneToOneField("agencies.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    chain = models.CharField(max_length=32, unique=True)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.chain} {self.seq}"
