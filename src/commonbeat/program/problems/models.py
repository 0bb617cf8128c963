"""A SARA case: scanning, analysis, response, assessment (Eck and Spelman 1987), light enough for one officer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.owned import AgencyOwned


class Problem(AgencyOwned):
    """Calls, concerns, visits and notes that belong together, worked on in four gated stages.

    Attributes:
        owner: the officer or sergeant who sees to it; goes with the posting.
        large: reviewed by command and not by the sergeant alone.
        categories, weekdays, from_hour, to_hour: which calls of its places belong to it; empty means all. Hours are
            local, 0 to 24; a span over midnight has from_hour > to_hour.
        scanning: what the data said when it was opened, as JSON; the live count is made anew beside it.
        what, where, when, harmed: the guided analysis, a sentence each, roles and never persons.
        triangle: who can change the place: `{"manager", "guardian", "handler"}` -> role and what they can do.
        sentence: the analysis in one sentence; without it there is no response.
        success: `{"measure", "change", "by"}` chosen before the response: which count, by what share, by which day.
        lesson: "what we learned", one line, kept in the library.
        not_assessed_why: the only other way to close.
    """

    class Stage(models.TextChoices):
        """Where it stands."""

        SCANNING = "scanning", _("Scanning")
        ANALYSIS = "analysis", _("Analysis")
        RESPONSE = "response", _("Response")
        ASSESSMENT = "assessment", _("Assessment")
        CLOSED = "closed", _("Closed")

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="problems")
    title = models.CharField(max_length=160)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.SCANNING)
    large = models.BooleanField(default=False)
    owner = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="problems")
    opened_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    categories = models.JSONField(default=list, blank=True)
    weekdays = models.JSONField(default=list, blank=True)
    from_hour = models.PositiveSmallIntegerField(default=0)
    to_hour = models.PositiveSmallIntegerField(default=24)
    places = models.ManyToManyField("places.Place", through="ProblemPlace", related_name="problems")
    scanning = models.JSONField(default=dict, blank=True)
    what = models.CharField(max_length=400, blank=True)
    where = models.CharField(max_length=400, blank=True)
    when = models.CharField(max_length=400, blank=True)
    harmed = models.CharField(max_length=400, blank=True)
    triangle = models.JSONField(default=dict, blank=True)
    sentence = models.CharField(max_length=400, blank=True)
    success = models.JSONField(default=dict, blank=True)
    response_began_on = models.DateField(null=True, blank=True)
    lesson = models.CharField(max_length=280, blank=True)
    not_assessed_why = models.CharField(max_length=400, blank=True)
    touched_at = models.DateTimeField()
    keep_until = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """Hours are hours; nothing closes without an assessment's lesson or a reason why there is none."""

        constraints = [
            models.CheckConstraint(condition=Q(from_hour__lte=23) & Q(to_hour__lte=24), name="problem_hours"),
            models.CheckConstraint(
                condition=~Q(stage="closed") | ~Q(lesson="") | ~Q(not_assessed_why=""),
                name="problem_closed_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["agency", "stage", "touched_at"], name="problem_stale")]

    def __str__(self) -> str:
        return self.title


class ProblemPlace(AgencyOwned):
    """A place of a problem."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT)

    class Meta:
        """Once."""

        constraints = [models.UniqueConstraint(fields=["problem", "place"], name="place_in_problem_once")]

    def __str__(self) -> str:
        return f"{self.place_id} in {self.problem_id}"


class Evidence(AgencyOwned):
    """A concern, a visit or a note that belongs to a problem: exactly one of the three."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="evidence")
    concern = models.ForeignKey(
        "concerns.Concern", on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    visit = models.ForeignKey("visits.Visit", on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    note = models.ForeignKey("notes.Note", on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    added_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        """Exactly one, and each once."""

        constraints = [
            models.CheckConstraint(
                condition=Q(concern__isnull=False, visit__isnull=True, note__isnull=True)
                | Q(concern__isnull=True, visit__isnull=False, note__isnull=True)
                | Q(concern__isnull=True, visit__isnull=True, note__isnull=False),
                name="evidence_is_one_thing",
            ),
            models.UniqueConstraint(fields=["problem", "concern"], name="evidence_concern_once"),
            models.UniqueConstraint(fields=["problem", "visit"], name="evidence_visit_once"),
            models.UniqueConstraint(fields=["problem", "note"], name="evidence_note_once"),
        ]

    def __str__(self) -> str:
        return f"evidence of {self.problem_id}"


class Action(AgencyOwned):
    """One thing that is done about a problem: by whom, by when, at what cost. Situational fixes come first.

    Attributes:
        owner, service, estate: who does it: a member, a department, or a partner; exactly one.
        fix: the line of the estate's fix list that shows it to the partner.
        cost: in the agency's currency; None when nobody knows.
        enforcement_why: the written reason without which enforcement is no action here.
        effect: what it did, in a line, for the library.
    """

    class Kind(models.TextChoices):
        """What is changed, situational prevention before enforcement (Clarke's techniques, in a city's words)."""

        LIGHTING = "lighting", _("Lighting")
        LOCKS = "locks", _("Locks and doors")
        ACCESS = "access", _("Access: gates, fences, parking")
        CODE_REPAIR = "code repair", _("Code repair")
        MANAGEMENT = "management", _("Management of the place")
        SCHEDULE = "schedule", _("Schedule: hours, events, timing")
        SERVICE = "service", _("A service for those in need")
        MEDIATION = "mediation", _("Mediation")
        ENFORCEMENT = "enforcement", _("Enforcement, with a written reason")

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", _("Planned")
        UNDER_WAY = "under way", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="actions")
    what = models.CharField(max_length=280)
    kind = models.CharField(max_length=12, choices=Kind)
    owner = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    service = models.ForeignKey(
        "services.Service", on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    estate = models.ForeignKey(
        "partners.Estate", on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    fix = models.ForeignKey("partners.Fix", on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    due_on = models.DateField()
    cost = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    done_on = models.DateField(null=True, blank=True)
    enforcement_why = models.CharField(max_length=400, blank=True)
    effect = models.CharField(max_length=280, blank=True)
    made_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        """One doer; a reason for enforcement."""

        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, service__isnull=True, estate__isnull=True)
                | Q(owner__isnull=True, service__isnull=False, estate__isnull=True)
                | Q(owner__isnull=True, service__isnull=True, estate__isnull=False),
                name="action_has_one_doer",
            ),
            models.CheckConstraint(
                condition=~Q(kind="enforcement") | ~Q(enforcement_why=""), name="enforcement_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["agency", "problem", "due_on"], name="action_due")]

    def __str__(self) -> str:
        return self.what


class Assessment(AgencyOwned):
    """Before and after, with comparison places: what the numbers said on a day.

    Attributes:
        figures: `{"before", "after", "comparison_before", "comparison_after", "change", "low", "high"}` and the spans.
        verdict: fell, rose, no change larger than it matters, or cannot tell.
        data: imports of the lake it read, with their fingerprints.
    """

    class Verdict(models.TextChoices):
        """What may be said."""

        FELL = "fell", _("Calls fell")
        ROSE = "rose", _("Calls rose")
        SAME = "same", _("No change that matters")
        CANNOT_TELL = "cannot tell", _("Cannot tell")

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="assessments")
    made_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    figures = models.JSONField(default=dict)
    verdict = models.CharField(max_length=12, choices=Verdict)
    data = models.JSONField(default=dict)
    code_version = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.verdict}: {self.problem_id}"


class Review(AgencyOwned):
    """A second person looks before a stage begins: the sergeant at a small problem, command at a large one."""

    class Outcome(models.TextChoices):
        """What they decided."""

        ASKED = "asked", _("Asked for")
        AGREED = "agreed", _("Agreed")
        SENT_BACK = "sent back", _("Sent back")

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="reviews")
    of_stage = models.CharField(max_length=12, choices=Problem.Stage)
    asked_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.ASKED)
    by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=400, blank=True)

    class Meta:
        """One review waits at a time; the reviewer is another than who asked."""

        constraints = [
            models.UniqueConstraint(
                fields=["problem", "of_stage"], condition=Q(outcome="asked"), name="one_review_waits"
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=True) | ~Q(by=models.F("asked_by")), name="review_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"review of {self.of_stage} of {self.problem_id}"
