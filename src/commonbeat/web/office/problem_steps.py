"""The steps of a problem from one stage to the next: each is one action of the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.problems.actions import (
    add_evidence,
    analyze,
    begin_assessment,
    hand_problem_to,
    keep_assessment,
    keep_going,
    write_lesson,
)
from commonbeat.program.problems.counting import assess_calls
from commonbeat.program.problems.live import the_lake
from commonbeat.program.problems.models import Action, Problem, Review
from commonbeat.program.problems.queries import could_be_evidence
from commonbeat.program.problems.responding import move_action, plan_action
from commonbeat.program.problems.reviewing import ask_review, decide_review
from commonbeat.web.access import allow, refuse
from commonbeat.web.office.forms import OfficeForm
from commonbeat.web.office.problem_forms import ActionForm, AnalysisForm, LessonForm, workers
from commonbeat.web.office.problems import WORKERS, problem_for, show
from commonbeat.web.signed_in import member_of

_MOVES: Final = (Action.State.UNDER_WAY, Action.State.DONE, Action.State.DROPPED)


@require_POST
@allow(*WORKERS)
def gather(request: HttpRequest, problem: int) -> HttpResponseBase:
    """Concerns, visits and notes that belong to it."""
    member, found = _asked(request, problem)
    things = {f"{type(one).__name__.lower()}-{one.pk}": one for one in could_be_evidence(member, found)}
    chosen = [things[key] for key in request.POST.getlist("thing") if key in things]

    def write() -> None:
        if not chosen:
            raise ValidationError(_("Choose what belongs to this problem."))
        for thing in chosen:
            add_evidence(member, found, thing)

    return _do(request, found, write, _("Added to the problem."))


@require_POST
@allow(*WORKERS)
def analysis(request: HttpRequest, problem: int) -> HttpResponseBase:
    """Keep the guided analysis, all of it or a part."""
    member, found = _asked(request, problem)
    form = AnalysisForm(request.POST)
    return _send(request, found, form, "analysis_form", lambda: analyze(member, found, form.analysis), _("Saved."))


@require_POST
@allow(*WORKERS)
def ask(request: HttpRequest, problem: int) -> HttpResponseBase:
    """Ask a second person to look at it."""
    member, found = _asked(request, problem)
    return _do(request, found, lambda: ask_review(member, found), _("A second person is asked to look at it."))


@require_POST
@allow(Role.SERGEANT, Role.COMMANDER)
def decide(request: HttpRequest, problem: int, review: int) -> HttpResponseBase:
    """The second person agrees, or sends it back."""
    member, found = _asked(request, problem)
    asked = Review.objects.visible_to(member).select_related("problem").filter(pk=review, problem=found).first()
    if asked is None:
        raise Http404
    agreed, why = request.POST.get("agreed") == "yes", request.POST.get("why", "")[:400]
    said = _("Agreed. The next stage begins.") if agreed else _("Sent back with your reason.")
    return _do(request, found, lambda: decide_review(member, asked, agreed=agreed, why=why), said)


@require_POST
@allow(*WORKERS)
def plan(request: HttpRequest, problem: int) -> HttpResponseBase:
    """Plan an action."""
    member, found = _asked(request, problem)
    form = ActionForm(member, found, request.POST)
    said = _("The action is planned.")
    return _send(request, found, form, "action_form", lambda: plan_action(member, found, form.planned), said)


@require_POST
@allow(*WORKERS)
def move(request: HttpRequest, problem: int, planned: int) -> HttpResponseBase:
    """An action begins, is done, or is dropped."""
    member, found = _asked(request, problem)
    one = Action.objects.visible_to(member).select_related("problem").filter(pk=planned, problem=found).first()
    if one is None:
        raise Http404
    state, effect = request.POST.get("state", ""), request.POST.get("effect", "")[:280]

    def write() -> None:
        if state not in _MOVES:
            raise ValidationError(_("Say how far the action is."))
        move_action(member, one, state, effect=effect)

    return _do(request, found, write, _("The action was moved."))


@require_POST
@allow(*WORKERS)
def assessment(request: HttpRequest, problem: int) -> HttpResponseBase:
    """The response is done; what it did is looked at."""
    member, found = _asked(request, problem)
    return _do(request, found, lambda: begin_assessment(member, found), _("The assessment begins."))


@require_POST
@allow(*WORKERS)
def measure(request: HttpRequest, problem: int) -> HttpResponseBase:
    """Compare the calls before and after, and keep what they say."""
    member, found = _asked(request, problem)

    def write() -> None:
        if found.stage != Problem.Stage.ASSESSMENT:
            raise ValidationError(_("The assessment begins when the response is done."))
        lake = the_lake()
        if lake is None:
            raise ValidationError(_("There are no calls yet. Bring a dispatch export first."))
        keep_assessment(member, found, assess_calls(found, lake))

    return _do(request, found, write, _("Compared. The result is kept."))


@require_POST
@allow(*WORKERS)
def lesson(request: HttpRequest, problem: int) -> HttpResponseBase:
    """What we learned."""
    member, found = _asked(request, problem)
    form = LessonForm(request.POST)

    def write() -> Problem:
        return write_lesson(member, found, form.cleaned_data["lesson"], form.cleaned_data["not_assessed_why"])

    return _send(request, found, form, "lesson_form", write, _("Saved."))


@require_POST
@allow(Role.SERGEANT, Role.COMMANDER)
def keep(request: HttpRequest, problem: int) -> HttpResponseBase:
    """A stale problem goes on."""
    member, found = _asked(request, problem)
    days = request.POST.get("days", "")
    whole = int(days) if days.isdecimal() and len(days) < 6 else 0
    return _do(request, found, lambda: keep_going(member, found, whole), _("It goes on."))


@require_POST
@allow(Role.SERGEANT, Role.COMMANDER)
def hand(request: HttpRequest, problem: int) -> HttpResponseBase:
    """Somebody else sees to it."""
    member, found = _asked(request, problem)
    owner = next((one for one in workers(member) if str(one.pk) == request.POST.get("owner", "")), None)

    def write() -> None:
        if owner is None:
            raise ValidationError(_("Choose who sees to it."))
        hand_problem_to(member, found, owner)

    return _do(request, found, write, _("The problem has a new owner."))


def _asked(request: HttpRequest, pk: int) -> tuple[Member, Problem]:
    member = member_of(request)
    return member, problem_for(member, pk)


def _do(request: HttpRequest, found: Problem, write: Callable[[], Any], said: str) -> HttpResponseBase:
    """Run a step; what it refuses stands on the page, and who may not finds nothing."""
    try:
        write()
    except PermissionDenied:
        refuse(request)
    except ValidationError as error:
        return show(request, found, status=422, trouble=error.messages)
    messages.success(request, said)
    return redirect("office:problem", found.pk)


def _send(
    request: HttpRequest, found: Problem, form: OfficeForm, name: str, write: Callable[[], Any], said: str
) -> HttpResponseBase:
    """The same for a step with a form: its errors stand at its fields."""
    try:
        if form.is_valid() and form.take(write) is not None:
            messages.success(request, said)
            return redirect("office:problem", found.pk)
    except PermissionDenied:
        refuse(request)
    return show(request, found, status=422, **{name: form}, trouble=form.trouble)
