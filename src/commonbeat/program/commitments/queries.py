"""Reading commitments."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.commitments.models import Commitment


def today_in(agency: Agency, at: datetime) -> date:
    """The day on the agency's wall clock."""
    return at.astimezone(ZoneInfo(agency.zone)).date()


def open_commitments(member: Member) -> QuerySet[Commitment]:
    """Promises that wait, the one due first at the top; with area, place and who made them."""
    waiting = Commitment.objects.visible_to(member).filter(state=Commitment.State.OPEN)
    return waiting.select_related("area", "place", "made_by").order_by("due_on", "pk")


def overdue_commitments(member: Member, at: datetime) -> QuerySet[Commitment]:
    """Promises whose day has passed."""
    return open_commitments(member).filter(due_on__lt=today_in(member.agency, at))
