"""Selections and areas: what the machine listed, and what a person approved out of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.owned import AgencyOwned
from commonbeat.program.jobs.work import Work


class SelectionRun(Work):
    """One run of the selection, with what is needed to run it again.

    Attributes:
        settings: top, months, as-of day, walk and so on.
        data: imports of the lake it read, with their fingerprints, and the time span of the calls.
        result: the documented JSON of `commonbeat select` (docs/json.md).
        map: layers and bounds of the live map, and the same map as a drawing.
    """

    settings = models.JSONField(default=dict)
    data = models.JSONField(default=dict)
    code_version = models.CharField(max_length=40, blank=True)
    result = models.JSONField(default=dict)
    map = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class Area(AgencyOwned):
    """A problem area: a few places in walking distance, approved by a person.

    Attributes:
        area_of_run: which area of the run it came from ("A3").
        languages: codes ("es") of the languages spoken there besides English.
    """

    class State(models.TextChoices):
        """Nothing is posted to an area that no person approved."""

        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        CLOSED = "closed", _("Closed")

    name = models.CharField(max_length=160)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    polygon = models.JSONField(default=dict, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    languages = models.JSONField(default=list, blank=True)
    expected_calls = models.FloatField(null=True, blank=True)
    promised_hours = models.DecimalField(max_digits=5, decimal_places=1, default=20)
    places = models.ManyToManyField("places.Place", through="AreaPlace", related_name="areas")
    run = models.ForeignKey(SelectionRun, on_delete=models.PROTECT, null=True, blank=True, related_name="areas")
    area_of_run = models.CharField(max_length=12, blank=True)
    approved_by = models.ForeignKey(
        "agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class AreaPlace(AgencyOwned):
    """A place of an area."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT)

    class Meta:
        """A place is in an area once."""

        constraints = [models.UniqueConstraint(fields=["area", "place"], name="place_in_area_once")]

    def __str__(self) -> str:
        return f"{self.place_id} in {self.area_id}"
