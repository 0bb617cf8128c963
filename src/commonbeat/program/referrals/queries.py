"""Reading referrals: how each service answers, and how much it can take."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from commonbeat.analysis.reply_times import WaitingTime, waiting_time
from commonbeat.program.agencies.models import Member
from commonbeat.program.referrals.models import Referral
from commonbeat.program.services.models import Service


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """A service, and what became of the referrals of the last year.

    Attributes:
        states: `Referral.State` -> how many.
        reply: days until the service said what became of one.
        this_month: referrals of the last 30 days, beside the service's capacity.
    """

    service: Service
    states: dict[str, int]
    reply: WaitingTime
    this_month: int

    @property
    def full(self) -> bool:
        """It has as many as it said that it can take."""
        return self.service.capacity is not None and self.this_month >= self.service.capacity


def service_records(member: Member, now: datetime) -> list[ServiceRecord]:
    """Every open service of the agency with its record of the last year, by title."""
    year, month = now - timedelta(days=365), now - timedelta(days=30)
    found: defaultdict[int, list[Referral]] = defaultdict(list)
    for referral in Referral.objects.visible_to(member).filter(made_at__gte=year):
        found[referral.service_id].append(referral)
    services = Service.objects.visible_to(member).filter(closed_at__isnull=True).order_by("title", "pk")
    return [_record(service, found[service.pk], now, month) for service in services]


def _record(service: Service, referrals: list[Referral], now: datetime, month: datetime) -> ServiceRecord:
    states = {str(state): sum(one.state == state for one in referrals) for state in Referral.State}
    days = [((one.told_at or now) - one.made_at) / timedelta(days=1) for one in referrals]
    reply = waiting_time(days, [one.told_at is not None for one in referrals])
    return ServiceRecord(service, states, reply, sum(one.made_at >= month for one in referrals))
