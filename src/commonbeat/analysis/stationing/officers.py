"""Who can be posted, and what a department states about a posting plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Officer:
    """One officer of the program.

    Attributes:
        name: as the department writes it; unique.
        hours: hours a week the officer can be in the area.
        languages: languages spoken besides the ones everyone speaks, lower case ("spanish").
        district: district or beat the officer belongs to, when that matters.
        days_off: out of WEEKDAYS.
        wishes, vetoes: area ids or names the officer asks for, or must not be posted to.
        home: (lon, lat), when the officer must not be posted near home.
        keep_with: names of officers who must not be split from this one.
        posted: area id of the current posting; None for a new officer.
    """

    name: str
    hours: float = 40.0
    languages: frozenset[str] = frozenset()
    district: str | None = None
    days_off: frozenset[str] = frozenset()
    wishes: tuple[str, ...] = ()
    vetoes: tuple[str, ...] = ()
    home: tuple[float, float] | None = None
    keep_with: tuple[str, ...] = ()
    posted: str | None = None


@dataclass(frozen=True)
class PostingRules:
    """What the department states. Prices are in shares of the value of an average candidate area.

    Attributes:
        harm_weight: 0 counts calls only, 1 counts harm only; in between mixes the two shares.
        full_hours: hours a week that make an officer's presence in an area full.
        second_officer: what a second officer's full presence is worth beside the first's.
        max_officers: most officers at one area.
        post_everyone: every officer is posted.
        min_hours: area id -> hours a week that the area must have if it is served.
        required: ids of areas that must be served.
        required_languages: area id -> languages at least one of its officers must speak.
        home_meters: an officer is not posted to an area closer to home than this.
        own_district_only: officers stay in their own district (only officers and areas that have one).
        spread: areas served are spread evenly over the districts that have candidates.
        move_price: what moving an officer who stays in the program costs.
        language_price: what an area loses if nobody posted there speaks a language, times the share who speak it.
        district_price: what a posting outside the officer's own district costs.
        wish_worth: what meeting an officer's wish is worth.
        day_worth: what presence on all seven weekdays is worth, in shares of the area's own value.
    """

    harm_weight: float = 0.0
    full_hours: float = 40.0
    second_officer: float = 0.3
    max_officers: int = 2
    post_everyone: bool = True
    min_hours: dict[str, float] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    required_languages: dict[str, frozenset[str]] = field(default_factory=dict)
    home_meters: float = 1600.0
    own_district_only: bool = False
    spread: bool = False
    move_price: float = 0.25
    language_price: float = 0.25
    district_price: float = 0.05
    wish_worth: float = 0.05
    day_worth: float = 0.05


@dataclass(frozen=True)
class Posting:
    """One officer to one area, and why.

    Attributes:
        officer, area, area_name: who and where; `area` is an area id.
        hours: hours a week in the area.
        why: one sentence or two.
        stays: True when the officer is there already; None for an officer without a posting before.
        second_best: id of the area the officer would be at if not here; None when there is no other plan.
        second_best_cost: what that would cost, in the objective's unit (calls); an upper bound when
            `second_best_exact` is False.
    """

    officer: str
    area: str
    area_name: str
    hours: float
    why: str
    stays: bool | None
    second_best: str | None = None
    second_best_cost: float | None = None
    second_best_exact: bool = True


@dataclass(frozen=True)
class ExpansionStep:
    """What one more officer would add, the others staying where the plan puts them.

    Attributes:
        officers: officers then in the program.
        area, area_name: where the officer would stand.
        second: True when it is a second officer to an area already served.
        calls_added, harm_added: calls and harm a period in areas with an officer, added by this one.
        calls_covered, harm_covered: the sums then, as shares of all candidate areas.
    """

    officers: int
    area: str
    area_name: str
    second: bool
    calls_added: float
    harm_added: float
    calls_covered: float
    harm_covered: float


@dataclass(frozen=True)
class PostingPlan:
    """A posting plan and its proof.

    Attributes:
        postings: in the order of the officers given.
        unposted: names of officers left without a posting.
        objective: value of the plan in calls a period (see `program`).
        bound: no plan can be worth more.
        gap: (bound - objective) / |objective|; 0.0 is a proof of optimality.
        proven: True when the gap is within the solver's tolerance (1e-4).
        calls_covered, harm_covered: shares of all candidate areas' calls and harm in served areas.
        moves: officers who leave a posting they have.
        expansion: what the next officers would add.
        notes: what was passed over, such as a wish for an area that is not a candidate.
        seconds: time the solver took.
    """

    postings: tuple[Posting, ...]
    unposted: tuple[str, ...]
    objective: float
    bound: float
    gap: float
    proven: bool
    calls_covered: float
    harm_covered: float
    moves: int
    expansion: tuple[ExpansionStep, ...]
    notes: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Conflict:
    """Why no plan exists.

    Attributes:
        rules: stated wishes that cannot hold together; without any one of them they could.
        relaxation: the fewest wishes to give up so that a plan exists.
    """

    rules: tuple[str, ...]
    relaxation: tuple[str, ...]
