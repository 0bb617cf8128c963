"""The directory of services in the office: who fixes or helps, how to reach them, and how they answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import STAFF, Role
from commonbeat.program.concerns.models import OutsideKey
from commonbeat.program.concerns.outside_keys import set_outside_key
from commonbeat.program.referrals.models import Need
from commonbeat.program.referrals.queries import service_records
from commonbeat.program.services.actions import add_service, change_service, close_service
from commonbeat.program.services.models import Service
from commonbeat.web.access import allow
from commonbeat.web.office.service_forms import KeyForm, ServiceForm, code_for
from commonbeat.web.signed_in import member_of

#: Who keeps the directory (`services.keep`).
KEEPERS: Final = (Role.SERGEANT, Role.COMMANDER, Role.ADMINISTRATOR)


@require_GET
@allow(*STAFF)
def services(request: HttpRequest) -> HttpResponseBase:
    """Every service, what it does, and what became of what went to it."""
    member = member_of(request)
    need = request.GET.get("need", "")
    records = service_records(member, datetime.now(UTC))
    if need in Need.values:
        records = [one for one in records if need in one.service.needs]
    words = dict(Need.choices)
    told = {
        "records": [(one, [words[each] for each in one.service.needs if each in words]) for one in records],
        "needs": Need.choices,
        "need": need,
        "may_keep": member.has_perm("services.keep"),
        "may_refer": member.has_perm("referrals.make"),
    }
    return render(request, "office/services/list.html", told)


@require_http_methods(["GET", "POST"])
@allow(*KEEPERS)
def new(request: HttpRequest) -> HttpResponseBase:
    """Add a service."""
    member = member_of(request)
    form = ServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.said
        open_now = Service.objects.visible_to(member).filter(closed_at__isnull=True)
        code = code_for(said["title"], set(open_now.values_list("code", flat=True)))
        made = form.take(lambda: add_service(member, code=code, **said))
        if made is not None:
            messages.success(request, _("%(service)s is in the directory.") % {"service": made.title})
            return redirect("office:services")
    return render(request, "office/services/change.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@allow(*KEEPERS)
def service(request: HttpRequest, service: int) -> HttpResponseBase:
    """Change what the directory says of a service."""
    member = member_of(request)
    found = _service(member, service)
    form = ServiceForm(request.POST or None, initial=ServiceForm.of(found))
    if request.method == "POST" and form.is_valid():
        said = form.said
        if form.take(lambda: change_service(member, found, **said)) is not None:
            messages.success(request, _("Saved."))
            return redirect("office:services")
    return _show(request, member, found, form=form)


@require_POST
@allow(*KEEPERS)
def close(request: HttpRequest, service: int) -> HttpResponseBase:
    """Nothing new goes there."""
    member = member_of(request)
    found = close_service(member, _service(member, service))
    messages.success(request, _("%(service)s is closed. What went there stays.") % {"service": found.title})
    return redirect("office:services")


@require_POST
@allow(*KEEPERS)
def key(request: HttpRequest, service: int) -> HttpResponseBase:
    """Set the outside key, or take it away; it is never shown."""
    member = member_of(request)
    found = _service(member, service)
    if "remove" in request.POST:
        set_outside_key(member, found, "")
        messages.success(request, _("The key is gone."))
        return redirect("office:service", found.pk)
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _show(request, member, found, key_form=form)
    set_outside_key(member, found, form.cleaned_data["key"])
    messages.success(request, _("The key is kept."))
    return redirect("office:service", found.pk)


def _service(member: Member, pk: int) -> Service:
    found = Service.objects.visible_to(member).filter(pk=pk, closed_at__isnull=True).first()
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest,
    member: Member,
    found: Service,
    *,
    form: ServiceForm | None = None,
    key_form: KeyForm | None = None,
) -> HttpResponseBase:
    told: dict[str, Any] = {
        "service": found,
        "form": form or ServiceForm(initial=ServiceForm.of(found)),
        "key_form": key_form or KeyForm(),
        "has_key": OutsideKey.objects.visible_to(member).filter(service=found).exists(),
    }
    wrong = key_form is not None or (form is not None and form.is_bound)
    return render(request, "office/services/change.html", told, status=422 if wrong else 200)
