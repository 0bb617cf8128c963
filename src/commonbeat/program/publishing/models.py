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
    words = models.JSONField(default=dict)
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
        agreed_at: when the officer agreed to this card; an older card than the words is not published.
    """

    officer = models.OneToOneField("agencies.Member", on_delete=models.PROTECT, related_name="card")
    words = models.JSONField(default=dict, blank=True)
    picture = models.CharField(max_length=64, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"card of {self.officer_id}"


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
    """An exact count behind a published one, so that no later release gives a small count by subtraction.

    The public face's database role does not read this table.

    Attributes:
        label: what was counted and when ("2025-Q3", "2025 noise"): only equal labels can be subtracted.
        places: keys of the places that were counted.
        shown: False for a count that was withheld; it stays withheld.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="cells")
    label = models.CharField(max_length=60)
    places = models.JSONField(default=list)
    count = models.PositiveIntegerField()
    shown = models.BooleanField()

    class Meta:
        """Found by label."""

        indexes = [models.Index(fields=["agency", "label"], name="published_cell")]

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
