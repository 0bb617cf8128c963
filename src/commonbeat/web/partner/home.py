"""The partner's first page: who their officer is, what waits for them, and how things stand."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from commonbeat.program.commitments.queries import today_in
from commonbeat.program.concerns.models import Concern
from commonbeat.program.partners.models import Estate, Fix
from commonbeat.program.partners.queries import concerns_of, fix_list, partnerships_of, reachable_at, warm_line_of
from commonbeat.web.access import partners
from commonbeat.web.partner.estates import of_estate, page_of
from commonbeat.web.signed_in import member_of

State = Fix.State


@require_GET
@partners
def choose(request: HttpRequest) -> HttpResponseBase:
    """The property, or which one when there are several."""
    invited = list(partnerships_of(member_of(request)).order_by("estate__title", "pk"))
    if len(invited) == 1:
        return redirect("partner:estate", invited[0].estate_id)
    return render(request, "partner/choose.html", {"invited": invited})


@require_GET
@of_estate
def show(request: HttpRequest, estate: Estate) -> HttpResponseBase:
    """One property."""
    fixes = list(fix_list(estate).exclude(state__in=[State.CHECKED, State.DROPPED]))
    raised = concerns_of(estate)
    settled = (Concern.State.DONE, Concern.State.NOT_DONE, Concern.State.SET_ASIDE)
    return page_of(
        request,
        estate,
        "partner/estate.html",
        {
            "people": reachable_at(estate, today_in(estate.agency, datetime.now(UTC))),
            "warm_line": warm_line_of(estate, get_language() or "en"),
            "waiting": [one for one in fixes if waits_for_partner(one)],
            "ours": sum(one.ours and one.state == State.AGREED for one in fixes),
            "theirs": sum(not one.ours and one.state == State.AGREED for one in fixes),
            "concerns": raised.exclude(state__in=settled)[:3],
            "open_concerns": raised.exclude(state__in=settled).count(),
        },
    )


def waits_for_partner(fix: Fix) -> bool:
    """Whether the line waits for a word of the partner: to agree to it, to do it, or to check it."""
    if fix.ours:
        return fix.state == State.DONE
    return fix.state in (State.PROPOSED, State.AGREED)
