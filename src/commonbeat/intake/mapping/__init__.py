"""Which column of an export is what, found from names and values, corrected by a person."""

from commonbeat.intake.mapping.answers import ask
from commonbeat.intake.mapping.fields import FIELDS, Field, Mapping, Question
from commonbeat.intake.mapping.file import mapping_text, read_mapping, write_mapping
from commonbeat.intake.mapping.finder import find_mapping, map_columns
from commonbeat.intake.mapping.formats import with_formats

__all__ = [
    "FIELDS",
    "Field",
    "Mapping",
    "Question",
    "ask",
    "find_mapping",
    "map_columns",
    "mapping_text",
    "read_mapping",
    "with_formats",
    "write_mapping",
]
