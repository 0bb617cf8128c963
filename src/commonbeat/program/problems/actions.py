"""A problem from opening to its lesson; the gates between the stages are in `reviewing`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from commonbeat.analysis.calls import CATEGORIES
from commonbeat.program.action import action
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.areas.models import Area
from commonbeat.program.audit.record import record
from commonbeat.program.concerns.models import Concern
from commonbeat.program.guard import check_text
from commonbeat.program.notes.models import Note
from commonbeat.program.places.models import Place
from commonbeat.program.problems.models import Assessment, Evidence, Problem, ProblemPlace
from commonbeat.program.visits.models import Visit

#: Corners of the problem triangle: roles and what they can do, never persons.
TRIANGLE: Final = ("manager", "guardian", "handler")
#: Smallest and largest change that may be aimed at, as a share.
_LEAST, _MOST = 0.05, 0.95
_LONGEST_REST: Final = 180
Stage = Problem.Stage


@dataclass(frozen=True, slots=True)
class Analysis:
    """The guided analysis: a sentence each, about places and roles.

    Attributes:
        triangle: corner -> who (a role) can change the place and how.
        sentence: the analysis in one sentence.
        measure: category of calls that is to fall ("" for all of the problem's).
        change: by what share, 0.2 for a fifth.
        by: until which day.
    """

    what: str = ""
    where: str = ""
    when: str = ""
    harmed: str = ""
    triangle: dict[str, str] = field(default_factory=dict)
    sentence: str = ""
    measure: str = ""
    change: float | None = None
    by: date | None = None


@action
def open_problem(
    by: Member,
    area: Area,
    title: str,
    places: Iterable[Place],
    *,
    owner: Member | None = None,
    large: bool = False,
    categories: Iterable[str] = (),
    weekdays: Iterable[int] = (),
    from_hour: int = 0,
    to_hour: int = 24,
    scanning: dict[str, Any] | None = None,
) -> Problem:
    """A new problem at a few places of an area.

    Args:
        by: who opens it.
        owner: who sees to it; whoever opens it when None.
        large: to be reviewed by command.
        categories, weekdays, from_hour, to_hour: which calls belong to it (`analysis.call_counts.Which`).
        scanning: what the data says on this day (`counting.scanning_of`).

    Raises:
        PermissionDenied: not this member's to open, or the area is another agency's.
        ValidationError: no place, a title that points to a person, an unknown category.
    """
    if not by.has_perm("problems.open") or area.agency_id != by.agency_id:
        raise PermissionDenied
    chosen = list(dict.fromkeys(places))
    if not chosen:
        raise ValidationError({"places": _("Choose at least one place.")})
    if any(place.agency_id != by.agency_id for place in chosen):
        raise PermissionDenied
    if set(categories) - set(CATEGORIES):
        raise ValidationError({"categories": _("Choose categories of the list.")})
    now = datetime.now(UTC)
    problem = Problem(
        agency_id=by.agency_id,
        area=area,
        title=guarded(title, "title", _("Say in a few words what keeps going wrong.")),
        owner=owner or by,
        opened_by=by,
        opened_at=now,
        touched_at=now,
        large=large,
        categories=sorted(set(categories)),
        weekdays=sorted(set(weekdays)),
        from_hour=from_hour,
        to_hour=to_hour,
        scanning=scanning or {},
    )
    problem.full_clean()
    problem.save()
    ProblemPlace.objects.bulk_create(
        [ProblemPlace(agency_id=by.agency_id, problem=problem, place=place) for place in chosen]
    )
    record("problem.open", actor=by, about=problem, details={"area": area.pk, "large": large})
    return problem


@action
def add_evidence(by: Member, problem: Problem, thing: Concern | Visit | Note) -> Evidence:
    """A concern, a visit or a note belongs to the problem; adding it again changes nothing.

    Raises:
        PermissionDenied: not this member's problem or thing.
        ValidationError: the problem is closed, or the note is sealed.
    """
    present = held(by, problem)
    if thing.agency_id != by.agency_id:
        raise PermissionDenied
    if isinstance(thing, Note) and thing.sealed:
        raise ValidationError(_("A sealed note is counted nowhere and stays out of problems."))
    name = type(thing).__name__.lower()
    made, new = Evidence.objects.get_or_create(
        agency_id=by.agency_id,
        problem=present,
        **{name: thing},
        defaults={"added_by": by, "added_at": datetime.now(UTC)},
    )
    if new:
        touch(present)
        record("problem.evidence", actor=by, about=present, details={name: thing.pk})
    return made


@action
def analyze(by: Member, problem: Problem, analysis: Analysis) -> Problem:
    """Write the analysis down, all of it or a part; the first time the problem leaves scanning.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: words that point to a person, a measure that is none, or the response has begun.
    """
    present = held(by, problem)
    if present.stage not in {Stage.SCANNING, Stage.ANALYSIS}:
        raise ValidationError(_("The response has begun: what was aimed at is not changed any more."))
    for name in ("what", "where", "when", "harmed", "sentence"):
        setattr(present, name, guarded(getattr(analysis, name), name))
    unknown = set(analysis.triangle) - set(TRIANGLE)
    if unknown:
        raise ValidationError({"triangle": _("The triangle has a manager, a guardian and a handler.")})
    present.triangle = {
        corner: guarded(words, "triangle") for corner, words in analysis.triangle.items() if words.strip()
    }
    present.success = _success(analysis, today_in(by.agency))
    present.stage = Stage.ANALYSIS
    present.full_clean()
    touch(present)
    present.save()
    filled = [one.name for one in fields(analysis) if getattr(analysis, one.name)]
    record("problem.analyze", actor=by, about=present, details={"filled": filled})
    return present


@action
def begin_assessment(by: Member, problem: Problem) -> Problem:
    """The response is done, or as much of it as will be.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: the problem is in another stage, nothing was done, or an action is open.
    """
    present = held(by, problem)
    if present.stage != Stage.RESPONSE:
        raise ValidationError(_("There is no response to assess yet."))
    open_actions = present.actions.exclude(state__in=("done", "dropped")).count()
    if open_actions:
        raise ValidationError(_("An action is still open: finish it, or drop it."))
    if not present.actions.filter(state="done").exists():
        raise ValidationError(_("Nothing was done yet."))
    present.stage = Stage.ASSESSMENT
    touch(present)
    present.save()
    record("problem.assessment.begin", actor=by, about=present)
    return present


@action
def keep_assessment(by: Member, problem: Problem, made: dict[str, Any]) -> Assessment:
    """Keep what the numbers say today (`counting.assess_calls`); every look is kept, none is written over.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: the problem is not being assessed.
    """
    present = held(by, problem)
    if present.stage != Stage.ASSESSMENT:
        raise ValidationError(_("The assessment begins when the response is done."))
    assessment = Assessment(agency_id=by.agency_id, problem=present, made_by=by, made_at=datetime.now(UTC), **made)
    assessment.full_clean()
    assessment.save()
    touch(present)
    record("problem.assess", actor=by, about=present, details={"verdict": assessment.verdict})
    return assessment


@action
def write_lesson(by: Member, problem: Problem, lesson: str = "", not_assessed_why: str = "") -> Problem:
    """What we learned, in one line; or why it is not worth assessing.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: neither, or words that point to a person.
    """
    present = held(by, problem)
    present.lesson, present.not_assessed_why = (
        guarded(lesson, "lesson"),
        guarded(not_assessed_why, "not_assessed_why"),
    )
    if not present.lesson and not present.not_assessed_why:
        raise ValidationError({"lesson": _("Write what you learned, in one line.")})
    present.full_clean()
    touch(present)
    present.save()
    record("problem.lesson", actor=by, about=present, details={"assessed": bool(present.lesson)})
    return present


@action
def keep_going(by: Member, problem: Problem, days: int) -> Problem:
    """The decision about a stale problem: it goes on, and is asked about again after so many days.

    Raises:
        PermissionDenied: a sergeant or commander decides.
        ValidationError: days out of range, or it is closed.
    """
    if not by.has_perm("problems.decide", problem):
        raise PermissionDenied
    present = held(by, problem)
    if not 1 <= days <= _LONGEST_REST:
        raise ValidationError({"days": _("It may rest 1 to 180 days.")})
    present.keep_until = today_in(by.agency) + timedelta(days=days)
    touch(present)
    present.save()
    record("problem.keep", actor=by, about=present, details={"days": days})
    return present


@action
def hand_problem_to(by: Member, problem: Problem, owner: Member) -> Problem:
    """Somebody else sees to it from now on, as when a posting ends.

    Raises:
        PermissionDenied: a sergeant or commander decides; the owner is of the agency and may work on problems.
    """
    if not by.has_perm("problems.decide", problem) or not owner.has_perm("problems.work", problem):
        raise PermissionDenied
    present = held(by, problem)
    present.owner = owner
    touch(present)
    present.save()
    record("problem.hand", actor=by, about=present, details={"owner": owner.pk})
    return present


def held(by: Member, problem: Problem) -> Problem:
    """The problem, locked for a change by a member who may.

    Raises:
        PermissionDenied: not this member's.
        ValidationError: it is closed.
    """
    if not by.has_perm("problems.work", problem):
        raise PermissionDenied
    present = Problem.objects.visible_to(by).select_for_update().get(pk=problem.pk)
    if present.stage == Stage.CLOSED:
        raise ValidationError(_("This problem is closed."))
    return present


def touch(problem: Problem) -> None:
    """Somebody worked on it: it is not stale."""
    problem.touched_at = datetime.now(UTC)
    Problem.objects.filter(pk=problem.pk).update(touched_at=problem.touched_at)


def _success(analysis: Analysis, today: date) -> dict[str, Any]:
    if analysis.change is None and analysis.by is None:
        return {}
    if analysis.change is None or not _LEAST <= analysis.change <= _MOST:
        raise ValidationError({"change": _("Aim at a fall of 5 to 95 percent.")})
    if analysis.by is None or analysis.by <= today:
        raise ValidationError({"by": _("Choose a day in the future.")})
    if analysis.measure and analysis.measure not in CATEGORIES:
        raise ValidationError({"measure": _("Choose a category of the list.")})
    return {"measure": analysis.measure, "change": analysis.change, "by": analysis.by.isoformat()}


def today_in(agency: Agency) -> date:
    """The day on the agency's wall clock."""
    return datetime.now(ZoneInfo(agency.zone)).date()


def guarded(words: str, name: str, missing: str = "") -> str:
    """The words without spaces around them, once the guard has nothing against them.

    Args:
        name: the field, for the error.
        missing: what to say when there are none; "" when there need be none.

    Raises:
        ValidationError: they point to a person, or are missing.
    """
    plain = words.strip()
    if missing and not plain:
        raise ValidationError({name: missing})
    findings = check_text(plain, translation)
    if findings:
        raise ValidationError({name: findings[0].why})
    return plain
