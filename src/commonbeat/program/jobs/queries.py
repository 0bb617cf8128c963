"""Reads about exports on their way into the lake."""

from __future__ import annotations

from commonbeat.program.agencies.models import Member
from commonbeat.program.jobs.models import Import
from commonbeat.program.jobs.work import Work


def imports_to_decide(member: Member) -> list[Import]:
    """Held imports that the member, as the second person, may let in or take back; the oldest first."""
    held = Import.objects.visible_to(member).filter(outcome__state="held").select_related("started_by")
    idle = held.exclude(state__in=(Work.State.WAITING, Work.State.RUNNING)).defer("report", "mapping")
    return [one for one in idle.order_by("started_at", "pk") if member.has_perm("jobs.decide", one)]
