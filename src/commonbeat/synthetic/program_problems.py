"""Problems of the made program, one in each stage and two that are closed. Days are counted back from today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class MadeAction:
    """Something that is done.

    Attributes:
        doer: "owner", "estate" (the partner's property), or the code of a service.
        due: days ago; negative when it is to come.
        done: days ago, or None.
        begun: under way when it is not done.
    """

    what: str
    kind: str
    doer: str
    due: int
    cost: int | None = None
    done: int | None = None
    begun: bool = False
    effect: str = ""
    dropped: bool = False
    enforcement_why: str = ""


@dataclass(frozen=True, slots=True)
class MadeReview:
    """A second look: asked for and decided so many days ago; `decided` None while it waits."""

    asked: int
    decided: int | None
    agreed: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class MadeProblem:
    """A case as it went.

    Attributes:
        area: number of the area.
        opened, began, assessed, closed: days ago; None when it has not come so far.
        touched: days ago that anybody worked on it last.
        analysis: fields of the guided analysis.
        triangle: corner -> role and what it can do.
        by: the day until which calls were to fall, in days ago (negative when it is to come).
        reviews: of the analysis, in order; the last of a closed problem is of the assessment.
    """

    area: int
    title: str
    categories: tuple[str, ...]
    opened: int
    touched: int
    weekdays: tuple[int, ...] = ()
    hours: tuple[int, int] = (0, 24)
    large: bool = False
    analysis: tuple[tuple[str, str], ...] = ()
    triangle: tuple[tuple[str, str], ...] = ()
    change: float = 0.2
    by: int = -120
    reviews: tuple[MadeReview, ...] = ()
    began: int | None = None
    actions: tuple[MadeAction, ...] = ()
    assessed: int | None = None
    lesson: str = ""
    not_assessed_why: str = ""
    closed: int | None = None


PROBLEMS: Final = (
    MadeProblem(
        2, "A corner that is lost on weekend nights", ("violence",), opened=395, touched=64,
        weekdays=(4, 5, 6), hours=(20, 3),
        analysis=(
            ("what", "Shoving and fights when the bars and the food truck close at the same time."),
            ("where", "The corner and the strip of sidewalk in front of the store."),
            ("when", "Friday to Sunday, an hour around closing time."),
            ("harmed", "Guests on their way home, and the neighbors upstairs."),
            ("sentence", "Two places send out everybody at once onto a narrow, dark sidewalk."),
        ),
        triangle=(
            ("manager", "The bar and the food truck can close half an hour apart."),
            ("guardian", "Door staff can see people to the bus."),
        ),
        change=0.25, by=70,
        reviews=(MadeReview(372, 369), MadeReview(68, 64)),
        began=365,
        actions=(
            MadeAction("Close the food truck half an hour after the bar", "schedule", "owner", 340, 0, 338,
                       effect="People leave in two groups. The strip is clear by two."),
            MadeAction("Brighter light over the strip", "lighting", "street-lights", 320, 1800, 309,
                       effect="One can see who stands there."),
            MadeAction("Agree with door staff who looks after the sidewalk", "management", "owner", 330, 0, 325,
                       effect="Staff step out before it begins."),
        ),
        assessed=66,
        lesson="Two closing times did more than a patrol car: nobody waits for the same bus at the same minute.",
        closed=64,
    ),
    MadeProblem(
        4, "An empty house that draws trespassers", ("disorder",), opened=240, touched=121,
        analysis=(
            ("what", "People enter an empty house and light fires in it."),
            ("where", "One house and the yard behind it."),
            ("when", "Evenings, more when it is cold."),
            ("harmed", "Neighbors on both sides."),
            ("sentence", "Nobody looks after the house, and its back door cannot be locked."),
        ),
        triangle=(("manager", "The owner can lock it; code enforcement can order it."),),
        reviews=(MadeReview(225, 222), MadeReview(123, 121)),
        began=222,
        actions=(
            MadeAction("Order the owner to board it up", "code repair", "code-enforcement", 200, 400, 205,
                       effect="Boarded up within two weeks."),
            MadeAction("Ask outreach to come by on cold nights", "service", "mental-health-line", 190, 0, 195,
                       effect="Offers of shelter were made."),
        ),
        not_assessed_why="The house was torn down in the second month. There is no place left to compare.",
        closed=121,
    ),
    MadeProblem(
        3, "Fights at the bus stop after school", ("violence", "disorder"), opened=255, touched=41,
        weekdays=(0, 1, 2, 3, 4), hours=(14, 18),
        analysis=(
            ("what", "Pushing and fights among teenagers who wait for the bus."),
            ("where", "The bus stop and the lot behind it."),
            ("when", "School days between three and five."),
            ("harmed", "Students, and older people who wait for the same bus."),
            ("sentence", "Eighty students wait for one bus at a stop without a bench, and nothing else is open."),
        ),
        triangle=(
            ("manager", "The bus company can send a second bus at 15:20."),
            ("guardian", "Two school staff can stand at the stop until the bus leaves."),
        ),
        change=0.2, by=20,
        reviews=(MadeReview(238, 235),),
        began=235,
        actions=(
            MadeAction("A second bus at 15:20 on school days", "schedule", "owner", 200, None, 196,
                       effect="Half as many wait at once."),
            MadeAction("Open gym from 15:00 to 18:00", "service", "youth-center", 190, 3000, 183,
                       effect="About thirty go there on a weekday."),
            MadeAction("Written warnings at the stop", "enforcement", "owner", 180, dropped=True,
                       enforcement_why="Asked for by the school; tried only if the second bus does not come."),
        ),
        assessed=42,
    ),
    MadeProblem(
        0, "Break-ins and fear in the dark lots of Oak Creek", ("property",), opened=168, touched=3,
        hours=(20, 6), large=True,
        analysis=(
            ("what", "Cars are broken into, and residents are afraid to cross the lots."),
            ("where", "The rear lot and the lot by the east gate."),
            ("when", "After dark, more on nights when the gate stands open."),
            ("harmed", "Residents who come home late, and their visitors."),
            ("sentence", "Lamps are out, the gate does not close, and nobody has a view of the rear lot."),
        ),
        triangle=(
            ("manager", "The management can repair lamps and the gate, and cut the hedge."),
            ("guardian", "The tenant council can keep the lot in use in the evening."),
            ("handler", "The youth center can offer the evening that the lot does not."),
        ),
        change=0.3, by=-60,
        reviews=(
            MadeReview(155, 152, agreed=False, why="Say what the management has agreed to, and what it costs."),
            MadeReview(140, 137),
        ),
        began=137,
        actions=(
            MadeAction("Repair the lamps over both lots", "lighting", "street-lights", 120, 2600, 118,
                       effect="The rear lot is lit. Residents use it again."),
            MadeAction("New closer and lock for the east gate", "locks", "estate", 95, 900, 90,
                       effect="The gate stays closed after ten."),
            MadeAction("Number the parking spaces and mark the fire lane", "access", "estate", 4, 1500, begun=True),
            MadeAction("Basketball on Wednesday evenings", "service", "youth-center", -14, 600, begun=True),
            MadeAction("Sit down with both buildings about the courtyard", "mediation", "mediation", -21, 0),
            MadeAction("Walk the lots with the tenant council once a month", "management", "owner", -5, 0, begun=True),
        ),
    ),
    MadeProblem(
        1, "Loud nights behind the shops", ("disorder",), opened=34, touched=6, weekdays=(4, 5, 6), hours=(21, 3),
        analysis=(
            ("what", "Music and shouting in the lot behind the shops."),
            ("where", "The lot, out of sight of the street."),
            ("when", "Friday to Sunday after the shops close."),
            ("harmed", "Families whose bedrooms look onto the lot."),
            ("sentence", "The lot is open, unlit and out of sight, and nobody is in charge of it after nine."),
        ),
        triangle=(("manager", "The shops can close the lot with a chain at ten."),),
        change=0.3, by=-150,
        reviews=(MadeReview(6, None),),
    ),
    MadeProblem(
        5, "Cars across the sidewalk on market days", ("traffic",), opened=5, touched=2, weekdays=(5,),
    ),
)  # fmt: skip
