"""The posting board: the plan as a proposal, edited by hand with its objections shown, posted by a sergeant."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commonbeat.errors import CommonbeatError
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.areas.queries import approved_areas
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.languages import spoken_name
from commonbeat.program.postings.models import PlanDraft, Posting
from commonbeat.program.postings.plan_actions import (
    approve_plan,
    begin_plan,
    draft_visible_to,
    drop_plan,
    edit_plan,
)
from commonbeat.program.postings.planning import Asked, objections, propose
from commonbeat.program.postings.queries import officers, postings_now, tenure
from commonbeat.web.access import allow
from commonbeat.web.office.forms import OfficeForm
from commonbeat.web.signed_in import member_of

#: Hours a week asked of an officer when nobody said.
_HOURS = 20


class RosterLine(OfficeForm):
    """What is asked of one officer in the plan."""

    joins = forms.BooleanField(required=False)
    hours = forms.DecimalField(min_value=1, max_value=60, decimal_places=1)
    wish = forms.ModelChoiceField(queryset=Area.objects.none(), required=False)

    def __init__(self, *args: Any, by: Member, officer: Member, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"officer-{officer.pk}", **kwargs)
        self.officer = officer
        self.fields["wish"].queryset = approved_areas(by)  # type: ignore[attr-defined]
        self.fields["joins"].label = officer.name
        self.fields["hours"].label = _("Hours a week, %(officer)s") % {"officer": officer.name}
        self.fields["wish"].label = _("Wish of %(officer)s") % {"officer": officer.name}
        self.fields["wish"].empty_label = _("no wish")  # type: ignore[attr-defined]


class ApproveForm(OfficeForm):
    """From when the new postings hold."""

    starts_on = forms.DateField(widget=forms.DateInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].label = _("First day of the new postings")


@require_GET
@allow(Role.SERGEANT, Role.ANALYST)
def board(request: HttpRequest) -> HttpResponseBase:
    """Who stands where now, and the plan that is being worked on."""
    return _page(request)


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def propose_plan(request: HttpRequest) -> HttpResponseBase:
    """Ask for a plan."""
    member = member_of(request)
    lines = _roster(member, request)
    if not all(line.is_valid() for line in lines):
        return _page(request, lines=lines, status=422)
    now = _where(member)
    asked = [
        Asked(
            member=line.officer,
            hours=float(line.cleaned_data["hours"]),
            languages=_languages(line.officer),
            wishes=(line.cleaned_data["wish"].pk,) if line.cleaned_data["wish"] else (),
            posted=now.get(line.officer.pk),
        )
        for line in lines
        if line.cleaned_data["joins"]
    ]
    try:
        if not asked:
            raise ValidationError(_("Choose at least one officer."))
        begin_plan(member, asked, propose(list(approved_areas(member)), asked))
    except ValidationError as error:
        return _page(request, lines=lines, trouble=error.messages, status=422)
    except CommonbeatError as error:
        return _page(request, lines=lines, trouble=[str(error)], status=422)
    return redirect("office:board")


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def edit(request: HttpRequest) -> HttpResponseBase:
    """Put officers elsewhere; the page comes back with what the plan objects to."""
    member = member_of(request)
    draft = draft_visible_to(member)
    if draft is None:
        return redirect("office:board")
    assigned: dict[str, int | None] = {}
    for line in draft.roster:
        said = request.POST.get(f"area-{line['member']}")
        if said is not None:
            assigned[str(line["member"])] = int(said) if said.isdecimal() and len(said) < 18 else None
    try:
        edit_plan(member, draft, assigned)
    except ValidationError as error:
        return _page(request, trouble=error.messages, status=422)
    if request.headers.get("X-Requested-With") == "fetch":
        return render(request, "office/plan.html", _plan(member) | {"form": _first_day(member)})
    return redirect("office:board")


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def drop(request: HttpRequest) -> HttpResponseBase:
    """Let the plan go."""
    member = member_of(request)
    draft = draft_visible_to(member)
    if draft is not None:
        drop_plan(member, draft)
    return redirect("office:board")


@require_POST
@allow(Role.SERGEANT)
def approve(request: HttpRequest) -> HttpResponseBase:
    """Post the officers of the plan."""
    member = member_of(request)
    draft = draft_visible_to(member)
    form = ApproveForm(request.POST)
    if draft is None:
        return redirect("office:board")
    if not form.is_valid():
        return _page(request, form=form, status=422)
    people = {one.pk: one for one in officers(member)}
    backups = {
        line["member"]: people.get(_number(request.POST.get(f"backup-{line['member']}"))) for line in draft.roster
    }
    done = form.take(lambda: approve_plan(member, draft, starts_on=form.cleaned_data["starts_on"], backups=backups))
    if done is None:
        return _page(request, form=form, trouble=form.trouble, status=422)
    for posting in done.posted:
        words = _("%(officer)s is posted to %(area)s.")
        messages.success(request, words % {"officer": posting.officer.name, "area": posting.area.name})
    for officer in done.waiting:
        words = _("%(officer)s stays for now: a handover comes first.")
        messages.warning(request, words % {"officer": officer.name})
    return redirect("office:board")


def _first_day(member: Member) -> ApproveForm:
    return ApproveForm(initial={"starts_on": today_in(member.agency, datetime.now(UTC))})


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 18 else 0


def _languages(officer: Member) -> tuple[str, ...]:
    return tuple(name for name in (spoken_name(str(code)) for code in officer.languages) if name != "english")


def _where(member: Member) -> dict[int, int]:
    """Officer -> area of the open posting."""
    open_ones = Posting.objects.visible_to(member).filter(ends_on__isnull=True).order_by("starts_on", "pk")
    return dict(open_ones.values_list("officer_id", "area_id"))


def _roster(member: Member, request: HttpRequest | None = None) -> list[RosterLine]:
    hours = dict(
        Posting.objects.visible_to(member).filter(ends_on__isnull=True).values_list("officer_id", "promised_hours")
    )
    return [
        RosterLine(
            request.POST if request is not None else None,
            by=member,
            officer=officer,
            initial={"joins": True, "hours": hours.get(officer.pk, _HOURS)},
        )
        for officer in officers(member)
    ]


def _plan(member: Member) -> dict[str, Any]:
    """The open plan as the page shows it: a card an area with its officers, who stands nowhere, and the objections."""
    draft = draft_visible_to(member)
    areas = list(approved_areas(member).select_related("run"))
    if draft is None or not areas:
        return {"draft": None, "areas": areas}
    people = {one.pk: one for one in officers(member)}
    now = _where(member)
    asked = _asked(draft, people, now)
    why = {posting["officer"]: posting for posting in draft.plan.get("postings", [])}
    cards = [
        {
            "officer": one.member,
            "hours": one.hours,
            "area": draft.assigned.get(str(one.member.pk)),
            "now": now.get(one.member.pk),
            "why": why.get(str(one.member.pk), {}),
        }
        for one in asked
    ]
    return {
        "draft": draft,
        "areas": areas,
        "columns": [(area, [card for card in cards if card["area"] == area.pk]) for area in areas],
        "nowhere": [card for card in cards if card["area"] not in {area.pk for area in areas}],
        "cards": cards,
        "objections": objections(areas, asked, draft.assigned, draft.plan),
        "conflict": draft.plan.get("conflict"),
        "plan": draft.plan,
        "may_post": member.has_role(Role.SERGEANT),
        "officers": list(people.values()),
        "new": [card for card in cards if card["area"] and card["now"] is None],
    }


def _asked(draft: PlanDraft, people: dict[int, Member], now: dict[int, int]) -> list[Asked]:
    return [
        Asked(
            member=people[line["member"]],
            hours=line["hours"],
            languages=tuple(line["languages"]),
            wishes=tuple(line["wishes"]),
            posted=now.get(line["member"]),
        )
        for line in draft.roster
        if line["member"] in people
    ]


def _page(
    request: HttpRequest,
    *,
    lines: list[RosterLine] | None = None,
    form: ApproveForm | None = None,
    trouble: list[str] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    member = member_of(request)
    today = today_in(member.agency, datetime.now(UTC))
    told = _plan(member) | {
        "lines": lines or _roster(member),
        "form": form or _first_day(member),
        "trouble": trouble or [],
        "postings": [(posting, tenure(posting, today)) for posting in postings_now(member, today)],
    }
    return render(request, "office/board.html", told, status=status)
