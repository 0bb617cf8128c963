"""The made problems, taken through the gates by the program's own actions, each put back to the day it happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from commonbeat.analysis.call_counts import first_of, running_month
from commonbeat.intake.lake import Lake
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.concerns.models import Concern
from commonbeat.program.notes.models import Note
from commonbeat.program.partners.models import Estate
from commonbeat.program.problems.actions import (
    Analysis,
    add_evidence,
    analyze,
    begin_assessment,
    keep_assessment,
    open_problem,
    today_in,
    write_lesson,
)
from commonbeat.program.problems.counting import assess_calls, counts_of
from commonbeat.program.problems.models import Action, Assessment, Evidence, Problem, Review
from commonbeat.program.problems.responding import Planned, move_action, plan_action
from commonbeat.program.problems.reviewing import ask_review, decide_review
from commonbeat.program.services.models import Service
from commonbeat.program.visits.models import Visit
from commonbeat.program.writer import writer
from commonbeat.synthetic.program import MadePosting
from commonbeat.synthetic.program_concerns import COMMANDER, SERGEANT, officer_on
from commonbeat.synthetic.program_problems import MadeAction, MadeProblem, MadeReview

#: How many of the latest concerns and visits belong to a problem.
_CONCERNS, _VISITS, _NOTES = 4, 3, 2


@dataclass(frozen=True, slots=True)
class Problems:
    """What takes them through the gates.

    Attributes:
        members: by key.
        areas: by number.
    """

    members: Mapping[str, Member]
    areas: Sequence[Area]
    postings: Sequence[MadePosting]
    services: Mapping[str, Service]
    estate: Estate
    lake: Lake
    as_of: date
    zone: ZoneInfo

    def fill(self, made: Sequence[MadeProblem]) -> list[Problem]:
        """All of them, in the order of `made`; an area that is missing gives its problem to another."""
        return writer.run(lambda: [self._one(one) for one in made])

    def _one(self, one: MadeProblem) -> Problem:
        number = one.area % len(self.areas)
        area = self.areas[number]
        owner = self.members[officer_on(self.postings, number, self.as_of)]
        problem = open_problem(
            owner,
            area,
            one.title,
            area.places.order_by("-calls_last_year", "key")[:2],
            large=one.large,
            categories=one.categories,
            weekdays=one.weekdays,
            from_hour=one.hours[0],
            to_hour=one.hours[1],
        )
        problem = _put(problem, opened_at=self._at(one.opened), scanning=self._scanned(problem, one))
        self._gather(owner, problem, one)
        if one.analysis:
            problem = self._analyzed(owner, problem, one)
        gate, closing = (one.reviews[:-1], one.reviews[-1:]) if one.closed is not None else (one.reviews, ())
        for review in gate:
            problem = self._reviewed(owner, problem, review)
        if one.began is not None:
            problem = _put(problem, response_began_on=self._day(one.began))
            for planned in one.actions:
                self._acted(owner, problem, planned, one.began)
        if one.assessed is not None or one.closed is not None:
            problem = self._assessed(owner, problem, one)
        for review in closing:
            problem = _put(self._reviewed(owner, problem, review), closed_at=self._at(one.closed or 0))
        return _put(problem, touched_at=self._at(one.touched))

    def _scanned(self, problem: Problem, one: MadeProblem) -> dict[str, Any]:
        """What the data said on the day it was opened: whole months before it, and no later ones."""
        counts, opened = counts_of(problem, self.lake), self._day(one.opened)
        before = counts.months < running_month(opened)
        known = counts.counts[:, before]
        return {
            "on": opened.isoformat(),
            "months": [first_of(int(month)).isoformat() for month in counts.months[before]],
            "calls": [int(n) for n in known.sum(axis=0)],
            "places": {key: int(n) for key, n in zip(counts.place_ids, known[:, -12:].sum(axis=1), strict=True)},
        }

    def _gather(self, owner: Member, problem: Problem, one: MadeProblem) -> None:
        """Concerns and visits of the weeks around the opening, and notes of the places."""
        until = self._at(max(one.opened - 30, 0))
        concerns = Concern.objects.filter(area=problem.area, arrived_at__lt=until)
        concerns = concerns.exclude(state__in=(Concern.State.QUEUED, Concern.State.SET_ASIDE))
        visits = Visit.objects.counted().filter(area=problem.area, began_at__lt=until).exclude(raised=[])
        notes = Note.objects.filter(place__in=problem.places.all(), sealed=False, withdrawn_at=None)
        found: list[Concern | Visit | Note] = [
            *concerns.order_by("-arrived_at", "pk")[:_CONCERNS],
            *visits.order_by("-began_at", "pk")[:_VISITS],
            *notes.order_by("pk")[:_NOTES],
        ]
        for thing in found:
            add_evidence(owner, problem, thing)
        Evidence.objects.filter(problem=problem).update(added_at=self._at(max(one.opened - 2, one.touched)))

    def _analyzed(self, owner: Member, problem: Problem, one: MadeProblem) -> Problem:
        ahead = today_in(owner.agency) + timedelta(days=90)  # an action takes a day to come; the made one stands below
        said = Analysis(**dict(one.analysis), triangle=dict(one.triangle), change=one.change, by=ahead)
        problem = analyze(owner, problem, said)
        return _put(problem, success=problem.success | {"by": self._day(one.by).isoformat()})

    def _reviewed(self, owner: Member, problem: Problem, one: MadeReview) -> Problem:
        review = ask_review(owner, problem)
        if one.decided is not None:
            by = self.members[COMMANDER if problem.large else SERGEANT]
            problem = decide_review(by, review, agreed=one.agreed, why=one.why)
        decided_at = self._at(one.decided) if one.decided is not None else None
        Review.objects.filter(pk=review.pk).update(asked_at=self._at(one.asked), at=decided_at)
        return problem

    def _acted(self, owner: Member, problem: Problem, one: MadeAction, began: int) -> None:
        doers: dict[str, Member | Service | Estate] = {"owner": owner, "estate": self.estate, **self.services}
        planned = Planned(
            one.what,
            one.kind,
            doers[one.doer],
            self._day(one.due),
            cost=Decimal(one.cost) if one.cost is not None else None,
            enforcement_why=one.enforcement_why,
        )
        action = plan_action(owner, problem, planned)
        if one.done is not None:
            move_action(owner, action, Action.State.DONE, effect=one.effect)
        elif one.dropped:
            move_action(owner, action, Action.State.DROPPED)
        elif one.begun:
            move_action(owner, action, Action.State.UNDER_WAY)
        done_on = self._day(one.done) if one.done is not None else None
        Action.objects.filter(pk=action.pk).update(made_at=self._at(began), done_on=done_on)

    def _assessed(self, owner: Member, problem: Problem, one: MadeProblem) -> Problem:
        problem = begin_assessment(owner, problem)
        if one.assessed is not None:
            kept = keep_assessment(owner, problem, assess_calls(problem, self.lake))
            Assessment.objects.filter(pk=kept.pk).update(made_at=self._at(one.assessed))
        if one.lesson or one.not_assessed_why:
            problem = write_lesson(owner, problem, one.lesson, one.not_assessed_why)
        return problem

    def _day(self, ago: int) -> date:
        return self.as_of - timedelta(days=ago)

    def _at(self, ago: int) -> datetime:
        return datetime.combine(self._day(ago), time(15), self.zone)


def _put(problem: Problem, **then: Any) -> Problem:
    Problem.objects.filter(pk=problem.pk).update(**then)
    return Problem.objects.select_related("agency", "area").get(pk=problem.pk)
