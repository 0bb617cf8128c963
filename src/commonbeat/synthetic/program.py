"""A made program in the made city: who works there, what they promised and what became of it, as plain rows.

It is what the demo is filled with. The numbers obey a known truth (`Truths`): residents begin more of the talks the
more often they have seen the same officer, hardly any in the first two visits, and again few after a handover.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

#: Weeks of history, about 18 months.
WEEKS: Final = 78


@dataclass(frozen=True, slots=True)
class GroundPlace:
    """A place of an area: its key in the lake, what it is called, "complex" or another kind."""

    key: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class GroundArea:
    """A problem area as the selection drew it; places with the most calls first, codes of languages besides English."""

    name: str
    places: tuple[GroundPlace, ...]
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Truths:
    """What is true of the talks: log-odds that a resident begins one.

    Attributes:
        first: before the officer was ever seen.
        per_doubling: added per doubling of this officer's visits to the area.
        place_per_doubling: added per doubling of anybody's visits: the place gets used to being visited.
        shy: taken off in the first two visits of an officer.
    """

    first: float = -1.7
    per_doubling: float = 0.28
    place_per_doubling: float = 0.05
    shy: float = 1.2


@dataclass(frozen=True, slots=True)
class MadeMember:
    """Someone who works for the department."""

    key: str
    name: str
    roles: tuple[str, ...]
    languages: tuple[str, ...] = ("en",)
    work_phone: str = ""


@dataclass(frozen=True, slots=True)
class MadePosting:
    """An officer at an area (by its number); with `to_officer` it ended in a handover."""

    officer: str
    backup: str
    area: int
    starts_on: date
    promised_hours: float
    delivered: float
    ends_on: date | None = None
    to_officer: str = ""
    tenure_months: int = 24
    why: str = ""


@dataclass(frozen=True, slots=True)
class MadeVisit:
    """A visit as a phone tells it."""

    entry: UUID
    officer: str
    area: int
    place: str
    began_at: datetime
    minutes: int
    kind: str
    talks_they_started: int
    talks_i_started: int
    raised: tuple[str, ...] = ()
    raised_text: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class MadeCommitment:
    """A promise and what became of it: outcome "open", "kept" or "not kept"."""

    entry: UUID
    closing: UUID
    officer: str
    area: int
    place: str
    visit: UUID
    what: str
    to_role: str
    due_on: date
    made_at: datetime
    outcome: str = "open"
    closed_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MadeNote:
    """Place knowledge; `confirmed_at` when it was found true again, `dispute` a reader's doubt."""

    entry: UUID
    author: str
    place: str
    kind: str
    text: str
    source: str
    written_at: datetime
    confirmed_at: tuple[datetime, ...] = ()
    sealed: bool = False
    disputed_by: str = ""
    dispute: str = ""


@dataclass(frozen=True, slots=True)
class MadePulledAway:
    """A time the posted officer was sent elsewhere."""

    entry: UUID
    officer: str
    area: int
    began_at: datetime
    minutes: int
    by_whom: str
    for_what: str


@dataclass(frozen=True, slots=True)
class MadeProgram:
    """Everything, each list in the order in which it happened.

    Attributes:
        ground: the areas it is about.
        twice: entries of visits that came a second time with other minutes (entry -> minutes).
        lost: officers whose phone has a gap in its count.
        set_aside: officer -> times of encounters that were no visit.
    """

    as_of: date
    truths: Truths
    members: tuple[MadeMember, ...]
    postings: tuple[MadePosting, ...]
    visits: tuple[MadeVisit, ...]
    commitments: tuple[MadeCommitment, ...]
    notes: tuple[MadeNote, ...]
    pulled_away: tuple[MadePulledAway, ...]
    ground: tuple[GroundArea, ...]
    twice: dict[UUID, int] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    set_aside: tuple[tuple[str, UUID, datetime], ...] = ()
