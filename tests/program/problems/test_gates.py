"""No response without an analysis, no closing without an assessment, and a second person at both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.notes.actions import write_note
from commonbeat.program.problems.actions import (
    Analysis,
    add_evidence,
    analyze,
    begin_assessment,
    hand_problem_to,
    keep_assessment,
    keep_going,
    open_problem,
    write_lesson,
)
from commonbeat.program.problems.models import Action, Evidence, Problem, Review
from commonbeat.program.problems.queries import library, stale_problems
from commonbeat.program.problems.responding import Planned, move_action, plan_action
from commonbeat.program.problems.reviewing import ask_review, decide_review
from commonbeat.program.services.models import Service
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Opened = Callable[..., Problem]
SOON = date(2099, 1, 1)
NUMBERS = {
    "figures": {"before": 90, "after": 40},
    "verdict": "fell",
    "data": {"imports": [{"name": "first"}]},
    "code_version": "1",
}


def fix_the_light(cast: Cast, **changed: object) -> Planned:
    planned = {"what": "A lamp at the stairs", "kind": Action.Kind.LIGHTING, "doer": cast.rivera, "due_on": SOON}
    return Planned(**(planned | changed))  # type: ignore[arg-type]


def test_there_is_no_response_without_a_sentence_a_measure_and_a_role(
    cast: Cast, at_oak_creek: Opened, whole: Analysis
) -> None:
    problem = at_oak_creek()
    for missing in ({"sentence": ""}, {"change": None, "by": None}, {"triangle": {}}):
        problem = analyze(cast.rivera, problem, replace(whole, **missing))  # type: ignore[arg-type]
        with pytest.raises(ValidationError) as stopped:
            ask_review(cast.rivera, problem)
        assert len(stopped.value.messages) == 1
    with pytest.raises(ValidationError, match="second person"):
        plan_action(cast.rivera, problem, fix_the_light(cast))


def test_nobody_reviews_what_they_asked_for_and_command_reviews_what_is_large(
    cast: Cast, at_oak_creek: Opened, whole: Analysis, halloran: Member
) -> None:
    own = ask_review(cast.okafor, analyze(cast.okafor, at_oak_creek(), whole))
    for reviewer in (cast.okafor, cast.rivera, cast.adeyemi, cast.harbor_sergeant):
        with pytest.raises(PermissionDenied):
            decide_review(reviewer, own, agreed=True)
    large = ask_review(cast.rivera, analyze(cast.rivera, at_oak_creek(large=True), whole))
    with pytest.raises(PermissionDenied):
        decide_review(cast.okafor, large, agreed=True)
    assert decide_review(halloran, large, agreed=True).stage == Problem.Stage.RESPONSE


def test_what_is_sent_back_says_why_and_is_asked_for_again(cast: Cast, at_oak_creek: Opened, whole: Analysis) -> None:
    review = ask_review(cast.rivera, analyze(cast.rivera, at_oak_creek(), whole))
    with pytest.raises(ValidationError, match="waits already"):
        ask_review(cast.rivera, review.problem)
    with pytest.raises(ValidationError, match="what is missing"):
        decide_review(cast.okafor, review, agreed=False)
    back = decide_review(cast.okafor, review, agreed=False, why="Count the nights first.")
    assert back.stage == Problem.Stage.ANALYSIS
    with pytest.raises(ValidationError, match="before"):
        decide_review(cast.okafor, review, agreed=True)
    assert ask_review(cast.rivera, back).outcome == Review.Outcome.ASKED


def test_what_was_aimed_at_is_not_changed_once_the_response_began(
    cast: Cast, responding: Problem, whole: Analysis
) -> None:
    with pytest.raises(ValidationError, match="not changed"):
        analyze(cast.rivera, responding, replace(whole, change=0.05))


def test_enforcement_needs_a_written_reason_in_the_database_too(cast: Cast, responding: Problem) -> None:
    with pytest.raises(ValidationError, match="nothing but enforcement"):
        plan_action(cast.rivera, responding, fix_the_light(cast, kind=Action.Kind.ENFORCEMENT))
    made = plan_action(cast.rivera, responding, fix_the_light(cast))
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=made.pk).update(kind="enforcement")


def test_a_department_or_a_partner_may_do_it_but_nobody_of_another_agency(cast: Cast, responding: Problem) -> None:
    lights = Service.objects.create(agency=cast.agency, code="lights", title="Street lights")
    assert plan_action(cast.rivera, responding, fix_the_light(cast, doer=lights)).service == lights
    with pytest.raises(PermissionDenied):
        plan_action(cast.rivera, responding, fix_the_light(cast, doer=cast.harbor_officer))


def test_it_closes_only_after_an_assessment_and_a_second_person(cast: Cast, responding: Problem) -> None:
    with pytest.raises(ValidationError, match="Nothing was done"):
        begin_assessment(cast.rivera, responding)
    lamp = plan_action(cast.rivera, responding, fix_the_light(cast))
    with pytest.raises(ValidationError, match="still open"):
        begin_assessment(cast.rivera, responding)
    move_action(cast.rivera, lamp, Action.State.DONE, effect="The stairs are lit.")
    problem = begin_assessment(cast.rivera, responding)
    write_lesson(cast.rivera, problem, "Light helped.")
    with pytest.raises(ValidationError, match="Assess it"):
        ask_review(cast.rivera, Problem.objects.get())
    keep_assessment(cast.rivera, problem, NUMBERS)
    closed = decide_review(cast.okafor, ask_review(cast.rivera, Problem.objects.get()), agreed=True)
    assert (closed.stage, closed.closed_by) == (Problem.Stage.CLOSED, cast.okafor)
    assert list(library(cast.lindqvist, words="light")) == [closed]
    assert list(library(cast.harbor_officer)) == []
    with pytest.raises(ValidationError, match="closed"):
        write_lesson(cast.rivera, closed, "Another")


def test_not_worth_assessing_is_a_reason_and_no_shortcut(cast: Cast, responding: Problem) -> None:
    lamp = plan_action(cast.rivera, responding, fix_the_light(cast))
    move_action(cast.rivera, lamp, Action.State.DONE)
    problem = begin_assessment(cast.rivera, responding)
    with pytest.raises(ValidationError):
        ask_review(cast.rivera, problem)
    write_lesson(cast.rivera, problem, not_assessed_why="The building was torn down.")
    closed = decide_review(cast.okafor, ask_review(cast.rivera, Problem.objects.get()), agreed=True)
    assert closed.stage == Problem.Stage.CLOSED
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.update(not_assessed_why="")


def test_a_stale_problem_asks_for_a_decision(cast: Cast, at_oak_creek: Opened) -> None:
    problem, now = at_oak_creek(), datetime.now(UTC)
    assert not stale_problems(cast.okafor, now).exists()
    later = now + timedelta(days=31)
    assert list(stale_problems(cast.okafor, later)) == [problem]
    assert not stale_problems(cast.harbor_sergeant, later).exists()
    with pytest.raises(PermissionDenied):
        keep_going(cast.rivera, problem, 60)
    keep_going(cast.okafor, problem, 60)
    assert not stale_problems(cast.okafor, later).exists()
    assert stale_problems(cast.okafor, now + timedelta(days=62)).exists()


def test_a_problem_goes_with_the_posting(cast: Cast, at_oak_creek: Opened) -> None:
    problem = at_oak_creek()
    with pytest.raises(PermissionDenied):
        hand_problem_to(cast.okafor, problem, cast.harbor_officer)
    assert hand_problem_to(cast.okafor, problem, cast.lindqvist).owner == cast.lindqvist


def test_evidence_is_added_once_and_a_sealed_note_never(cast: Cast, at_oak_creek: Opened) -> None:
    problem = at_oak_creek()
    place = cast.oak_creek_apartments
    note = write_note(cast.rivera, place, kind="access", text="The back gate is open until ten.")
    for _again in range(2):
        add_evidence(cast.rivera, problem, note)
    assert Evidence.objects.count() == AuditEvent.objects.filter(action="problem.evidence").count() == 1
    sealed = write_note(cast.rivera, place, kind="hazard", text="The gate is watched at night.", sealed=True)
    with pytest.raises(ValidationError, match="sealed"):
        add_evidence(cast.rivera, problem, sealed)


def test_words_about_a_person_are_stopped(cast: Cast, at_oak_creek: Opened, whole: Analysis) -> None:
    with pytest.raises(ValidationError):
        analyze(cast.rivera, at_oak_creek(), replace(whole, what="Dana Whitfield 555-867-5309 complains"))
    with pytest.raises(ValidationError, match="what keeps going wrong"):
        open_problem(cast.rivera, cast.oak_creek, " ", [cast.oak_creek_apartments])


def test_harbor_city_opens_nothing_here(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        open_problem(cast.harbor_officer, cast.oak_creek, "Nights", [cast.harbor_place])
    with pytest.raises(PermissionDenied):
        open_problem(cast.rivera, cast.oak_creek, "Nights", [cast.harbor_place])
