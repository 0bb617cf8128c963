"""Problems in the office: the list, opening one, its page of four stages, and the brief on paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commonbeat.analysis.call_counts import Which
from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.places.models import Place
from commonbeat.program.problems.actions import open_problem, today_in
from commonbeat.program.problems.live import LiveCalls, live_calls, scanning_now
from commonbeat.program.problems.models import Action, Problem, Review
from commonbeat.program.problems.queries import (
    alike,
    could_be_evidence,
    evidence_of,
    problems_of,
    reviews_waiting_for,
    stale_problems,
)
from commonbeat.program.problems.reviewing import missing_for_review
from commonbeat.web.access import allow
from commonbeat.web.office.problem_drawing import Mark, bounds_of, draw_months, draw_places
from commonbeat.web.office.problem_forms import ActionForm, AnalysisForm, LessonForm, OpenForm, workers
from commonbeat.web.signed_in import member_of

READERS: Final = (Role.OFFICER, Role.SERGEANT, Role.ANALYST, Role.COMMANDER, Role.AUDITOR)
WORKERS: Final = (Role.OFFICER, Role.SERGEANT, Role.ANALYST, Role.COMMANDER)
#: Months that the timeline draws.
_DRAWN: Final = 36
_OPEN: Final = Q(actions__state__in=(Action.State.PLANNED, Action.State.UNDER_WAY))
Stage = Problem.Stage


@require_GET
@allow(*READERS)
def problems(request: HttpRequest) -> HttpResponseBase:
    """All problems, those that wait for a decision first."""
    member = member_of(request)
    today, now = today_in(member.agency), datetime.now(UTC)
    stage, whose, area = (request.GET.get(name, "") for name in ("stage", "whose", "area"))
    rows = problems_of(member).annotate(
        open_actions=Count("actions", filter=_OPEN), late=Count("actions", filter=_OPEN & Q(actions__due_on__lt=today))
    )
    rows = rows.filter(stage=stage) if stage in Stage.values else rows.exclude(stage=Stage.CLOSED)
    if whose == "mine":
        rows = rows.filter(owner=member)
    if area.isdecimal() and len(area) < 12:
        rows = rows.filter(area=int(area))
    stale = {one.pk for one in stale_problems(member, now)}
    waiting = {review.problem_id for review in reviews_waiting_for(member)}
    told = [
        {"problem": one, "due": next_due(one), "stale": one.pk in stale, "review": one.pk in waiting} for one in rows
    ]
    told.sort(key=lambda row: not (row["stale"] or row["review"]))
    return render(
        request,
        "office/problems/list.html",
        {
            "rows": told,
            "stages": Stage.choices,
            "areas": Area.objects.visible_to(member).filter(state=Area.State.APPROVED).order_by("name"),
            "stage": stage,
            "whose": whose,
            "area": area,
            "today": today,
            "filtered": bool(stage or whose or area),
            "may_work": member.has_perm("problems.open"),
        },
    )


@allow(*WORKERS)
def new(request: HttpRequest) -> HttpResponseBase:
    """Open a problem: first the area, then what keeps going wrong at its places."""
    member = member_of(request)
    areas = Area.objects.visible_to(member).filter(state=Area.State.APPROVED).order_by("name")
    asked = request.POST.get("area") or request.GET.get("area", "")
    area = areas.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 12 else None
    if area is None:
        return render(request, "office/problems/new.html", {"areas": areas, "found": None})
    place = request.GET.get("place", "")
    form = OpenForm(member, area, request.POST or None, initial={"places": [place] if place else []})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        which = Which(tuple(data["categories"]), tuple(data["weekdays"]), data["from_hour"], data["to_hour"])
        keys = [one.key for one in form.chosen]
        made = form.take(
            lambda: open_problem(
                member,
                area,
                data["title"],
                form.chosen,
                owner=form.people[data["owner"]],
                large=data["large"],
                categories=which.categories,
                weekdays=which.weekdays,
                from_hour=which.from_hour,
                to_hour=which.to_hour,
                scanning=scanning_now(member.agency, keys, which, today_in(member.agency)),
            )
        )
        if made is not None:
            messages.success(request, _("The problem is open. Its calls are counted below."))
            return redirect("office:problem", made.pk)
    told = {"areas": areas, "found": area, "form": form}
    return render(request, "office/problems/new.html", told, status=422 if form.is_bound else 200)


@require_GET
@allow(*READERS)
def problem(request: HttpRequest, problem: int) -> HttpResponseBase:
    """One problem."""
    return show(request, problem_for(member_of(request), problem))


@require_GET
@allow(*READERS)
def brief(request: HttpRequest, problem: int) -> HttpResponseBase:
    """The problem on two sheets of paper."""
    member = member_of(request)
    found = problem_for(member, problem)
    return render(request, "office/problems/brief.html", drawn(member, found) | {"problem": found})


def problem_for(member: Member, pk: int) -> Problem:
    """The problem.

    Raises:
        Http404: there is none for this member.
    """
    found = problems_of(member).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def show(request: HttpRequest, found: Problem, *, status: int = 200, **more: Any) -> HttpResponseBase:
    """The page of a problem; `more`: a form that was refused, or `trouble`."""
    member = member_of(request)
    may_work = member.has_perm("problems.work", found) and found.stage != Stage.CLOSED
    now = datetime.now(UTC)
    waiting = found.reviews.filter(outcome=Review.Outcome.ASKED).select_related("asked_by", "problem").first()
    told: dict[str, Any] = drawn(member, found) | {
        "problem": found,
        "path": _path(found),
        "missing": missing(found),
        "waiting": waiting,
        "may_decide": waiting is not None and member.has_perm("problems.review", waiting),
        "last_review": found.reviews.exclude(outcome=Review.Outcome.ASKED).select_related("by").order_by("-at").first(),
        "may_work": may_work,
        "may_run": may_work and member.has_perm("problems.decide", found),
        "stale": found.pk in {one.pk for one in stale_problems(member, now)},
        "alike": alike(member, found),
        "evidence": evidence_of(member, found),
    }
    if may_work:
        told |= {"could_be": could_be_evidence(member, found), "people": workers(member)}
        if found.stage in (Stage.SCANNING, Stage.ANALYSIS):
            told["analysis_form"] = AnalysisForm(initial=AnalysisForm.of(found))
        if found.stage == Stage.RESPONSE:
            due = today_in(member.agency) + timedelta(days=30)
            told["action_form"] = ActionForm(member, found, initial={"due_on": due})
        if found.stage == Stage.ASSESSMENT:
            told["lesson_form"] = LessonForm(
                initial={"lesson": found.lesson, "not_assessed_why": found.not_assessed_why}
            )
    return render(request, "office/problems/problem.html", told | more, status=status)


def drawn(member: Member, found: Problem) -> dict[str, Any]:
    """What page and paper share: the calls, the drawings, the actions, the assessments."""
    live = live_calls(found) or LiveCalls()
    actions = list(found.actions.select_related("owner", "service", "estate").order_by("due_on", "pk"))
    marks = [Mark(one.done_on, one.what) for one in actions if one.done_on is not None]
    if found.response_began_on is not None:
        marks.insert(0, Mark(found.response_began_on, _("The response began"), "began"))
    months = live.months[-_DRAWN:]
    places = list(found.places.order_by("-calls_last_year", "label"))
    label = _("Calls of this problem month by month. The table below has the numbers.")
    last_year = dict(live.places)
    return {
        "live": live,
        "months": months,
        "top": max((one.calls for one in months), default=0),
        "timeline": draw_months(months, marks, label),
        "marks": sorted(marks, key=lambda mark: mark.on),
        "places": [(place, last_year.get(place.key)) for place in places],
        "map": draw_places(places, last_year, _around(member, places)),
        "actions": actions,
        "today": today_in(member.agency),
        "assessments": list(found.assessments.select_related("made_by").order_by("-made_at", "-pk")),
    }


def missing(found: Problem) -> list[str]:
    """What the next stage asks for and the problem has not, in sentences; empty when it may go on."""
    if found.stage == Stage.SCANNING:
        return [_("Begin the analysis: write what you know so far.")]
    if found.stage == Stage.RESPONSE:
        actions = list(found.actions.values_list("state", flat=True))
        if not actions:
            return [_("Plan at least one action.")]
        if any(state not in ("done", "dropped") for state in actions):
            return [_("Finish every action, or drop it.")]
        return [] if "done" in actions else [_("Nothing was done yet: plan an action that is.")]
    return [] if found.stage == Stage.CLOSED else missing_for_review(found)


def next_due(found: Problem) -> Any:
    """The day of the action that is due next; None without one."""
    waiting = found.actions.filter(state__in=(Action.State.PLANNED, Action.State.UNDER_WAY))
    return waiting.order_by("due_on").values_list("due_on", flat=True).first()


def _path(found: Problem) -> list[tuple[str, str]]:
    """Each stage with where the problem stands: `done`, `now` or `later`."""
    order: list[Stage] = [stage for stage in Stage if stage is not Stage.CLOSED]
    here = order.index(Stage(found.stage)) if found.stage != Stage.CLOSED else len(order)
    return [
        (str(stage.label), "done" if number < here else "now" if number == here else "later")
        for number, stage in enumerate(order)
    ]


def _around(member: Member, places: list[Place]) -> list[tuple[float, float]]:
    bounds = bounds_of(places)
    if bounds is None:
        return []
    west, south, east, north = bounds
    near = Place.objects.visible_to(member).filter(lon__range=(west, east), lat__range=(south, north))
    return [(lon, lat) for lon, lat in near.values_list("lon", "lat")[:3_000] if lon is not None and lat is not None]
