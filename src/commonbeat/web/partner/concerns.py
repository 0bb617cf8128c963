"""Concerns that the partner raised, with every step, and raising one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.program.concerns.models import Concern
from commonbeat.program.partners.models import Estate
from commonbeat.program.partners.queries import concern_of, concerns_of, steps_of
from commonbeat.program.partners.speaking import reopen_as_partner, say_as_partner
from commonbeat.program.partners.wording import against_a_person
from commonbeat.web.access import refuse
from commonbeat.web.partner.estates import of_estate, page_of
from commonbeat.web.partner.forms import AgainForm, ConcernForm, title_of
from commonbeat.web.signed_in import member_of


@require_http_methods(["GET", "POST"])
@of_estate
def concerns(request: HttpRequest, estate: Estate) -> HttpResponseBase:
    """All of them, and a form for the next."""
    language = get_language() or "en"
    form = ConcernForm(estate, language, request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        made = form.take(lambda: say_as_partner(member_of(request), estate, form.chosen, words))
        if made is not None:
            messages.success(request, _("It is raised. You see every step of it here."))
            return redirect("partner:concern", estate.pk, made.code)
    rows = [{"one": one, "title": title_of(one.kind, language)} for one in concerns_of(estate)]
    told = {"form": form, "rows": rows}
    return page_of(request, estate, "partner/concerns.html", told, status=422 if form.is_bound else 200)


@require_GET
@of_estate
def concern(request: HttpRequest, estate: Estate, code: UUID) -> HttpResponseBase:
    """One of them, with its steps."""
    return _show(request, estate, _concern(request, estate, code), AgainForm())


@require_POST
@of_estate
def again(request: HttpRequest, estate: Estate, code: UUID) -> HttpResponseBase:
    """It is not fixed."""
    found, form = _concern(request, estate, code), AgainForm(request.POST)
    if form.is_valid():
        made = form.take(lambda: reopen_as_partner(member_of(request), found, form.cleaned_data["words"]))
        if made is not None:
            messages.success(request, _("It is open again."))
            return redirect("partner:concern", estate.pk, code)
    return _show(request, estate, found, form, status=422)


def _concern(request: HttpRequest, estate: Estate, code: UUID) -> Concern:
    found = concern_of(estate, code)
    if found is None:
        refuse(request)
    return found


def _show(
    request: HttpRequest, estate: Estate, found: Concern, form: AgainForm, *, status: int = 200
) -> HttpResponseBase:
    told: dict[str, Any] = {
        "concern": found,
        "title": title_of(found.kind, get_language() or "en"),
        "steps": [(step, "" if against_a_person(step.words) else step.words) for step in steps_of(found)],
        "settled": found.state in (Concern.State.DONE, Concern.State.NOT_DONE),
        "form": form,
    }
    return page_of(request, estate, "partner/concern.html", told, status=status)
