"""The gates: a second person opens the response, and the closing."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from commonbeat.program.action import action
from commonbeat.program.agencies.models import Member
from commonbeat.program.audit.record import record
from commonbeat.program.problems.actions import guarded, held, today_in, touch
from commonbeat.program.problems.models import Problem, Review

Stage = Problem.Stage


@action
def ask_review(by: Member, problem: Problem) -> Review:
    """Ask a second person: before the response, and before closing.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: what the gate asks for is missing, or a review waits already.
    """
    present = held(by, problem)
    missing = missing_for_review(present)
    if missing:
        raise ValidationError(missing)
    if present.reviews.filter(of_stage=present.stage, outcome=Review.Outcome.ASKED).exists():
        raise ValidationError(_("A review of this stage waits already."))
    review = Review.objects.create(
        agency_id=by.agency_id, problem=present, of_stage=present.stage, asked_by=by, asked_at=datetime.now(UTC)
    )
    touch(present)
    record("problem.review.ask", actor=by, about=present, details={"stage": present.stage})
    return review


@action
def decide_review(by: Member, review: Review, *, agreed: bool, why: str = "") -> Problem:
    """The second person agrees, and the next stage begins; or sends it back with the reason.

    Raises:
        PermissionDenied: whoever asked, or a tier too low.
        ValidationError: it was decided, sent back without a reason, or something is missing by now.
    """
    if not by.has_perm("problems.review", review):
        raise PermissionDenied
    present = Problem.objects.visible_to(by).select_for_update().get(pk=review.problem_id)
    asked = Review.objects.select_for_update().get(pk=review.pk)
    if asked.outcome != Review.Outcome.ASKED or present.stage != asked.of_stage:
        raise ValidationError(_("This was decided before."))
    reason = guarded(why, "why")
    if not agreed and not reason:
        raise ValidationError({"why": _("Say what is missing.")})
    missing = missing_for_review(present) if agreed else []
    if missing:
        raise ValidationError(missing)
    now = datetime.now(UTC)
    asked.outcome = Review.Outcome.AGREED if agreed else Review.Outcome.SENT_BACK
    asked.by, asked.at, asked.why = by, now, reason
    asked.save(update_fields=["outcome", "by", "at", "why"])
    if agreed:
        _next_stage(present, by, now)
    touch(present)
    present.save()
    record(
        "problem.review", actor=by, about=present, outcome=str(asked.outcome), details={"stage": str(asked.of_stage)}
    )
    return present


def missing_for_review(problem: Problem) -> list[str]:
    """What the next gate asks for and the problem has not, in sentences; empty when it may be asked for."""
    if problem.stage == Stage.ANALYSIS:
        return [
            said
            for there, said in (
                (problem.sentence, _("Write the analysis in one sentence.")),
                (problem.success, _("Choose what success is: which calls, by how much, until when.")),
                (problem.triangle, _("Say who can change the place: at least one role of the triangle.")),
            )
            if not there
        ]
    if problem.stage == Stage.ASSESSMENT:
        if problem.not_assessed_why or (problem.lesson and problem.assessments.exists()):
            return []
        return [_("Assess it and write what you learned, or say why it is not worth assessing.")]
    return [_("This stage needs no review.")]


def _next_stage(problem: Problem, by: Member, now: datetime) -> None:
    if problem.stage == Stage.ANALYSIS:
        problem.stage, problem.response_began_on = Stage.RESPONSE, today_in(by.agency)
    else:
        problem.stage, problem.closed_at, problem.closed_by = Stage.CLOSED, now, by
