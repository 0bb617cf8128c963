"""The steps of a concern: each is one action of the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonbeat.program.concerns.actions import (
    answer_concern,
    let_concern_through,
    reopen_concern,
    set_concern_aside,
    settle_concern,
    word_for_public,
)
from commonbeat.program.concerns.models import Concern, Passing
from commonbeat.program.concerns.passing import pass_on, report_back, try_again
from commonbeat.program.concerns.queries import passings_of
from commonbeat.program.concerns.reply_address import open_reply_address
from commonbeat.web.access import allow, refuse
from commonbeat.web.office.concern_forms import (
    AnswerForm,
    AsideForm,
    BackForm,
    LookForm,
    PassForm,
    PublicForm,
    ReopenForm,
)
from commonbeat.web.office.concerns import ANSWERERS, RUNNERS, held, show
from commonbeat.web.office.forms import OfficeForm
from commonbeat.web.signed_in import member_of


@require_POST
@allow(*RUNNERS)
def let_through(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """It leaves the queue for the officers of its area."""
    member = member_of(request)
    found = held(member, code)
    form = LookForm(member, found, request.POST)
    return _send(
        request, found, form, "look_form",
        lambda: let_concern_through(member, found, area=form.area_chosen), _("The officers of the area see it now."),
    )  # fmt: skip


@require_POST
@allow(*RUNNERS)
def set_aside(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """It is abuse or advertising."""
    member = member_of(request)
    found = held(member, code)
    form = AsideForm(request.POST)
    return _send(
        request, found, form, "aside_form",
        lambda: set_concern_aside(member, found, form.cleaned_data["words"]), _("Set aside. It counts nowhere."),
    )  # fmt: skip


@require_POST
@allow(*ANSWERERS)
def answer(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """Answer, say that the work has begun, that it is done, or that it will not be, and why."""
    member = member_of(request)
    found = held(member, code)
    form = AnswerForm(found, request.POST)

    def write() -> Concern:
        what, words = form.cleaned_data["what"], form.cleaned_data["words"]
        if what in ("done", "not done"):
            return settle_concern(member, found, words, done=what == "done")
        return answer_concern(member, found, words, started=what == "started")

    return _send(request, found, form, "answer_form", write, _("Your answer is there for whoever raised it."))


@require_POST
@allow(*ANSWERERS)
def reopen(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """It was not fixed."""
    member = member_of(request)
    found = held(member, code)
    form = ReopenForm(request.POST)
    return _send(
        request, found, form, "reopen_form",
        lambda: reopen_concern(member, found, form.cleaned_data["words"]), _("It is open again."),
    )  # fmt: skip


@require_POST
@allow(*RUNNERS)
def public_words(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """What the public page says of it."""
    member = member_of(request)
    found = held(member, code)
    form = PublicForm(request.POST)
    return _send(
        request, found, form, "public_form",
        lambda: word_for_public(member, found, form.cleaned_data["words"]),
        _("Kept. The page shows it when it is published next."),
    )  # fmt: skip


@require_POST
@allow(*ANSWERERS)
def pass_it_on(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """To the service whose matter it is."""
    member = member_of(request)
    found = held(member, code)
    form = PassForm(member, found, request.POST)
    return _send(
        request, found, form, "pass_form",
        lambda: pass_on(member, found, form.cleaned_data["words"], service=form.service_chosen),
        _("Passed on. It is followed until it is fixed."),
    )  # fmt: skip


@require_POST
@allow(*ANSWERERS)
def told_back(request: HttpRequest, code: UUID, passing: int) -> HttpResponseBase:
    """The service told us by telephone or in person."""
    member = member_of(request)
    found = held(member, code)
    one = _passing(request, found, passing)
    form = BackForm(request.POST)
    return _send(
        request, found, form, "back_form",
        lambda: report_back(member, one, form.cleaned_data["words"], fixed=form.cleaned_data["fixed"]),
        _("Kept. Whoever raised it reads it too."),
    )  # fmt: skip


@require_POST
@allow(*ANSWERERS)
def again(request: HttpRequest, code: UUID, passing: int) -> HttpResponseBase:
    """Send it to the service once more."""
    member = member_of(request)
    found = held(member, code)
    one = _passing(request, found, passing)
    try:
        try_again(member, one)
    except PermissionDenied:
        refuse(request)
    except ValidationError as error:
        return show(request, found, status=422, trouble=error.messages)
    messages.success(request, _("It is sent again within a minute."))
    return redirect("office:concern", found.code)


@require_POST
@allow(*ANSWERERS)
def reply_address(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """Where to answer: on this answer alone, and recorded."""
    member = member_of(request)
    found = held(member, code)
    try:
        given = open_reply_address(member, found)
    except PermissionDenied:
        refuse(request)
    answer = render(request, "office/concerns/reply_address.html", {"concern": found, "given": given})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _passing(request: HttpRequest, found: Concern, pk: int) -> Passing:
    one = passings_of(member_of(request), found).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def _send(
    request: HttpRequest, found: Concern, form: OfficeForm, name: str, write: Callable[[], Any], said: str
) -> HttpResponseBase:
    """Run a step; its errors stand at the fields, and who may not do it finds nothing."""
    try:
        if form.is_valid() and form.take(write) is not None:
            messages.success(request, said)
            if request.POST.get("from") == "queue":
                return redirect("office:concerns")
            return redirect("office:concern", found.code)
    except PermissionDenied:
        refuse(request)
    return show(request, found, status=422, **{name: form}, trouble=form.trouble)
