"""Postings one by one: post an officer, change the posting, hand it over, end it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.areas.queries import approved_areas
from commonbeat.program.commitments.queries import Kept, kept_by_area, open_commitments, today_in
from commonbeat.program.notes.models import Note
from commonbeat.program.postings.actions import (
    change_posting,
    end_posting,
    make_handover,
    post_officer,
    receive_handover,
)
from commonbeat.program.postings.models import Handover, Posting
from commonbeat.program.postings.queries import handovers_visible_to, officers, overlap_days, postings_now, tenure
from commonbeat.web.access import allow
from commonbeat.web.office.forms import OfficeForm
from commonbeat.web.signed_in import member_of


class _TermsForm(OfficeForm):
    """What is promised, by whom it is backed, and for how long it is meant."""

    promised_hours = forms.DecimalField(
        label=gettext_lazy("Hours a week in the area"), min_value=1, max_value=60, decimal_places=1
    )
    backup = forms.ModelChoiceField(
        label=gettext_lazy("Backup"),
        queryset=Member.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody named"),
        help_text=gettext_lazy("Whom people and dispatch reach when the officer is off."),
    )
    tenure_months = forms.IntegerField(
        label=gettext_lazy("Months the officer is meant to stay"), min_value=1, max_value=120, initial=24
    )

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = _officers(by)
        for name in ("backup", "officer", "to_officer"):
            if name in self.fields:
                self.fields[name].queryset = people  # type: ignore[attr-defined]
        if "area" in self.fields:
            self.fields["area"].queryset = approved_areas(by)  # type: ignore[attr-defined]


class PostForm(_TermsForm):
    """One officer to one area."""

    area = forms.ModelChoiceField(label=gettext_lazy("Area"), queryset=Area.objects.none())
    officer = forms.ModelChoiceField(label=gettext_lazy("Officer"), queryset=Member.objects.none())
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput)
    why = forms.CharField(
        label=gettext_lazy("Why this officer?"), widget=forms.Textarea, required=False, max_length=1_000
    )
    field_order = ("area", "officer", "starts_on", "promised_hours", "backup", "tenure_months", "why")


class ChangeForm(_TermsForm):
    """The terms of a posting."""


class HandoverForm(OfficeForm):
    """Who comes next, and until when both are there."""

    to_officer = forms.ModelChoiceField(label=gettext_lazy("Next officer"), queryset=Member.objects.none())
    overlap_until = forms.DateField(
        label=gettext_lazy("Last day on which both are in the area"), widget=forms.DateInput
    )

    def __init__(self, *args: Any, by: Member, posting: Posting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_officer"].queryset = _officers(by).exclude(pk=posting.officer_id)  # type: ignore[attr-defined]


class EndForm(OfficeForm):
    """The last day, and why there is no handover when there is none."""

    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput)
    waived_why = forms.CharField(
        label=gettext_lazy("Why does it end without a handover?"),
        required=False,
        widget=forms.Textarea,
        max_length=1_000,
    )


@require_http_methods(["GET", "POST"])
@allow(Role.SERGEANT)
def post(request: HttpRequest) -> HttpResponseBase:
    """Post an officer by hand."""
    member = member_of(request)
    area = approved_areas(member).filter(pk=_number(request.GET.get("area"))).first()
    first = {"area": area, "promised_hours": area.promised_hours if area else 20, "starts_on": _today(member)}
    form = PostForm(request.POST or None, by=member, initial=first)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        posting = form.take(lambda: post_officer(member, **told))
        if posting is not None:
            messages.success(
                request,
                _("%(officer)s is posted to %(area)s.") % {"officer": posting.officer.name, "area": posting.area.name},
            )
            return redirect("office:area", posting.area_id)
    return render(request, "office/post.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@allow(Role.SERGEANT)
def posting(request: HttpRequest, posting: int) -> HttpResponseBase:
    """Change a posting's terms."""
    member = member_of(request)
    found = _posting(member, posting)
    first = {
        "promised_hours": found.promised_hours,
        "backup": found.backup_id,
        "tenure_months": found.tenure_months,
    }
    form = ChangeForm(request.POST or None, by=member, initial=first)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if form.take(lambda: change_posting(member, found, **told)) is not None:
            messages.success(request, _("The posting is changed."))
            return redirect("office:area", found.area_id)
    return render(
        request,
        "office/posting.html",
        {"form": form, "posting": found, "clock": tenure(found, _today(member))},
        status=422 if form.is_bound else 200,
    )


@require_GET
@allow(Role.SERGEANT)
def hand_over(request: HttpRequest, posting: int) -> HttpResponseBase:
    """Hand over, or end."""
    return _ending(request, _posting(member_of(request), posting))


@require_POST
@allow(Role.SERGEANT)
def make(request: HttpRequest, posting: int) -> HttpResponseBase:
    """Make the handover pack."""
    member = member_of(request)
    found = _posting(member, posting)
    form = HandoverForm(request.POST, by=member, posting=found)
    if form.is_valid():
        told = form.cleaned_data
        made = form.take(
            lambda: make_handover(member, found, to_officer=told["to_officer"], overlap_until=told["overlap_until"])
        )
        if made is not None:
            messages.success(request, _("The pack is made. The next officer sees it now."))
            return redirect("office:handover", made.pk)
    return _ending(request, found, handover_form=form)


@require_POST
@allow(Role.SERGEANT)
def end(request: HttpRequest, posting: int) -> HttpResponseBase:
    """End a posting."""
    member = member_of(request)
    found = _posting(member, posting)
    form = EndForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        if form.take(lambda: end_posting(member, found, **told)) is not None:
            messages.success(request, _("The posting ends on %(day)s.") % {"day": told["ends_on"].isoformat()})
            return redirect("office:area", found.area_id)
    return _ending(request, found, end_form=form)


@require_GET
@allow(Role.SERGEANT, Role.OFFICER)
def handover(request: HttpRequest, handover: int) -> HttpResponseBase:
    """The pack, to read and to print."""
    member = member_of(request)
    found = _handover(member, handover)
    kinds = [
        (label, kind, found.pack.get("notes", {}).get(kind, []))
        for kind, label in sorted(Note.Kind.choices, key=lambda pair: _KINDS.index(pair[0]))
    ]
    return render(
        request,
        "office/handover.html",
        {
            "handover": found,
            "pack": found.pack,
            "kinds": [one for one in kinds if one[2]],
            "overlap": overlap_days(found),
            "mine": found.to_officer_id == member.pk and found.received_at is None,
        },
    )


_KINDS = ("hazard", "access", "contact", "works", "failed", "language", "calendar", "services")


@require_POST
@allow(Role.OFFICER)
def receive(request: HttpRequest, handover: int) -> HttpResponseBase:
    """The next officer acknowledges the pack."""
    member = member_of(request)
    found = _handover(member, handover)
    try:
        receive_handover(member, found)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("Thank you. The sergeant sees that you have read it."))
    return redirect("office:handover", handover)


def _officers(by: Member) -> Any:
    return Member.objects.visible_to(by).filter(pk__in=[one.pk for one in officers(by)]).order_by("name")


def _today(member: Member) -> date:
    return today_in(member.agency, datetime.now(UTC))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 18 else 0


def _posting(member: Member, pk: int) -> Posting:
    found = postings_now(member, _today(member)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _handover(member: Member, pk: int) -> Handover:
    found = handovers_visible_to(member).filter(pk=pk).first()
    if found is None or not found.pack:
        raise Http404
    return found


def _ending(
    request: HttpRequest,
    found: Posting,
    handover_form: HandoverForm | None = None,
    end_form: EndForm | None = None,
) -> HttpResponseBase:
    member = member_of(request)
    existing = Handover.objects.visible_to(member).select_related("to_officer").filter(posting=found).first()
    in_two_weeks = _today(member) + timedelta(days=14)
    first = {
        "to_officer": existing.to_officer_id if existing else found.backup_id,
        "overlap_until": existing.overlap_until if existing and existing.overlap_until else in_two_weeks,
    }
    last = {"ends_on": first["overlap_until"] if existing else _today(member)}
    return render(
        request,
        "office/hand_over.html",
        {
            "posting": found,
            "commitments": open_commitments(member).filter(area=found.area_id),
            "kept": kept_by_area(member, _today(member)).get(found.area_id, Kept()),
            "today": _today(member),
            "existing": existing,
            "overlap": overlap_days(existing) if existing else None,
            "clock": tenure(found, _today(member)),
            "handover_form": handover_form or HandoverForm(by=member, posting=found, initial=first),
            "end_form": end_form or EndForm(initial=last),
        },
        status=422 if handover_form or end_form else 200,
    )
