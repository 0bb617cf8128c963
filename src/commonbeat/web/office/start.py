"""The first page of the office: the number that shows whether the program exists, and what needs me now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.commitments.queries import not_told, overdue_commitments, today_in
from commonbeat.program.concerns.passing import in_trouble, to_pass_on
from commonbeat.program.concerns.queries import late_answers, queue
from commonbeat.program.jobs.queries import imports_to_decide
from commonbeat.program.notes.emergency import emergencies_to_review
from commonbeat.program.notes.queries import lapsing_notes, open_disputes
from commonbeat.program.postings.delivered import (
    WEEK,
    AreaHours,
    Hours,
    Week,
    by_week,
    delivered,
    last_full_week,
    total,
)
from commonbeat.program.postings.queries import handovers_not_received, handovers_to_make, postings_now
from commonbeat.program.problems.queries import overdue_actions, reviews_waiting_for, stale_problems
from commonbeat.program.publishing.cards import shown_without_consent
from commonbeat.program.publishing.queries import releases_to_look_at_again
from commonbeat.program.visits.queries import open_conflicts, phones_with_gaps
from commonbeat.web.access import allow
from commonbeat.web.office.drawing import draw_weeks, highest
from commonbeat.web.signed_in import member_of

#: Weeks that the number on top speaks of, and weeks drawn.
RECENT: Final = 4
DRAWN: Final = 26
#: Lines of a list that the page shows; the rest is a number.
_LINES: Final = 6


@dataclass(frozen=True, slots=True)
class Delivery:
    """Promised against delivered as the page shows it.

    Attributes:
        weeks: all areas together, oldest first; `recent`: the sum of the last four.
        areas: each area with its last four weeks and its drawing; the one furthest under its promise first.
        below: areas under the agency's norm.
        top: hours at the top of the big drawing.
    """

    weeks: list[Week]
    recent: Hours
    areas: list[tuple[AreaHours, Hours, SafeString]]
    below: list[tuple[AreaHours, Hours]]
    drawing: SafeString
    top: float
    norm: int

    @property
    def meets_norm(self) -> bool:
        """Whether the last four weeks reach the norm."""
        return (self.recent.share or 0.0) * 100 >= self.norm


@require_GET
@allow(Role.SERGEANT, Role.ANALYST, Role.ADMINISTRATOR, Role.AUDITOR, Role.DISPATCHER, Role.COMMANDER)
def start(request: HttpRequest) -> HttpResponseBase:
    """Promised against delivered, and what waits for the member; a dispatcher sees who stands where."""
    member = member_of(request)
    today = today_in(member.agency, datetime.now(UTC))
    told: dict[str, Any] = {"today": today}
    if member.has_role(Role.SERGEANT, Role.ANALYST, Role.ADMINISTRATOR, Role.AUDITOR, Role.COMMANDER):
        told["delivery"] = delivery(member, today)
    if member.has_role(Role.SERGEANT):
        told["needs"] = needs(member, today)
    elif member.has_role(Role.COMMANDER):
        told["needs"] = needs_of_command(member)
    if member.has_role(Role.SERGEANT, Role.ANALYST):
        told["held"] = imports_to_decide(member)
    if not member.has_role(Role.SERGEANT):
        told["postings"] = [posting for posting in postings_now(member, today) if posting.starts_on <= today]
    return render(request, "office/start.html", told)


def delivery(member: Member, today: date) -> Delivery | None:
    """The last half year of every area; None while no area is approved."""
    last = last_full_week(today)
    areas = delivered(member, last - (DRAWN - 1) * WEEK, last)
    if not areas:
        return None
    norm, weeks = member.agency.delivered_norm, by_week(areas)
    recent = [(area, area.last(RECENT)) for area in areas]
    recent.sort(key=lambda pair: (pair[1].share is None, pair[1].share or 0.0, pair[0].area.name))
    words = _("Hours promised and delivered at %(area)s, week by week. The table below has the numbers.")
    return Delivery(
        weeks=weeks,
        recent=total(week.hours for week in weeks[-RECENT:]),
        areas=[(area, hours, draw_weeks(area.weeks, norm, words % {"area": area.area.name})) for area, hours in recent],
        below=[(area, hours) for area, hours in recent if hours.share is not None and hours.share * 100 < norm],
        drawing=draw_weeks(weeks, norm, words % {"area": _("all areas")}),
        top=highest(weeks),
        norm=norm,
    )


def needs(member: Member, today: date) -> dict[str, Any]:
    """What waits for a sergeant: each a list of a few, and how many there are in all."""
    now = datetime.now(UTC)
    without = Area.objects.visible_to(member).filter(state=Area.State.APPROVED)
    posted = {posting.area_id for posting in postings_now(member, today) if posting.starts_on <= today}
    lists: dict[str, list[Any]] = {
        "unposted": [area for area in without.order_by("name") if area.pk not in posted],
        "commitments": list(overdue_commitments(member, now)),
        "to_tell": list(not_told(member)),
        "notes": list(lapsing_notes(member)),
        "conflicts": list(open_conflicts(member)),
        "gaps": list(phones_with_gaps(member)),
        "to_hand_over": handovers_to_make(member, today),
        "not_received": list(handovers_not_received(member)),
        "emergencies": list(emergencies_to_review(member)),
        "disputes": list(open_disputes(member)),
        "reviews": reviews_waiting_for(member),
        "stale": list(stale_problems(member, now)),
        "actions": list(overdue_actions(member, today)),
        "look_again": list(releases_to_look_at_again(member, today)),
        "without_consent": shown_without_consent(member),
        **_concerns(member),
    }
    return _counted(lists) | {"lapse_until": today + timedelta(days=14)}


def needs_of_command(member: Member) -> dict[str, Any]:
    """What waits for a commander: the reviews that are theirs to decide, and the concerns that wait."""
    return _counted({"reviews": reviews_waiting_for(member)} | _concerns(member))


def _concerns(member: Member) -> dict[str, list[Any]]:
    return {
        "queue": list(queue(member)),
        "late_answers": list(late_answers(member, datetime.now(UTC))),
        "to_pass_on": list(to_pass_on(member)),
        "not_passed": list(in_trouble(member)),
    }


def _counted(lists: dict[str, list[Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {name: {"count": len(rows), "first": rows[:_LINES]} for name, rows in lists.items()}
    return told | {"any": any(lists.values())}
