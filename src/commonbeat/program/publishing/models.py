"""Published pages. The public face reads these tables and no other; they hold no row of the program itself."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.owned import AgencyOwned


class PublicSite(AgencyOwned):
    """The agency's public face: its address, its name there, and in which languages.

    Attributes:
        slug: the first part of its addresses.
        words: texts that the agency wrote: `{language: {"greeting", "never", "warm_line"}}`.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=160)
    languages = models.JSONField(default=list)
    words = models.JSONField(default=dict, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One an agency."""

        constraints = [models.UniqueConstraint(fields=["agency"], name="public_site_once")]

    def __str__(self) -> str:
        return self.title


class OfficerCard(AgencyOwned):
    """How an officer is shown to residents: as they agreed, a picture only if they wish one.

    Attributes:
        words: language code -> a few sentences about themselves.
        picture: hash of a picture, drawn anew without metadata; empty when they wish none.
        phone_shown: whether the work telephone stands on the page.
        agreed_at: when the officer agreed to be shown like this; None: they are not shown.
    """

    officer = models.OneToOneField("agencies.Member", on_delete=models.PROTECT, related_name="card")
    words = models.JSONField(default=dict, blank=True)
    picture = models.CharField(max_length=64, blank=True)
    phone_shown = models.BooleanField(default=True)
    agreed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"card of {self.officer_id}"


class PublicLine(AgencyOwned):
    """One line of a public page that a person of the agency wrote: what was done, what not yet and why, a meeting.

    Attributes:
        words: what residents read; never a name of a resident.
        why: of what is not done yet.
        on: when it was done, or when the meeting is.
        at: time and place of a meeting, in words.
        concern, commitment, problem: what it is about; at most one.
        taken_off_at: since when it stands on no new release.
    """

    class Section(models.TextChoices):
        """Where it stands on the page."""

        DID = "did", _("What we did")
        NOT_YET = "not yet", _("Not yet, and why")
        MEETING = "meeting", _("Meetings")

    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="public_lines")
    section = models.CharField(max_length=8, choices=Section)
    words = models.CharField(max_length=400)
    why = models.CharField(max_length=400, blank=True)
    on = models.DateField(null=True, blank=True)
    at = models.CharField(max_length=200, blank=True)
    concern = models.ForeignKey(
        "concerns.Concern", on_delete=models.PROTECT, null=True, blank=True, related_name="public_lines"
    )
    commitment = models.ForeignKey(
        "commitments.Commitment", on_delete=models.PROTECT, null=True, blank=True, related_name="public_lines"
    )
    problem = models.ForeignKey(
        "problems.Problem", on_delete=models.PROTECT, null=True, blank=True, related_name="public_lines"
    )
    written_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    taken_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """What is not done says why; a meeting says when; a line is about one thing at most."""

        constraints = [
            models.CheckConstraint(condition=~Q(section="not yet") | ~Q(why=""), name="not_yet_says_why"),
            models.CheckConstraint(condition=~Q(section="meeting") | Q(on__isnull=False), name="meeting_has_a_day"),
            models.CheckConstraint(
                condition=Q(concern__isnull=True, commitment__isnull=True)
                | Q(concern__isnull=True, problem__isnull=True)
                | Q(commitment__isnull=True, problem__isnull=True),
                name="line_is_about_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["agency", "area", "section"], name="public_line_of_area")]

    def __str__(self) -> str:
        return self.words


class Release(AgencyOwned):
    """The page of an area as it was published on a day.

    Attributes:
        slug: of the area, in the public address.
        content: everything the page shows, already suppressed; nothing is counted when it is read.
        recipe: how each number was made: source, span, rule, code version, fingerprints of the imports.
        review_by: the day on which the next look is asked for.
    """

    class State(models.TextChoices):
        """What the public sees."""

        LIVE = "live", _("Published")
        REPLACED = "replaced", _("Replaced by a newer one")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    site = models.ForeignKey(PublicSite, on_delete=models.PROTECT, related_name="releases")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="releases")
    slug = models.SlugField(max_length=80)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.LIVE)
    content = models.JSONField()
    recipe = models.JSONField(default=dict)
    published_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    review_by = models.DateField()
    withdrawn_why = models.CharField(max_length=280, blank=True)

    class Meta:
        """One live page an area; releases are numbered."""

        constraints = [
            models.UniqueConstraint(fields=["agency", "area", "number"], name="release_number"),
            models.UniqueConstraint(fields=["agency", "area"], condition=Q(state="live"), name="one_live_release"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.number}"


class PublishedCell(AgencyOwned):
    """An exact count behind a published or withheld one: what was said of a period once is said ever after.

    The public face's database role does not read this table.

    Attributes:
        release: the first that showed or withheld it.
        year: calendar year of the period.
        label: what was counted and when ("2025-Q3", "2025 disorder", "officer 2025-Q3").
        places: keys of the places that were counted, in order; `places_key`: a hash of them.
        shown: False for a count that was withheld; it stays withheld.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="cells")
    year = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    places = models.JSONField(default=list)
    places_key = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    shown = models.BooleanField()

    class Meta:
        """A period of a set of places is said once."""

        constraints = [models.UniqueConstraint(fields=["agency", "places_key", "label"], name="said_once")]
        indexes = [models.Index(fields=["agency", "year"], name="published_cell")]

    def __str__(self) -> str:
        return f"{self.label} of {self.release_id}"


class Answer(AgencyOwned):
    """What whoever holds a tracking word reads: where the concern stands, and each step in words.

    Attributes:
        word_digest: keyed digest of the tracking word, as the concern has it.
        steps: `[{"at", "kind", "words"}]`, oldest first.
    """

    word_digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=12)
    kind_titles = models.JSONField(default=dict)
    area_title = models.CharField(max_length=160, blank=True)
    steps = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"answer of {self.changed_at:%Y-%m-%d}"
