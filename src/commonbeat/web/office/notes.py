"""Pages about notes: writing one, saying that it still holds or is wrong, sealed ones, and emergency access."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import STAFF, Role
from commonbeat.program.notes import actions
from commonbeat.program.notes.emergency import (
    emergencies_to_review,
    open_access,
    open_in_emergency,
    read_opened,
    review_emergency,
)
from commonbeat.program.notes.models import EmergencyAccess, Note, NoteDispute
from commonbeat.program.notes.queries import lapsing_notes, note_for, open_disputes, read_sealed
from commonbeat.web.access import allow, refuse
from commonbeat.web.office.briefing import place_or_404
from commonbeat.web.office.note_forms import NoteForm, ReasonForm
from commonbeat.web.signed_in import member_of

_OFFICERS = (Role.OFFICER, Role.SERGEANT)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*_OFFICERS)
def write(request: HttpRequest, key: str) -> HttpResponseBase:
    """Write a note about a place."""
    member = member_of(request)
    place = place_or_404(member, key)
    form = NoteForm(request.POST or None, initial={"days": member.agency.note_days, "source": Note.Source.SEEN})
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_note(member, place, **form.cleaned_data)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, _("The note is in the briefing."))
            return redirect("office:briefing", key=key)
    status = 422 if form.errors else 200
    return render(request, "briefing/write.html", {"place": place, "form": form}, status=status)


@require_POST
@allow(*_OFFICERS)
def confirm(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """It still holds."""
    member = member_of(request)
    note = _note(request, member, code)
    _do(request, lambda: actions.confirm_note(member, note), _("Confirmed. The note lives on."))
    return redirect("office:briefing", key=note.place.key)


@require_POST
@allow(*STAFF)
def dispute(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """Say that it is wrong."""
    member = member_of(request)
    note = _note(request, member, code)
    done = _("Thank you. The note is marked, and a sergeant will settle it.")
    _do(request, lambda: actions.dispute_note(member, note, request.POST.get("reason", "")[:280]), done)
    return redirect("office:briefing", key=note.place.key)


@require_POST
@allow(*_OFFICERS)
def change(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """Withdraw, seal or unseal a note."""
    member = member_of(request)
    note = _note(request, member, code)
    changes = {
        "withdraw": (actions.withdraw_note, _("The note was withdrawn.")),
        "seal": (actions.seal_note, _("The note is sealed.")),
        "unseal": (actions.unseal_note, _("The note is open again.")),
    }
    change, done = changes.get(request.POST.get("change", ""), (None, ""))
    if change is None:
        raise Http404
    _do(request, lambda: change(member, note), done)
    return redirect("office:briefing", key=note.place.key)


@require_safe
@allow(*_OFFICERS)
def waiting(request: HttpRequest) -> HttpResponseBase:
    """Notes that lapse soon, and notes that somebody disputes."""
    member = member_of(request)
    told = {
        "lapsing": lapsing_notes(member)[:100],
        "disputes": [(each, member.has_perm("notes.settle", each)) for each in open_disputes(member)[:100]],
    }
    return render(request, "briefing/waiting.html", told)


@require_POST
@allow(Role.SERGEANT)
def settle(request: HttpRequest, dispute_id: int) -> HttpResponseBase:
    """A sergeant decides."""
    member = member_of(request)
    found = NoteDispute.objects.visible_to(member).filter(pk=dispute_id).select_related("note").first()
    if found is None:
        raise Http404
    _do(request, lambda: actions.settle_dispute(member, found, request.POST.get("outcome", "")), _("Settled."))
    return redirect("office:notes")


@require_safe
@allow(*_OFFICERS)
def sealed(request: HttpRequest, key: str) -> HttpResponseBase:
    """The member's own sealed notes of a place; a sergeant's all of them."""
    member = member_of(request)
    place = place_or_404(member, key)
    return render(request, "briefing/sealed.html", {"place": place, "notes": read_sealed(member, place)})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.OFFICER, Role.DISPATCHER, Role.SERGEANT)
def emergency(request: HttpRequest, key: str) -> HttpResponseBase:
    """Open what is sealed at a place for an hour, with a reason; the door is the same at every place."""
    member = member_of(request)
    place = place_or_404(member, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            open_in_emergency(member, place, form.cleaned_data["reason"])
            return redirect("office:emergency", key=key)
        except ValidationError as error:
            _add_errors(form, error)
    access = open_access(member, place)
    told = {"place": place, "form": form, "access": access, "notes": read_opened(member, access) if access else []}
    return render(request, "briefing/emergency.html", told, status=422 if form.errors else 200)


@require_safe
@allow(Role.SERGEANT, Role.AUDITOR)
def emergencies(request: HttpRequest) -> HttpResponseBase:
    """Emergency accesses that wait for a second person."""
    member = member_of(request)
    rows = [(each, member.has_perm("notes.review_emergency", each)) for each in emergencies_to_review(member)[:100]]
    return render(request, "briefing/emergencies.html", {"rows": rows})


@require_POST
@allow(Role.SERGEANT, Role.AUDITOR)
def review(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """A second person says whether an access was justified."""
    member = member_of(request)
    access = EmergencyAccess.objects.visible_to(member).filter(code=code).first()
    if access is None or request.POST.get("justified") not in ("yes", "no"):
        raise Http404
    justified = request.POST["justified"] == "yes"
    _do(request, lambda: review_emergency(member, access, justified=justified), _("Reviewed."))
    return redirect("office:emergencies")


def _note(request: HttpRequest, member: Member, code: UUID) -> Note:
    note = note_for(member, code)
    if note is None:
        raise Http404(request.path)
    return note


def _do(request: HttpRequest, change: Any, done: str) -> HttpResponse | None:
    """Make a change and say how it went; what the member may not do is not there."""
    try:
        change()
    except PermissionDenied:
        refuse(request)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return None


def _add_errors(form: Any, error: ValidationError) -> None:
    told = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    for name, said in told.items():
        form.add_error(name if name in form.fields else None, said)
