"""Addresses that are the same place become one.

The door for loading is `resolve`: a table of distinct addresses in, a table of places out.
"""

from commonbeat.intake.places.address import CanonicalAddress, canonical
from commonbeat.intake.places.habits import Habits, habits_of
from commonbeat.intake.places.ids import place_id, place_ids
from commonbeat.intake.places.plane import lonlat_from_plane
from commonbeat.intake.places.resolve import RESOLVED_COLUMNS, resolve

__all__ = [
    "RESOLVED_COLUMNS",
    "CanonicalAddress",
    "Habits",
    "canonical",
    "habits_of",
    "lonlat_from_plane",
    "place_id",
    "place_ids",
    "resolve",
]
