"""Call types become a category, an origin and a harm weight."""

from commonbeat.intake.call_kinds.categorize import categorize
from commonbeat.intake.call_kinds.code_table import CodeTable, Override, read_code_table
from commonbeat.intake.call_kinds.harm import HarmTable, default_harm, read_harm_table
from commonbeat.intake.call_kinds.kind import CallKind
from commonbeat.intake.call_kinds.labels import LabelMeaning, label_of, meaning_of_label
from commonbeat.intake.call_kinds.origin import origin_from_flag, origin_of_call

__all__ = [
    "CallKind",
    "CodeTable",
    "HarmTable",
    "LabelMeaning",
    "Override",
    "categorize",
    "default_harm",
    "label_of",
    "meaning_of_label",
    "origin_from_flag",
    "origin_of_call",
    "read_code_table",
    "read_harm_table",
]
