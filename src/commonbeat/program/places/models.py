"""Places and their addresses. A place comes from the call lake or is added by a person; people have no place here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.owned import AgencyOwned


class PlaceKind(models.TextChoices):
    """What a place is."""

    ADDRESS = "address", _("Address")
    INTERSECTION = "intersection", _("Corner")
    BLOCK = "block", _("Block")
    COMPLEX = "complex", _("Complex")
    LANDMARK = "landmark", _("Landmark")


class Place(AgencyOwned):
    """An address, corner, block or complex.

    Attributes:
        key: the place id of the call lake, or one made the same way.
        recent_calls: the latest community calls in words, newest first: `[{"at", "category", "words", "started"}]`;
            small rows copied from the lake after each import, never a caller, never a unit.
    """

    key = models.CharField(max_length=64)
    label = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=PlaceKind, default=PlaceKind.ADDRESS)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    calls_last_year = models.PositiveIntegerField(default=0)
    recent_calls = models.JSONField(default=list, blank=True)

    class Meta:
        """One row a place of the lake."""

        constraints = [models.UniqueConstraint(fields=["agency", "key"], name="place_key")]

    def __str__(self) -> str:
        return self.label


class PlaceAddress(AgencyOwned):
    """One canonical address (or name) of a place; the index that a briefing is found by.

    Attributes:
        text: canonical form in capitals, as `intake.places.canonical` gives it; a complex's name as well.
        number: the house number in it, else "".
        street: what follows the house number, for a search that begins there.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="addresses")
    text = models.CharField(max_length=200)
    number = models.CharField(max_length=12, blank=True)
    street = models.CharField(max_length=160, blank=True)

    class Meta:
        """Found by the whole text, by house number, or by the beginning of the street."""

        constraints = [models.UniqueConstraint(fields=["agency", "text", "place"], name="place_address")]
        indexes = [
            models.Index(fields=["agency", "text"], name="address_text"),
            models.Index(fields=["agency", "number"], name="address_number"),
            models.Index(fields=["agency", "street"], name="address_street"),
        ]

    def __str__(self) -> str:
        return self.text
