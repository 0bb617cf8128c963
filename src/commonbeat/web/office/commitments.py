"""Commitments in the office: what waits, reasons that nobody told yet, the share kept, and one made outside a visit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.areas.queries import approved_areas
from commonbeat.program.commitments.actions import close_commitment, make_commitment, tell_reason
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.commitments.queries import Kept, kept_by_area, not_told, open_commitments, today_in
from commonbeat.program.places.models import Place
from commonbeat.web.access import allow, refuse
from commonbeat.web.office.forms import OfficeForm
from commonbeat.web.office.problem_forms import offer
from commonbeat.web.signed_in import member_of

READERS: Final = (Role.OFFICER, Role.SERGEANT, Role.COMMANDER, Role.ANALYST, Role.AUDITOR)
#: Who makes, closes and tells (`commitments.*`).
WORKERS: Final = (Role.OFFICER, Role.SERGEANT)


class CommitmentForm(OfficeForm):
    """What was promised, to which role, by when."""

    what = forms.CharField(
        label=gettext_lazy("What was promised?"),
        help_text=gettext_lazy("Such as: ask the city to mend the lamp by the stairs."),
        max_length=280,
    )
    to_role = forms.CharField(
        label=gettext_lazy("To whom, as a role?"),
        help_text=gettext_lazy("Such as: property manager, tenants' meeting. Never a name."),
        max_length=80,
    )
    due_on = forms.DateField(label=gettext_lazy("By which day?"), widget=forms.DateInput)
    place = forms.ChoiceField(label=gettext_lazy("At which place?"), required=False)

    def __init__(self, area: Area, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, Place] = {str(one.pk): one for one in area.places.order_by("label")}
        offer(self, "place", [("", _("The whole area")), *((pk, one.label) for pk, one in self.places.items())])

    @property
    def said(self) -> dict[str, Any]:
        """What was written, as `make_commitment` takes it."""
        data = self.cleaned_data
        told = {name: data[name] for name in ("what", "to_role", "due_on")}
        return told | {"place": self.places.get(data["place"])}


@require_GET
@allow(*READERS)
def commitments(request: HttpRequest) -> HttpResponseBase:
    """All that wait, the overdue ones first; reasons to tell; the share kept by area."""
    return _show(request)


@require_http_methods(["GET", "POST"])
@allow(*WORKERS)
def new(request: HttpRequest) -> HttpResponseBase:
    """Write down a promise that was made outside a visit."""
    member = member_of(request)
    areas = approved_areas(member)
    area = areas.filter(pk=_number(request.POST.get("area") or request.GET.get("area", ""))).first()
    if area is None:
        return render(request, "office/commitments/new.html", {"areas": areas, "area": None})
    first = {"due_on": _today(member) + timedelta(days=7), "place": request.GET.get("place", "")}
    form = CommitmentForm(area, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        made = form.take(lambda: make_commitment(member, area, **form.said))
        if made is not None:
            messages.success(request, _("The commitment is written down. It goes with the area until it is closed."))
            return redirect("office:commitments")
    told = {"areas": areas, "area": area, "form": form}
    return render(request, "office/commitments/new.html", told, status=422 if form.is_bound else 200)


@require_POST
@allow(*WORKERS)
def close(request: HttpRequest, commitment: int) -> HttpResponseBase:
    """Say what became of it."""
    member, found = _asked(request, commitment)
    kept, reason = request.POST.get("outcome") == "kept", request.POST.get("reason", "")[:280]
    said = _("The commitment is closed.") if kept else _("Closed. Now tell the reason to whom it was promised.")
    return _do(request, lambda: close_commitment(member, found, kept=kept, reason=reason), said)


@require_POST
@allow(*WORKERS)
def tell(request: HttpRequest, commitment: int) -> HttpResponseBase:
    """The reason was told."""
    member, found = _asked(request, commitment)
    return _do(request, lambda: tell_reason(member, found), _("Thank you. They have heard why."))


def _do(request: HttpRequest, write: Callable[[], Any], said: str) -> HttpResponseBase:
    try:
        write()
    except PermissionDenied:
        refuse(request)
    except ValidationError as error:
        return _show(request, trouble=error.messages)
    messages.success(request, said)
    return redirect("office:commitments")


def _asked(request: HttpRequest, pk: int) -> tuple[Member, Commitment]:
    member = member_of(request)
    found = Commitment.objects.visible_to(member).filter(pk=pk).first()
    if found is None:
        raise Http404
    return member, found


def _show(request: HttpRequest, trouble: list[str] | None = None) -> HttpResponseBase:
    member = member_of(request)
    today = _today(member)
    kept = kept_by_area(member, today)
    told = {
        "trouble": trouble or [],
        "today": today,
        "open": open_commitments(member),
        "to_tell": not_told(member),
        "areas": [(area, kept.get(area.pk, Kept())) for area in approved_areas(member)],
        "may_work": member.has_perm("commitments.make"),
        "may_open_area": member.has_role(Role.SERGEANT, Role.ANALYST, Role.AUDITOR, Role.COMMANDER),
    }
    return render(request, "office/commitments/list.html", told, status=422 if trouble else 200)


def _today(member: Member) -> date:
    return today_in(member.agency, datetime.now(UTC))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
