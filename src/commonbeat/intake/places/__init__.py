"""Addresses that are the same place become one.

The door for loading is `resolve`: a table of distinct addresses in, a table of places out.
"""

from commonbeat.intake.places.address import CanonicalAddress
from commonbeat.intake.places.canonical import canonical
from commonbeat.intake.places.complexes import Complexes
from commonbeat.intake.places.habits import Habits, habits_of
from commonbeat.intake.places.ids import place_id, place_ids
from commonbeat.intake.places.merges import MergeSuggestion, suggest_merges
from commonbeat.intake.places.names import flags_from_name
from commonbeat.intake.places.parts import join_parts, parts_sql
from commonbeat.intake.places.plane import lonlat_from_plane
from commonbeat.intake.places.resolve import RESOLVED_COLUMNS, resolve
from commonbeat.intake.places.snapping import Snapping, snapping

__all__ = [
    "RESOLVED_COLUMNS",
    "CanonicalAddress",
    "Complexes",
    "Habits",
    "MergeSuggestion",
    "Snapping",
    "canonical",
    "flags_from_name",
    "habits_of",
    "join_parts",
    "lonlat_from_plane",
    "parts_sql",
    "place_id",
    "place_ids",
    "resolve",
    "snapping",
    "suggest_merges",
]
