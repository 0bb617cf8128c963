"""Reading postings and handovers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.postings.models import Handover, Posting

#: A posting whose planned time ends within so many days asks for a handover.
AHEAD = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Tenure:
    """The tenure clock of a posting: how long the officer is there, of how long it was meant to be."""

    months: int
    of: int
    planned_end: date

    @property
    def share(self) -> float:
        """0 to 1."""
        return min(self.months / self.of, 1.0) if self.of else 1.0


def on(day: date) -> Q:
    """Postings that hold on a day."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def postings_now(member: Member, today: date) -> QuerySet[Posting]:
    """Postings that hold today or begin later, by area; with area, officer, backup and handover."""
    open_ones = Posting.objects.visible_to(member).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return open_ones.select_related("area", "officer", "backup", "handover").order_by("area__name", "starts_on", "pk")


def tenure(posting: Posting, today: date) -> Tenure:
    """How many whole months the officer has been posted there."""
    return Tenure(
        months=max(0, _months(posting.starts_on, min(today, posting.ends_on or today))),
        of=posting.tenure_months,
        planned_end=_plus_months(posting.starts_on, posting.tenure_months),
    )


def handovers_to_make(member: Member, today: date) -> list[Posting]:
    """Open postings near or past the end of their tenure, or with an end set, that have no handover yet."""
    found = Posting.objects.visible_to(member).filter(handover__isnull=True, starts_on__lte=today)
    found = found.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).select_related("area", "officer")
    return [
        posting
        for posting in found.order_by("starts_on", "pk")
        if posting.ends_on is not None or _plus_months(posting.starts_on, posting.tenure_months) <= today + AHEAD
    ]


def handovers_visible_to(member: Member) -> QuerySet[Handover]:
    """Handovers of the agency for a sergeant; for an officer, those that concern them."""
    found = Handover.objects.visible_to(member).select_related("posting__area", "posting__officer", "to_officer")
    if member.has_role(Role.SERGEANT):
        return found
    return found.filter(Q(to_officer=member) | Q(posting__officer=member))


def handovers_not_received(member: Member) -> QuerySet[Handover]:
    """Handovers that the next officer has not acknowledged."""
    waiting = handovers_visible_to(member).filter(received_at__isnull=True, to_officer__isnull=False)
    return waiting.order_by("overlap_until", "pk")


def officers(member: Member) -> list[Member]:
    """Active officers of the agency, by name."""
    active = Member.objects.visible_to(member).filter(is_active=True).order_by("name", "pk")
    return [one for one in active if one.has_role(Role.OFFICER)]


def overlap_days(handover: Handover) -> int | None:
    """Days on which both officers are posted to the area; None when the next one is not posted there yet."""
    posting = handover.posting
    if handover.to_officer_id is None or handover.overlap_until is None:
        return None
    theirs = Posting.objects.filter(agency_id=handover.agency_id, area_id=posting.area_id)
    theirs = theirs.filter(officer_id=handover.to_officer_id, starts_on__lte=handover.overlap_until)
    begins = theirs.order_by("-starts_on").values_list("starts_on", flat=True).first()
    if begins is None:
        return None
    return max(0, (handover.overlap_until - max(begins, posting.starts_on)).days + 1)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _plus_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for back in range(4):
        try:
            return date(year, month + 1, day.day - back)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
