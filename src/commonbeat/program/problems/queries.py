"""Reading problems."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonbeat.program.agencies.models import Member
from commonbeat.program.concerns.models import Concern
from commonbeat.program.notes.models import Note
from commonbeat.program.notes.queries import open_notes
from commonbeat.program.problems.models import Action, Evidence, Problem, ProblemPlace, Review
from commonbeat.program.visits.models import Visit
from commonbeat.program.visits.queries import visits_at


def problems_of(member: Member) -> QuerySet[Problem]:
    """Problems of the agency, those touched last first."""
    return Problem.objects.visible_to(member).select_related("area", "owner").order_by("-touched_at", "-pk")


def live_problems_at(member: Member, place_id: int, areas: Sequence[int]) -> QuerySet[Problem]:
    """Problems that are not closed and have this place, or lie in one of these areas; those of the place first."""
    here = ProblemPlace.objects.filter(problem=OuterRef("pk"), place=place_id)
    rows = problems_of(member).exclude(stage=Problem.Stage.CLOSED).annotate(here=Exists(here))
    return rows.filter(Q(here=True) | Q(area__in=areas)).order_by("-here", "-touched_at", "-pk")


def library(member: Member, *, category: str = "", words: str = "") -> QuerySet[Problem]:
    """Closed problems with what was tried and what it did: the agency's own knowledge of this kind.

    Args:
        category: of calls; "" for all.
        words: that stand in the title, the analysis or the lesson; "" for all.
    """
    found = problems_of(member).filter(stage=Problem.Stage.CLOSED).prefetch_related("actions", "assessments")
    if words.strip():
        term = words.strip()
        found = found.filter(Q(title__icontains=term) | Q(sentence__icontains=term) | Q(lesson__icontains=term))
    if category:
        # A list in JSON is matched as text on SQLite; categories are words without quotes of their own.
        found = found.filter(Q(categories__icontains=f'"{category}"') | Q(categories=[]))
    return found.order_by("-closed_at", "-pk")


def stale_problems(member: Member, now: datetime, days: int = 30) -> QuerySet[Problem]:
    """Problems nobody touched for so many days and nobody decided to let rest; longest first."""
    today = now.astimezone(ZoneInfo(member.agency.zone)).date()
    return (
        Problem.objects.visible_to(member)
        .exclude(stage=Problem.Stage.CLOSED)
        .filter(touched_at__lt=now - timedelta(days=days))
        .filter(Q(keep_until__isnull=True) | Q(keep_until__lt=today))
        .select_related("area", "owner")
        .order_by("touched_at")
    )


def reviews_waiting_for(member: Member) -> list[Review]:
    """Reviews that wait for somebody and that this member may decide, longest first."""
    waiting = Review.objects.visible_to(member).filter(outcome=Review.Outcome.ASKED)
    rows = waiting.select_related("problem", "asked_by").order_by("asked_at", "pk")
    return [review for review in rows if member.has_perm("problems.review", review)]


def actions_of(member: Member) -> QuerySet[Action]:
    """Open actions of open problems that this member sees to, the one due first at the top."""
    mine = Action.objects.visible_to(member).exclude(problem__stage=Problem.Stage.CLOSED).filter(owner=member)
    waiting = mine.filter(state__in=(Action.State.PLANNED, Action.State.UNDER_WAY))
    return waiting.select_related("problem", "problem__area").order_by("due_on", "pk")


def overdue_actions(member: Member, today: date) -> QuerySet[Action]:
    """Open actions of open problems that are past their day, longest first."""
    open_now = Action.objects.visible_to(member).exclude(problem__stage=Problem.Stage.CLOSED)
    late = open_now.filter(state__in=(Action.State.PLANNED, Action.State.UNDER_WAY), due_on__lt=today)
    return late.select_related("problem", "owner", "service", "estate").order_by("due_on", "pk")


def alike(member: Member, problem: Problem, most: int = 4) -> list[Problem]:
    """The agency's own closed problems of the same kind of calls, the latest first; of any kind when it has none."""
    found = library(member).exclude(pk=problem.pk)
    if not problem.categories:
        return list(found[:most])
    kinds = Q()
    for category in problem.categories:
        kinds |= Q(categories__icontains=f'"{category}"')
    return list(found.filter(kinds)[:most])


def evidence_of(member: Member, problem: Problem) -> QuerySet[Evidence]:
    """What was gathered, the latest first; a note that was sealed since, or a visit set aside since, is not in it."""
    rows = Evidence.objects.visible_to(member).filter(problem=problem)
    standing = Visit.objects.counted().visible_to(member)
    rows = rows.filter(Q(note__isnull=True) | Q(note__sealed=False, note__withdrawn_at__isnull=True))
    rows = rows.filter(Q(visit__isnull=True) | Q(visit__in=standing))
    return rows.select_related("concern", "concern__kind", "visit", "visit__place", "note").order_by("-added_at", "-pk")


def could_be_evidence(member: Member, problem: Problem, most: int = 40) -> list[Concern | Visit | Note]:
    """Concerns and visits of the area and notes of the places that are not gathered yet, the latest of each."""
    taken = Evidence.objects.visible_to(member).filter(problem=problem)
    places = problem.places.values("pk")
    concerns = Concern.objects.visible_to(member).filter(area=problem.area_id)
    concerns = concerns.exclude(state__in=(Concern.State.QUEUED, Concern.State.SET_ASIDE)).select_related("kind")
    visits, notes = visits_at(member, problem.area), open_notes(member).filter(place__in=places)
    return [
        *concerns.exclude(pk__in=taken.filter(concern__isnull=False).values("concern")).order_by("-arrived_at")[:most],
        *visits.exclude(pk__in=taken.filter(visit__isnull=False).values("visit"))[:most],
        *notes.exclude(pk__in=taken.filter(note__isnull=False).values("note"))[:most],
    ]
