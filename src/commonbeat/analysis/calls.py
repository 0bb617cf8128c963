"""The columns of a call in the call lake: the contract between intake (which writes) and analysis (which reads).

All geometry and text work on a call is done once, at intake, so that everything after it is a group-by or a join
on these plain columns, on DuckDB and on Spark alike.
"""

from __future__ import annotations

from typing import Final

#: Column name -> SQL type, in file order. `agency` (text) and `year` (integer) are partition folders.
CALL_COLUMNS: Final[dict[str, str]] = {
    "call_id": "VARCHAR",  # the dispatch system's incident id, else "#" and a hash of the content
    "import_name": "VARCHAR",  # the import that brought this version
    "version": "INTEGER",  # 1 for the first version of an incident, 2 for the one that replaced it, ...
    "content_hash": "BIGINT",  # of the mapped content: equal hash, equal call
    "source_line": "BIGINT",  # line (or row, for files without lines) of the export where the call begins
    "received": "TIMESTAMP",  # local wall time
    "received_utc": "TIMESTAMP",  # the same instant in UTC
    "dispatched": "TIMESTAMP",  # local wall time, as the next two
    "arrived": "TIMESTAMP",
    "cleared": "TIMESTAMP",
    "day": "DATE",  # local day of `received`
    "month": "INTEGER",  # year * 12 + (month - 1), local: a running number of months
    "hour": "TINYINT",  # 0-23, local
    "weekday": "TINYINT",  # 0 = Monday, local
    "call_type_code": "VARCHAR",
    "call_type": "VARCHAR",  # text, as exported
    "category": "VARCHAR",  # one of CATEGORIES
    "origin": "VARCHAR",  # one of ORIGINS
    "harm": "DOUBLE",  # harm weight of one call, from the agency's table
    "disposition": "VARCHAR",
    "priority": "VARCHAR",
    "beat": "VARCHAR",
    "address": "VARCHAR",  # as exported
    "place_id": "VARCHAR",  # 12 characters; NULL when no usable place
    "lon": "DOUBLE",  # degrees, WGS 84; NULL when unknown
    "lat": "DOUBLE",
    "cell": "BIGINT",  # 250 m grid cell, see analysis.geometry.cell_of; NULL without coordinates
    "units": "INTEGER",  # police units on the call, where the export has a row a unit; else NULL
    "officer_minutes": "DOUBLE",  # units x minutes from dispatched (else arrived) to cleared; NULL when unknown
}

#: Columns of a place (one row a place and agency), written beside the calls.
PLACE_COLUMNS: Final[dict[str, str]] = {
    "place_id": "VARCHAR",  # 12 lower-case characters, a hash of agency and canonical key: stable over imports
    "label": "VARCHAR",  # as people would write it: "5237 N 35th St", "Airy St & Swede St", "Oak Creek Apartments"
    "kind": "VARCHAR",  # one of PLACE_KINDS
    "key": "VARCHAR",  # canonical key
    "lon": "DOUBLE",  # median of the coordinates of its calls
    "lat": "DOUBLE",
    "calls": "BIGINT",
    "aliases": "VARCHAR",  # JSON list of the spellings seen, most frequent first, at most 20
    "flags": "VARCHAR",  # JSON list out of PLACE_FLAGS
}

CATEGORIES: Final = (
    "violence",
    "property",
    "disorder",
    "drugs",
    "traffic",
    "domestic",
    "sexual",
    "behavioral health",
    "medical",
    "welfare and assistance",
    "alarm",
    "fire",
    "missing person",
    "administrative",
    "other",
)
ORIGINS: Final = ("community", "officer", "alarm", "administrative", "unknown")
PLACE_KINDS: Final = ("address", "block", "intersection", "complex", "point", "landmark")

#: What intake can say about a place; those in EXCLUDING_FLAGS keep a place out of the ranked list.
PLACE_FLAGS: Final = (
    "police premises",
    "default location",
    "pseudo-address",
    "outside the city",
    "boundary",
    "hospital",
    "snapped to intersection",
)
#: Flags that keep a place off the ranked list: its calls are not about what happens there.
EXCLUDING_FLAGS: Final = frozenset({"police premises", "default location", "pseudo-address", "outside the city"})
