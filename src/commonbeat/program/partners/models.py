"""Estates (a partner's property), who may look at one, and the list of what each side fixes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.owned import AgencyOwned


class Estate(AgencyOwned):
    """A property with a partner: an apartment complex, a school, a shop.

    Attributes:
        kind: what it is like, so that it is compared with its like.
        units: dwellings or rooms, about; a comparison is a rate when it is known.
    """

    class Kind(models.TextChoices):
        """What the property is."""

        APARTMENTS = "apartments", _("Apartments")
        MOTEL = "motel", _("Motel or hotel")
        SCHOOL = "school", _("School")
        SHOP = "shop", _("Shop or restaurant")
        PARK = "park", _("Park or recreation")
        SERVICE = "service", _("Shelter, clinic or service")
        OTHER = "other", _("Other")

    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="estates")
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, related_name="estates")
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Kind)
    units = models.PositiveIntegerField(null=True, blank=True)
    reply_days = models.PositiveSmallIntegerField(default=2)
    opened_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A place is one partner's property at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["agency", "place"], condition=Q(closed_at__isnull=True), name="estate_of_place_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Agreement(AgencyOwned):
    """The text that partners accept, in the agency's own words; a new one is a new version, none is changed.

    Attributes:
        version: counts from 1; the highest holds for whoever has not accepted yet.
    """

    version = models.PositiveIntegerField()
    text = models.TextField(max_length=8000)
    written_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        """One text a version."""

        constraints = [models.UniqueConstraint(fields=["agency", "version"], name="agreement_version")]

    def __str__(self) -> str:
        return f"version {self.version}"


class Partnership(AgencyOwned):
    """A partner's sign-in for one estate: invited, agreed, ended.

    Attributes:
        partner: the member with the partner's role.
        title: the business role ("property manager"), which is how screens call them.
        agreed_text, agreed_version: the agreement as it read when it was accepted.
        links: links to set up signing in that were made or used up; only the latest, unused one opens.
    """

    partner = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="partnerships")
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="partnerships")
    title = models.CharField(max_length=80)
    invited_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_text = models.TextField(blank=True)
    agreed_version = models.PositiveIntegerField(null=True, blank=True)
    links = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=280, blank=True)

    class Meta:
        """One partnership of a partner with an estate at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["partner", "estate"], condition=Q(ended_at__isnull=True), name="partnership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} of {self.estate_id}"


class Fix(AgencyOwned):
    """A line of the fix list: what one side does at the property, by when, and how it looks before and after.

    Attributes:
        ours: True when the police or the city does it, False when the partner does.
        before, after: hashes of pictures, drawn anew without metadata (`visits.photos`).
    """

    class State(models.TextChoices):
        """How far it is."""

        PROPOSED = "proposed", _("Proposed")
        AGREED = "agreed", _("Agreed")
        DONE = "done", _("Done")
        CHECKED = "checked", _("Done and checked")
        DROPPED = "dropped", _("Dropped")

    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="fixes")
    what = models.CharField(max_length=280)
    ours = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    made_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why_dropped = models.CharField(max_length=280, blank=True)
    before = models.CharField(max_length=64, blank=True)
    after = models.CharField(max_length=64, blank=True)

    class Meta:
        """Found by estate and state."""

        indexes = [models.Index(fields=["agency", "estate", "state"], name="fix_list")]

    def __str__(self) -> str:
        return self.what
