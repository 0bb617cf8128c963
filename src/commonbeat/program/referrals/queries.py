"""Reading referrals: which wait, how each service answers, and how much it can take."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from commonbeat.analysis.reply_times import WaitingTime, waiting_time
from commonbeat.program.agencies.models import Member
from commonbeat.program.concerns.models import Passing
from commonbeat.program.referrals.models import Referral
from commonbeat.program.services.models import Service

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ServiceRecord:
    """A service, and what became of what went to it in the last year.

    Attributes:
        states: `Referral.State` -> how many.
        reply: days until the service said what became of a referral.
        this_month: referrals of the last 30 days, beside the service's capacity.
        fixed: days until the service reported a concern that was passed on to it as fixed.
    """

    service: Service
    states: dict[str, int]
    reply: WaitingTime
    this_month: int
    fixed: WaitingTime

    @property
    def referred(self) -> int:
        """How many referrals there were."""
        return self.reply.raised

    @property
    def answers(self) -> list[tuple[str, int, int]]:
        """Each answer in words, how many, and the whole percent of the referrals; empty when there were none."""
        if not self.referred:
            return []
        counts = [(str(state.label), self.states[state]) for state in Referral.State]
        return [(words, count, int(100 * count / self.referred + 0.5)) for words, count in counts]

    @property
    def full(self) -> bool:
        """It has as many as it said that it can take."""
        return self.service.capacity is not None and self.this_month >= self.service.capacity


def service_records(member: Member, now: datetime) -> list[ServiceRecord]:
    """Every open service of the agency with its record of the last year, by title; three queries."""
    year, month = now - timedelta(days=365), now - timedelta(days=30)
    referred: defaultdict[int, list[Referral]] = defaultdict(list)
    for referral in Referral.objects.visible_to(member).filter(made_at__gte=year):
        referred[referral.service_id].append(referral)
    passed: defaultdict[int, list[Passing]] = defaultdict(list)
    for passing in Passing.objects.visible_to(member).filter(passed_at__gte=year).defer("words", "trouble"):
        passed[passing.service_id].append(passing)
    services = Service.objects.visible_to(member).filter(closed_at__isnull=True).order_by("title", "pk")
    return [_record(service, referred[service.pk], passed[service.pk], now, month) for service in services]


def referrals_of(member: Member) -> QuerySet[Referral]:
    """Referrals of the agency, the latest first; with service, area and place."""
    rows = Referral.objects.visible_to(member).select_related("service", "area", "place")
    return rows.order_by("-made_at", "-pk")


def _record(
    service: Service, referrals: list[Referral], passings: list[Passing], now: datetime, month: datetime
) -> ServiceRecord:
    states = {str(state): sum(one.state == state for one in referrals) for state in Referral.State}
    days = [((one.told_at or now) - one.made_at) / _DAY for one in referrals]
    reply = waiting_time(days, [one.told_at is not None for one in referrals])
    return ServiceRecord(service, states, reply, sum(one.made_at >= month for one in referrals), _fixed(passings, now))


def _fixed(passings: list[Passing], now: datetime) -> WaitingTime:
    """What the service refused was not fixed by it: it counts as waiting until the refusal."""
    days = [((one.settled_at or now) - one.passed_at) / _DAY for one in passings]
    return waiting_time(days, [one.state == Passing.State.FIXED for one in passings])
