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
    POINT = "point", _("Spot")


class Place(AgencyOwned):
    """An address, corner, block or complex.

    Attributes:
        key: the place id of the call lake, or one made the same way.
        label: how every page calls it.
        lake_label: how the lake calls it, while a name that the agency gave stands in `label`; "" otherwise.
        recent_calls: the latest community calls in words, newest first: `[{"at", "category", "words", "started"}]`;
            small rows copied from the lake after each import, never a caller, never a unit.
    """

    key = models.CharField(max_length=64)
    label = models.CharField(max_length=200)
    lake_label = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=PlaceKind, default=PlaceKind.ADDRESS)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    calls_last_year = models.PositiveIntegerField(default=0)
    recent_calls = models.JSONField(default=list, blank=True)

    class Meta:
        """One row a place of the lake."""

        constraints = [models.UniqueConstraint(fields=["agency", "key"], name="place_key")]
        indexes = [models.Index(fields=["agency", "lat"], name="place_lat")]

    def __str__(self) -> str:
        return self.label


class PlaceAddress(AgencyOwned):
    """One canonical address (or name) of a place; the index that a briefing is found by.

    Attributes:
        text: canonical form in capitals, as `intake.places.canonical` gives it; a complex's name as well.
        number: the house number; "1200 BLOCK" for a block; "&" for a corner; "" for a name or a whole street.
        street: what follows the number, without the city; of a corner one of its streets: a corner has two rows.
        given: added by a person ("the old cannery"); an import leaves it alone.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="addresses")
    text = models.CharField(max_length=200)
    number = models.CharField(max_length=12, blank=True)
    street = models.CharField(max_length=160, blank=True)
    given = models.BooleanField(default=False)

    class Meta:
        """Found by the whole text, by house number, or by the beginning of the street."""

        constraints = [models.UniqueConstraint(fields=["agency", "text", "place", "street"], name="place_address_once")]
        # On PostgreSQL these also find what begins with a text, whatever its collation; SQLite needs nothing for it.
        indexes = [
            models.Index(fields=["agency", "text"], name="address_text", opclasses=["int8_ops", "text_pattern_ops"]),
            models.Index(
                fields=["agency", "number", "street"],
                name="address_number_street",
                opclasses=["int8_ops", "text_pattern_ops", "text_pattern_ops"],
            ),
            models.Index(
                fields=["agency", "street"], name="address_begins", opclasses=["int8_ops", "text_pattern_ops"]
            ),
        ]

    def __str__(self) -> str:
        return self.text


class WaysOfWriting(AgencyOwned):
    """How the agency's addresses are written (`intake.places.Habits`), so that a question is read as the export was."""

    habits = models.JSONField(default=dict)
    imported_at = models.DateTimeField()

    class Meta:
        """One row an agency."""

        constraints = [models.UniqueConstraint(fields=["agency"], name="ways_of_writing_once")]

    def __str__(self) -> str:
        return f"ways of writing of {self.agency_id}"
