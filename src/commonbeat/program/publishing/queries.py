"""Reading releases: what is live, what was, and what asks for another look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.concerns.models import Concern
from commonbeat.program.problems.models import Problem
from commonbeat.program.publishing.models import PublicLine, PublicSite, Release

#: Parts of a release in the order of the page.
PARTS: Final = ("officers", "heard", "did", "not_yet", "meetings", "reply", "commitments", "calls", "hours", "kinds")


def public_site(member: Member) -> PublicSite | None:
    """The agency's public site, once it is set up."""
    return PublicSite.objects.visible_to(member).first()


def releases_of(member: Member, area: Area) -> QuerySet[Release]:
    """Every release of an area, the newest first."""
    found = Release.objects.visible_to(member).filter(area=area)
    return found.select_related("published_by", "site").order_by("-number")


def live_releases(member: Member) -> dict[int, Release]:
    """The live release of each area that has one, by the area's id."""
    live = Release.objects.visible_to(member).filter(state=Release.State.LIVE)
    return {one.area_id: one for one in live.select_related("published_by")}


def releases_to_look_at_again(member: Member, today: date) -> QuerySet[Release]:
    """Live releases whose quarter is over, the longest waiting first."""
    live = Release.objects.visible_to(member).filter(state=Release.State.LIVE, review_by__lte=today)
    return live.select_related("area").order_by("review_by", "pk")


def lines_of(member: Member, area: Area) -> QuerySet[PublicLine]:
    """Lines that stand on the next release."""
    found = PublicLine.objects.visible_to(member).filter(area=area, taken_off_at=None)
    return found.select_related("written_by").order_by("section", "-on", "-pk")


def not_told_yet(member: Member, area: Area) -> dict[str, list[Any]]:
    """What was settled, kept or closed in the area and stands in no line: reminders for who writes them."""
    lines = PublicLine.objects.visible_to(member).filter(area=area)
    concerns = Concern.objects.visible_to(member).filter(area=area, state__in=["done", "not done"])
    kept = Commitment.objects.visible_to(member).filter(area=area, state__in=["kept", "kept late"])
    closed = Problem.objects.visible_to(member).filter(area=area, stage=Problem.Stage.CLOSED)
    told = {
        name: set(lines.exclude(**{name: None}).values_list(f"{name}_id", flat=True))
        for name in ("concern", "commitment", "problem")
    }
    return {
        "concerns": list(
            concerns.exclude(public_words="")
            .exclude(pk__in=told["concern"])
            .select_related("kind")
            .order_by("-done_at")
        ),
        "commitments": list(kept.exclude(pk__in=told["commitment"]).order_by("-closed_at")[:20]),
        "problems": list(closed.exclude(lesson="").exclude(pk__in=told["problem"]).order_by("-closed_at")),
    }


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Which parts of the page change, and how many lines come and go in each; a part that stays is not named."""
    answer: dict[str, dict[str, int]] = {}
    for part in PARTS:
        old, new = (before or {}).get(part), after.get(part)
        if old == new:
            continue
        if isinstance(new, list):
            was = old if isinstance(old, list) else []
            answer[part] = {
                "added": sum(one not in was for one in new),
                "removed": sum(one not in new for one in was),
            }
        else:
            answer[part] = {"added": 0, "removed": 0}
    return answer
