"""Reading problems."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from commonbeat.program.agencies.models import Member
from commonbeat.program.problems.models import Problem


def problems_of(member: Member) -> QuerySet[Problem]:
    """Problems of the agency, those touched last first."""
    return Problem.objects.visible_to(member).select_related("area", "owner").order_by("-touched_at", "-pk")


def library(member: Member, *, category: str = "", words: str = "") -> QuerySet[Problem]:
    """Closed problems with what was tried and what it did: the agency's own knowledge of this kind.

    Args:
        category: of calls; "" for all.
        words: that stand in the title, the analysis or the lesson; "" for all.
    """
    found = problems_of(member).filter(stage=Problem.Stage.CLOSED).prefetch_related("actions", "assessments")
    if words.strip():
        term = words.strip()
        found = found.filter(Q(title__icontains=term) | Q(sentence__icontains=term) | Q(lesson__icontains=term))
    if category:
        # A list in JSON is matched as text on SQLite; categories are words without quotes of their own.
        found = found.filter(Q(categories__icontains=f'"{category}"') | Q(categories=[]))
    return found.order_by("-closed_at", "-pk")


def stale_problems(member: Member, now: datetime, days: int = 30) -> QuerySet[Problem]:
    """Problems nobody touched for so many days and nobody decided to let rest; longest first."""
    today = now.astimezone(ZoneInfo(member.agency.zone)).date()
    return (
        Problem.objects.visible_to(member)
        .exclude(stage=Problem.Stage.CLOSED)
        .filter(touched_at__lt=now - timedelta(days=days))
        .filter(Q(keep_until__isnull=True) | Q(keep_until__lt=today))
        .select_related("area", "owner")
        .order_by("touched_at")
    )
