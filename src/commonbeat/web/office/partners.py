"""Partners, as staff see them: the properties, who was invited to each, the fix list, and the agreement."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.concerns.models import Concern
from commonbeat.program.partners.actions import open_estate
from commonbeat.program.partners.agreement import agreement_of, write_agreement
from commonbeat.program.partners.models import Estate, Fix
from commonbeat.program.partners.queries import (
    accepted_for,
    agreements_for,
    concerns_of,
    estates_for,
    invited_to,
    officers_of,
)
from commonbeat.web.access import allow, refuse
from commonbeat.web.office.partner_forms import AgreementForm, EndForm, InviteForm, OpenEstateForm
from commonbeat.web.partner.fixes import rows_of
from commonbeat.web.partner.forms import FixForm
from commonbeat.web.partner.mail import mail_works
from commonbeat.web.signed_in import member_of

READERS: Final = (Role.OFFICER, Role.SERGEANT, Role.COMMANDER)
RUNNERS: Final = (Role.SERGEANT, Role.COMMANDER)
WHOSE: Final = (gettext_lazy("The partner does it"), gettext_lazy("We or the city do it"))
_OVER: Final = (Fix.State.CHECKED, Fix.State.DROPPED)


@require_GET
@allow(*READERS)
def partners(request: HttpRequest) -> HttpResponseBase:
    """Every property the agency works with."""
    member = member_of(request)
    told = {
        "estates": estates_for(member),
        "agreement": agreement_of(member.agency),
        "may_open": member.has_perm("partners.open"),
    }
    return render(request, "office/partners/list.html", told)


@require_http_methods(["GET", "POST"])
@allow(*RUNNERS)
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin to work with whoever runs a place."""
    member = member_of(request)
    form = OpenEstateForm(member, request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = form.take(
            lambda: open_estate(
                member,
                form.chosen.place,
                form.chosen.area,
                title=told["title"],
                kind=told["kind"],
                units=told["units"],
                reply_days=told["reply_days"],
            )
        )
        if made is not None:
            messages.success(request, _("The property is open. Now invite whoever runs it."))
            return redirect("office:partner-estate", made.pk)
    return render(request, "office/partners/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@allow(*RUNNERS)
def agreement(request: HttpRequest) -> HttpResponseBase:
    """The text, its versions, and who accepted which when."""
    member = member_of(request)
    now = agreement_of(member.agency)
    form = AgreementForm(request.POST or None, initial={"text": now.text if now else ""})
    if form.is_bound and form.is_valid():
        made = form.take(lambda: write_agreement(member, form.cleaned_data["text"]))
        if made is not None:
            messages.success(request, _("Saved. Whoever accepts from now on accepts this text."))
            return redirect("office:partner-agreement")
    told = {"form": form, "now": now, "versions": agreements_for(member), "accepted": accepted_for(member)}
    return render(request, "office/partners/agreement.html", told, status=422 if form.is_bound else 200)


@require_GET
@allow(*READERS)
def estate(request: HttpRequest, estate: int) -> HttpResponseBase:
    """One property."""
    return show(request, estate_for(request, estate))


def estate_for(request: HttpRequest, pk: int) -> Estate:
    """The property.

    Raises:
        Http404: there is none for this member.
    """
    found = (
        Estate.objects.visible_to(member_of(request)).select_related("area", "place", "agency").filter(pk=pk).first()
    )
    if found is None:
        refuse(request)
    return found


def show(request: HttpRequest, found: Estate, *, status: int = 200, **more: Any) -> HttpResponseBase:
    """The page of a property; `more`: a form that was refused, or `trouble`."""
    member: Member = member_of(request)
    rows = rows_of(member, found)
    now = datetime.now(UTC)
    concerns = concerns_of(found)
    if not member.has_perm("concerns.look_at_queue"):  # what nobody let through yet is read in the queue alone
        concerns = concerns.exclude(state__in=[Concern.State.QUEUED, Concern.State.SET_ASIDE])
    told: dict[str, Any] = {
        "estate": found,
        "posted": officers_of(found, today_in(found.agency, now)),
        "invited": invited_to(member, found),
        "concerns": concerns,
        "theirs": [row for row in rows if not row["fix"].ours and row["fix"].state not in _OVER],
        "ours": [row for row in rows if row["fix"].ours and row["fix"].state not in _OVER],
        "over": [row for row in rows if row["fix"].state in _OVER],
        "may_fix": member.has_perm("partners.fix", found) and found.closed_at is None,
        "may_invite": member.has_perm("partners.invite", found) and found.closed_at is None,
        "agreement": agreement_of(found.agency),
        "mail": mail_works(),
        "fix_form": FixForm(whose=WHOSE),
        "invite_form": InviteForm(),
        "end_form": EndForm(),
    }
    return render(request, "office/partners/estate.html", told | more, status=status)
