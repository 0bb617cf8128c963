"""The fields a call needs, and which columns of an export hold them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

#: Every field that intake looks for, in the order it is shown.
FIELDS: Final = (
    "incident_id",
    "received",  # date and time in one column
    "received_date",
    "received_time",
    "dispatched",
    "arrived",
    "cleared",
    "call_type",  # code, or text when the export has no code
    "call_type_desc",  # text, when `call_type` is a code
    "disposition",
    "address",  # one column ...
    "address_parts",  # ... or several, in reading order: number, direction, street, suffix
    "cross_street",  # second street of an intersection (one or several columns)
    "city",
    "lon",
    "lat",
    "x",  # projected
    "y",
    "point",  # one column with both: "POINT (-121.2 37.9)", "(37.9, -121.2)"
    "beat",
    "priority",
    "self_initiated",
    "unit",
    "report_number",
)


#: Fields whose values are moments; each may hold a time of day only, when the export keeps the date apart.
TIME_FIELDS: Final = ("received", "received_date", "received_time", "dispatched", "arrived", "cleared")


class Question(str):
    """What a person must answer, as text, with what an answer may be.

    It is a plain string wherever one is shown.

    Attributes:
        about: fields that the answer fills ("received"; "lon" and "lat"); "zone" for the time zone; "format" for the
            reading of a field that is found ("received" as month/day or day/month).
        options: column names (or zone names, or formats) to choose from, likeliest first; may be empty.
    """

    about: tuple[str, ...]
    options: tuple[str, ...]

    def __new__(cls, text: str, about: tuple[str, ...] = (), options: tuple[str, ...] = ()) -> Question:
        """Make a question; `text` ends in a question mark and stands alone."""
        made = super().__new__(cls, text)
        made.about, made.options = about, options
        return made

    __slots__ = ("about", "options")


@dataclass(frozen=True)
class Field:
    """One mapped field.

    Attributes:
        name: one of FIELDS.
        columns: the export's columns, in reading order (several only for `address_parts` and `cross_street`).
        confidence: 0 to 1, how sure we are; 1.0 when a person said so.
        format: how to read the values: for times the formats of `intake.times`, joined by "; " ("iso",
            "m/d/y; d mon y", or a pattern such as "%m/%d/%Y %I:%M:%S %p"); an EPSG code for x and y ("EPSG:3452");
            "lat lon" or "lon lat" for a point; "millionths" for lon and lat given as whole millionths of a degree;
            else None.
        why: one short sentence: what in the name and the values speaks for it.
        samples: a few values, for a person to check by.
    """

    name: str
    columns: tuple[str, ...]
    confidence: float
    format: str | None = None
    why: str = ""
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """Which column is what, for one export.

    Attributes:
        fields: the fields found sure enough to use.
        questions: what a person must answer before loading ("Which column says when the call came in? ..."); each
            is a `Question` when the finder asks.
        zone: IANA time zone of the export's wall times ("America/Los_Angeles"); None when not known yet.
        suggested_zone: the zone that the coordinates lie in; a suggestion only, to be said and not used silently.
        notes: what the finder noticed ("dates read as month/day/year: 31 values have a day over 12").
    """

    fields: tuple[Field, ...]
    questions: tuple[str, ...] = ()
    zone: str | None = None
    notes: tuple[str, ...] = field(default=())
    suggested_zone: str | None = None

    def get(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((found for found in self.fields if found.name == name), None)

    def with_zone(self, zone: str) -> Mapping:
        """The same mapping in that IANA zone, without the question for it."""
        open_questions = tuple(q for q in self.questions if getattr(q, "about", ()) != ("zone",))
        return replace(self, zone=zone, questions=open_questions)
