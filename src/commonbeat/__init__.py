"""Commonbeat: software that runs a police department's strategic community officer program.

The names below are the library; docs/library.md shows them at work. A name is imported when it is first used, so that
`import commonbeat` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from commonbeat.analysis.areas import problem_areas
    from commonbeat.analysis.backtest import Backtest, backtest
    from commonbeat.analysis.concentration import Concentration, concentration
    from commonbeat.analysis.p_median import PMedian, capacitated_p_median
    from commonbeat.analysis.places import Area, RankedPlace
    from commonbeat.analysis.selection import Selection, select
    from commonbeat.analysis.stationing import NoPlanError, Officer, PostingPlan, PostingRules, station
    from commonbeat.errors import CommonbeatError
    from commonbeat.intake.adapters import stage
    from commonbeat.intake.call_kinds import CallKind, categorize, read_code_table, read_harm_table
    from commonbeat.intake.check import CheckReport, check
    from commonbeat.intake.lake import Lake, open_lake
    from commonbeat.intake.load import LoadResult, load, temporary_lake
    from commonbeat.intake.mapping import Mapping, read_mapping
    from commonbeat.intake.places import CanonicalAddress, Complexes, canonical
    from commonbeat.intake.prepare import Tables
    from commonbeat.intake.roster import (
        AreaFile,
        read_areas,
        read_barriers,
        read_languages,
        read_officers,
        read_postings,
    )
    from commonbeat.intake.staging import Staged
    from commonbeat.synthetic import City

    __version__: str

#: Module -> the names that it gives to the library.
_HOMES: Final = {
    "commonbeat.analysis.areas": ("problem_areas",),
    "commonbeat.analysis.backtest": ("Backtest", "backtest"),
    "commonbeat.analysis.concentration": ("Concentration", "concentration"),
    "commonbeat.analysis.p_median": ("PMedian", "capacitated_p_median"),
    "commonbeat.analysis.places": ("Area", "RankedPlace"),
    "commonbeat.analysis.selection": ("Selection", "select"),
    "commonbeat.analysis.stationing": ("NoPlanError", "Officer", "PostingPlan", "PostingRules", "station"),
    "commonbeat.errors": ("CommonbeatError",),
    "commonbeat.intake.adapters": ("stage",),
    "commonbeat.intake.call_kinds": ("CallKind", "categorize", "read_code_table", "read_harm_table"),
    "commonbeat.intake.check": ("CheckReport", "check"),
    "commonbeat.intake.lake": ("Lake", "open_lake"),
    "commonbeat.intake.load": ("LoadResult", "load", "temporary_lake"),
    "commonbeat.intake.mapping": ("Mapping", "read_mapping"),
    "commonbeat.intake.places": ("CanonicalAddress", "Complexes", "canonical"),
    "commonbeat.intake.prepare": ("Tables",),
    "commonbeat.intake.roster": (
        "AreaFile",
        "read_areas",
        "read_barriers",
        "read_languages",
        "read_officers",
        "read_postings",
    ),
    "commonbeat.intake.staging": ("Staged",),
    "commonbeat.synthetic": ("City",),
}
_HOME_OF: Final = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Area",
    "AreaFile",
    "Backtest",
    "CallKind",
    "CanonicalAddress",
    "CheckReport",
    "City",
    "CommonbeatError",
    "Complexes",
    "Concentration",
    "Lake",
    "LoadResult",
    "Mapping",
    "NoPlanError",
    "Officer",
    "PMedian",
    "PostingPlan",
    "PostingRules",
    "RankedPlace",
    "Selection",
    "Staged",
    "Tables",
    "__version__",
    "backtest",
    "canonical",
    "capacitated_p_median",
    "categorize",
    "check",
    "concentration",
    "load",
    "open_lake",
    "problem_areas",
    "read_areas",
    "read_barriers",
    "read_code_table",
    "read_harm_table",
    "read_languages",
    "read_mapping",
    "read_officers",
    "read_postings",
    "select",
    "stage",
    "station",
    "temporary_lake",
]


def __getattr__(name: str) -> Any:
    """Import a name of the library when it is first used."""
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("commonbeat")
    elif name in _HOME_OF:
        value = getattr(import_module(_HOME_OF[name]), name)
    else:
        raise AttributeError(f"module 'commonbeat' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The names of the library."""
    return sorted(__all__)
