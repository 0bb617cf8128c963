"""A time the posted officer was sent elsewhere, as the phone tells it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from commonbeat.program.agencies.models import Member
from commonbeat.program.postings.models import Posting, PulledAway


def record_pulled_away(
    member: Member, *, entry: UUID, area_id: int, began_at: datetime, minutes: int, by_whom: str, for_what: str
) -> PulledAway | None:
    """Keep the time under the member's posting at the area on that day; None when there is no such posting.

    Must run inside an action, which records the audit event.

    Args:
        member: who was sent elsewhere, and says so.
        entry: the phone's id of the entry.
        area_id: the area the member was taken from.
        began_at: with a time zone; the day is that of the agency's wall clock.
        minutes: how long, 1 to 1440.
        by_whom, for_what: words that passed the guard.
    """
    day = began_at.astimezone(ZoneInfo(member.agency.zone)).date()
    mine = Posting.objects.visible_to(member).filter(officer=member, area_id=area_id, starts_on__lte=day)
    posting = mine.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day)).order_by("-starts_on", "-pk").first()
    if posting is None:
        return None
    return PulledAway.objects.create(
        agency_id=member.agency_id,
        posting=posting,
        entry=entry,
        began_at=began_at,
        minutes=minutes,
        by_whom=by_whom,
        for_what=for_what,
        recorded_by=member,
    )
