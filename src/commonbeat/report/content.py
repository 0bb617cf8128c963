"""What the report shows, gathered before a word of it is laid out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonbeat.analysis.concentration import Concentration
from commonbeat.analysis.places import Area, RankedPlace
from commonbeat.analysis.selection import LeftOut
from commonbeat.analysis.stationing import PostingPlan
from commonbeat.report.ground import Ground
from commonbeat.report.layers import Lens


@dataclass(frozen=True)
class Fact:
    """A number or finding and what it means, in the reader's words."""

    name: str
    value: str
    words: str


@dataclass(frozen=True)
class PastCheck:
    """How a list chosen earlier would have done since.

    Attributes:
        words: one or two sentences that say what was chosen when, and what came.
        totals: bars: (label, calls, is this what happened).
        facts: the measures, each with its meaning.
    """

    words: str
    totals: tuple[tuple[str, float, bool], ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class ReportContent:
    """Everything on the page.

    Attributes:
        agency: its name; "" when nobody gave one.
        first, last: days of the window.
        made: day the report is made.
        version: of Commonbeat.
        calls: community calls in the window.
        places: the ranked list; left_out: places kept off it, each with its sentence.
        areas, plan, past: None or empty where not asked for.
        concentration: of the window.
        forecasts: False hides everything but counts of the past.
        method: one sentence on how expectations were learned.
        ground, lenses: the map.
        quality: what the data can and cannot say.
        provenance: what would be needed to make the same page again.
    """

    agency: str
    first: date
    last: date
    made: date
    version: str
    calls: int
    places: tuple[RankedPlace, ...]
    left_out: tuple[LeftOut, ...]
    areas: tuple[Area, ...]
    concentration: Concentration
    forecasts: bool
    method: str
    ground: Ground
    plan: PostingPlan | None = None
    past: PastCheck | None = None
    lenses: tuple[Lens, ...] = ()
    quality: tuple[Fact, ...] = ()
    provenance: tuple[Fact, ...] = ()
