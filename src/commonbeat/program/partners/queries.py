"""What a partner sees of one property: its officer, its concerns and fixes; calls are in `counts`. And staff's lists.

What a partner reads starts at the partnership, never at the agency; no note, and so no sealed one, is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from commonbeat.program.agencies.models import Member
from commonbeat.program.concerns.models import Concern, ConcernKind, ConcernStep
from commonbeat.program.partners.models import Agreement, Estate, Fix, Partnership
from commonbeat.program.postings.models import Posting
from commonbeat.program.publishing.models import OfficerCard, PublicSite


@dataclass(frozen=True, slots=True)
class Reachable:
    """Somebody posted to the area, as a partner reaches them.

    Attributes:
        phone: the work telephone, when the officer agreed that it is shown; else "".
        backup: whether they stand in for the posted officer.
    """

    name: str
    phone: str
    backup: bool


def estates_of(partner: Member) -> QuerySet[Estate]:
    """Properties that the partner may look at: invited, agreed, not ended."""
    return Estate.objects.filter(
        agency_id=partner.agency_id,
        closed_at__isnull=True,
        partnerships__partner=partner,
        partnerships__agreed_at__isnull=False,
        partnerships__ended_at__isnull=True,
    ).select_related("area", "place", "agency")


def partnerships_of(partner: Member) -> QuerySet[Partnership]:
    """Properties that the partner is invited to, agreed or not yet."""
    live = Partnership.objects.filter(agency_id=partner.agency_id, partner=partner, ended_at__isnull=True)
    return live.filter(estate__closed_at__isnull=True).select_related("estate__agency", "estate__area", "invited_by")


def officers_of(estate: Estate, today: date) -> list[Posting]:
    """Who is posted there today, with the backup."""
    live = Posting.objects.filter(agency_id=estate.agency_id, area=estate.area, starts_on__lte=today)
    return list(
        live.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).select_related("officer", "backup").order_by("pk")
    )


def reachable_at(estate: Estate, today: date) -> list[Reachable]:
    """The posted officers and then their backups, each once."""
    posted = officers_of(estate, today)
    officers = {one.officer_id: one.officer for one in posted}
    backups = {one.backup_id: one.backup for one in posted if one.backup and one.backup_id not in officers}
    people = [(one, False) for one in officers.values()] + [(one, True) for one in backups.values()]
    agreed = OfficerCard.objects.filter(agency_id=estate.agency_id, agreed_at__isnull=False, phone_shown=True)
    with_phone = set(agreed.filter(officer__in=[one for one, _ in people]).values_list("officer_id", flat=True))
    return [
        Reachable(one.name, one.work_phone if one.pk in with_phone else "", backup)
        for one, backup in people
        if one.is_active
    ]


def warm_line_of(estate: Estate, language: str) -> str:
    """The number of the desk as the public page shows it; "" when the agency wrote none."""
    words = PublicSite.objects.filter(agency_id=estate.agency_id).values_list("words", flat=True).first() or {}
    told = words.get(language) or words.get("en") or {}
    return str(told.get("warm_line", "")) if isinstance(told, dict) else ""


def kinds_to_raise(estate: Estate) -> QuerySet[ConcernKind]:
    """What a concern may be about, in the order in which the agency asks."""
    return ConcernKind.objects.filter(agency_id=estate.agency_id, closed_at__isnull=True).order_by("order", "code")


def concerns_of(estate: Estate) -> QuerySet[Concern]:
    """Concerns that the partner raised; those of residents are not the partner's to see."""
    raised = Concern.objects.filter(agency_id=estate.agency_id, estate=estate, channel=Concern.Channel.PARTNER)
    return raised.select_related("kind", "estate").order_by("-arrived_at", "-pk")


def concern_of(estate: Estate, code: UUID) -> Concern | None:
    """One of them."""
    return concerns_of(estate).filter(code=code).first()


def steps_of(concern: Concern) -> QuerySet[ConcernStep]:
    """What happened to it, oldest first, without what staff keep among themselves."""
    return ConcernStep.objects.filter(agency_id=concern.agency_id, concern=concern, inner=False).order_by("at", "pk")


def fix_list(estate: Estate) -> QuerySet[Fix]:
    """What each side fixes, the open ones first."""
    found = Fix.objects.filter(agency_id=estate.agency_id, estate=estate).select_related("estate")
    return found.order_by("done_at", "due_on", "pk")


def estates_for(member: Member) -> QuerySet[Estate]:
    """Staff's list: every property the agency works with, the open ones first."""
    open_concerns = Q(concerns__channel=Concern.Channel.PARTNER) & ~Q(
        concerns__state__in=[Concern.State.DONE, Concern.State.NOT_DONE, Concern.State.SET_ASIDE]
    )
    open_fixes = Q(fixes__state__in=[Fix.State.PROPOSED, Fix.State.AGREED, Fix.State.DONE])
    live = Q(partnerships__ended_at__isnull=True, partnerships__isnull=False)
    return (
        Estate.objects.visible_to(member)
        .select_related("area", "place")
        .annotate(
            partners=Count("partnerships", filter=live, distinct=True),
            open_concerns=Count("concerns", filter=open_concerns, distinct=True),
            open_fixes=Count("fixes", filter=open_fixes, distinct=True),
        )
        .order_by("closed_at", "title", "pk")
    )


def invited_to(member: Member, estate: Estate) -> QuerySet[Partnership]:
    """Who was invited to a property, for staff: the live ones first."""
    found = Partnership.objects.visible_to(member).filter(estate=estate)
    return found.select_related("partner", "invited_by", "estate").order_by("ended_at", "invited_at", "pk")


def agreements_for(member: Member) -> QuerySet[Agreement]:
    """Every version of the agreement, the newest first, for staff."""
    return Agreement.objects.visible_to(member).select_related("written_by").order_by("-version")


def accepted_for(member: Member) -> QuerySet[Partnership]:
    """Who accepted which version and when, for staff, the latest first."""
    accepted = Partnership.objects.visible_to(member).filter(agreed_at__isnull=False)
    return accepted.select_related("partner", "estate").order_by("-agreed_at", "pk")
