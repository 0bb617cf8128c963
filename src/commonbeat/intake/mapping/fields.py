"""The fields a call needs, and which columns of an export hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Field:
    """One mapped field.

    Attributes:
        name: one of FIELDS.
        columns: the export's columns, in reading order (several only for `address_parts` and `cross_street`).
        confidence: 0 to 1, how sure we are; 1.0 when a person said so.
        format: how to read the values: a time format for times ("%m/%d/%Y %I:%M:%S %p", "iso", "excel serial",
            "unix s"), an EPSG code for x and y ("EPSG:3452"), else None.
    """

    name: str
    columns: tuple[str, ...]
    confidence: float
    format: str | None = None


@dataclass(frozen=True)
class Mapping:
    """Which column is what, for one export.

    Attributes:
        fields: the fields found sure enough to use.
        questions: what a person must answer before loading ("Which column says when the call came in? ...").
        zone: IANA time zone of the export's wall times ("America/Los_Angeles"); None when not known yet.
        notes: what the finder noticed ("dates read as month/day/year: 31 values have a day over 12").
    """

    fields: tuple[Field, ...]
    questions: tuple[str, ...] = ()
    zone: str | None = None
    notes: tuple[str, ...] = field(default=())

    def get(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((found for found in self.fields if found.name == name), None)
