"""What every row of the program has: an agency, and a query that starts at who is asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from commonbeat.program.agencies.models import Member

M = TypeVar("M", bound=models.Model, covariant=True)


class AgencyOwnedQuerySet(models.QuerySet[M, M], Generic[M]):
    """Rows of agencies. A query made for a person starts at `visible_to`."""

    def visible_to(self, member: Member) -> Self:
        """The rows this member may see: those of their agency, narrowed further by some models.

        A partner sees none by this door; what a partner sees of one property has doors of its own (`partners.queries`).
        """
        if member.is_partner:
            return self.none()
        return self.filter(agency_id=member.agency_id)


class AgencyOwned(models.Model):
    """A row that belongs to one agency; the database refuses a foreign key into another's (promise T4)."""

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")

    objects = AgencyOwnedQuerySet.as_manager()

    class Meta:
        """No table of its own."""

        abstract = True
