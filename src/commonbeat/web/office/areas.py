"""The areas of the program: what became of the promise, who stands there, what is open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.actions import approve_area, close_area
from commonbeat.program.areas.models import Area, SelectionRun
from commonbeat.program.areas.queries import found_areas
from commonbeat.program.commitments.actions import close_commitment
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.commitments.queries import Kept, kept_by_area, not_told, open_commitments, today_in
from commonbeat.program.concerns.queries import open_concerns
from commonbeat.program.postings.delivered import WEEK, AreaHours, delivered, last_full_week, times_pulled_away
from commonbeat.program.postings.queries import postings_now, tenure
from commonbeat.web.access import allow
from commonbeat.web.office.drawing import draw_weeks, highest
from commonbeat.web.office.forms import OfficeForm, languages_offered
from commonbeat.web.office.start import DRAWN, RECENT
from commonbeat.web.signed_in import member_of

#: Weeks shown of one area: a year and a half.
_WEEKS = 78


class ApprovalForm(OfficeForm):
    """Why this area, and what is promised to it."""

    name = forms.CharField(label=gettext_lazy("Name of the area"), max_length=160)
    why = forms.CharField(
        label=gettext_lazy("Why this area?"),
        help_text=gettext_lazy("One or two sentences. They stay with the area."),
        widget=forms.Textarea,
        max_length=1_000,
    )
    promised_hours = forms.DecimalField(
        label=gettext_lazy("Hours a week the department means to be there"),
        min_value=1,
        max_value=400,
        decimal_places=1,
        initial=20,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages spoken there, besides English"),
        required=False,
        choices=languages_offered,
        widget=forms.CheckboxSelectMultiple,
    )


@require_GET
@allow(Role.SERGEANT, Role.ANALYST, Role.ADMINISTRATOR, Role.AUDITOR, Role.COMMANDER)
def areas(request: HttpRequest) -> HttpResponseBase:
    """All areas, the approved ones first."""
    member = member_of(request)
    today = today_in(member.agency, datetime.now(UTC))
    last = last_full_week(today)
    hours = {each.area.pk: each.last(RECENT) for each in delivered(member, last - (RECENT - 1) * WEEK, last)}
    rows = Area.objects.visible_to(member).select_related("approved_by").order_by("name", "pk")
    posted: dict[int, list[str]] = {}
    for posting in postings_now(member, today):
        if posting.starts_on <= today:
            posted.setdefault(posting.area_id, []).append(posting.officer.name)
    told: list[dict[str, Any]] = [
        {"area": area, "hours": hours.get(area.pk), "officers": posted.get(area.pk, [])} for area in rows
    ]
    return render(
        request,
        "office/areas.html",
        {
            "open": [row for row in told if row["area"].state == Area.State.APPROVED],
            "closed": [row for row in told if row["area"].state == Area.State.CLOSED],
            "norm": member.agency.delivered_norm,
        },
    )


@require_GET
@allow(Role.SERGEANT, Role.ANALYST, Role.ADMINISTRATOR, Role.AUDITOR, Role.COMMANDER)
def area(request: HttpRequest, area: int) -> HttpResponseBase:
    """One area over time."""
    return _show(request, _area(member_of(request), area))


@require_POST
@allow(Role.SERGEANT)
def close(request: HttpRequest, area: int) -> HttpResponseBase:
    """Close an area."""
    member = member_of(request)
    there = _area(member, area)
    try:
        close_area(member, there)
    except ValidationError as error:
        return _show(request, there, trouble=error.messages)
    messages.success(request, _("%(area)s is closed.") % {"area": there.name})
    return redirect("office:areas")


@require_POST
@allow(Role.SERGEANT)
def close_promise(request: HttpRequest, area: int, commitment: int) -> HttpResponseBase:
    """Say what became of a commitment."""
    member = member_of(request)
    there = _area(member, area)
    promise = Commitment.objects.visible_to(member).filter(area=there, pk=commitment).first()
    if promise is None:
        raise Http404
    try:
        promise = close_commitment(
            member, promise, kept=request.POST.get("outcome") == "kept", reason=request.POST.get("reason", "")[:280]
        )
    except ValidationError as error:
        return _show(request, there, trouble=error.messages)
    if promise.state == Commitment.State.NOT_KEPT:
        messages.success(request, _("Closed. Now tell the reason to whom it was promised."))
    else:
        messages.success(request, _("The commitment is closed."))
    return redirect("office:area", area)


@allow(Role.SERGEANT)
def approve(request: HttpRequest, run: int, area_id: str) -> HttpResponseBase:
    """Approve an area out of a run."""
    member = member_of(request)
    came_from = SelectionRun.objects.visible_to(member).filter(pk=run, state=SelectionRun.State.DONE).first()
    found = next((one for one in found_areas(came_from) if one.area_id == area_id), None) if came_from else None
    if came_from is None or found is None:
        raise Http404
    if found.approved is not None:
        return redirect("office:area", found.approved.pk)
    form = ApprovalForm(request.POST or None, initial={"name": found.record["name"]})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = form.take(
            lambda: approve_area(
                member,
                came_from,
                area_id,
                name=told["name"],
                why=told["why"],
                promised_hours=told["promised_hours"],
                languages=told["languages"],
            )
        )
        if made is not None:
            messages.success(request, _("%(area)s is approved. Now post an officer to it.") % {"area": made.name})
            return redirect("office:area", made.pk)
    return render(
        request,
        "office/approve.html",
        {"form": form, "run": came_from, "found": found},
        status=422 if form.is_bound else 200,
    )


def _area(member: Member, pk: int) -> Area:
    """An area that officers were ever posted to; what the member may not see is not there."""
    found = Area.objects.visible_to(member).select_related("run", "approved_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, there: Area, trouble: list[str] | None = None) -> HttpResponseBase:
    member = member_of(request)
    today = today_in(member.agency, datetime.now(UTC))
    hours = _hours(member, there, today)
    last = last_full_week(today)
    first = last - (_WEEKS - 1) * WEEK
    weeks = hours.weeks[-_WEEKS:] if hours else ()
    told: dict[str, Any] = {
        "area": there,
        "trouble": trouble or [],
        "hours": hours,
        "recent": hours.last(RECENT) if hours else None,
        "half_year": hours.last(DRAWN) if hours else None,
        "weeks": weeks,
        "top": highest(weeks),
        "drawing": draw_weeks(
            weeks,
            member.agency.delivered_norm,
            _("Hours promised and delivered at %(area)s, week by week. The table below has the numbers.")
            % {"area": there.name},
        ),
        "norm": member.agency.delivered_norm,
        "away": times_pulled_away(member, there, first, today)[:50],
        "postings": [
            (posting, tenure(posting, today)) for posting in postings_now(member, today) if posting.area_id == there.pk
        ],
        "commitments": open_commitments(member).filter(area=there),
        "concerns": open_concerns(member, there),
        "kept": kept_by_area(member, today).get(there.pk, Kept()),
        "to_tell": not_told(member).filter(area=there),
        "may_work": member.has_perm("commitments.make"),
        "may_open_problem": there.state == Area.State.APPROVED and member.has_perm("problems.open"),
        "places": there.places.order_by("-calls_last_year", "label"),
        "today": today,
    }
    return render(request, "office/area.html", told, status=422 if trouble else 200)


def _hours(member: Member, there: Area, today: date) -> AreaHours | None:
    """The weeks of the area, from the first with anything in it."""
    last = last_full_week(today)
    found = next((one for one in delivered(member, last - (_WEEKS - 1) * WEEK, last) if one.area == there), None)
    if found is None:
        return None
    begun = next((n for n, week in enumerate(found.weeks) if week.hours.promised or week.hours.delivered), None)
    return None if begun is None else AreaHours(found.area, found.weeks[begun:])
