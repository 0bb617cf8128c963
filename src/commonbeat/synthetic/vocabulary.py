"""The dispatch vocabulary of the made city: call types with their code, true category, origin and priority."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.calls import CATEGORIES


@dataclass(frozen=True)
class CallType:
    """One line of the code table.

    Attributes:
        code, text: what dispatch stores and what it means.
        category, origin: the truth, out of `CATEGORIES` and `ORIGINS`.
        weight: how often it comes within its category and origin.
        priority: 1 (at once) to 5 (no unit).
    """

    code: str
    text: str
    category: str
    origin: str
    weight: float
    priority: int


def _types(origin: str, lines: str) -> list[CallType]:
    found = []
    for line in lines.strip().splitlines():
        code, text, category, weight, priority = (part.strip() for part in line.split("|"))
        found.append(CallType(code, text, category, origin, float(weight), int(priority)))
    return found


CALL_TYPES: Final = (
    *_types(
        "community",
        """
        ASLT | ASSAULT | violence | 4 | 2
        ASLTW | ASSAULT WITH WEAPON | violence | 1 | 1
        FIGHT | FIGHT IN PROGRESS | violence | 4 | 1
        ROB | ROBBERY | violence | 1 | 1
        SHOTS | SHOTS FIRED | violence | 1.5 | 1
        THRT | THREATS | violence | 3 | 3
        THFT | THEFT | property | 6 | 4
        SHOP | SHOPLIFTING | property | 4 | 3
        BURG | BURGLARY OF RESIDENCE | property | 2 | 2
        BURGB | BURGLARY OF BUSINESS | property | 1 | 2
        BMV | BURGLARY OF MOTOR VEHICLE | property | 3 | 4
        AUTO | STOLEN VEHICLE | property | 2.5 | 3
        VAND | VANDALISM | property | 2.5 | 4
        FRAUD | FRAUD OR FORGERY | property | 1.5 | 4
        DIST | DISTURBANCE | disorder | 8 | 3
        NOISE | LOUD MUSIC OR PARTY | disorder | 5 | 4
        TRES | TRESPASSING | disorder | 4 | 3
        INTOX | INTOXICATED PERSON | disorder | 3 | 3
        SUSP | SUSPICIOUS PERSON | disorder | 6 | 3
        PANH | PANHANDLING | disorder | 1 | 5
        DRUG | DRUG ACTIVITY | drugs | 4 | 4
        DRUGS | NARCOTICS SALE | drugs | 1 | 3
        ACC | TRAFFIC ACCIDENT NO INJURY | traffic | 5 | 3
        ACCI | TRAFFIC ACCIDENT WITH INJURY | traffic | 1.5 | 1
        HITR | HIT AND RUN | traffic | 1.5 | 3
        PARK | PARKING COMPLAINT | traffic | 3 | 5
        RECK | RECKLESS DRIVER | traffic | 2 | 4
        DOM | DOMESTIC DISTURBANCE | domestic | 5 | 2
        DOMV | DOMESTIC VIOLENCE | domestic | 2 | 1
        SEX | SEXUAL ASSAULT | sexual | 1 | 2
        INDX | INDECENT EXPOSURE | sexual | 1 | 3
        MENT | MENTAL HEALTH CRISIS | behavioral health | 3 | 2
        SUIC | SUICIDAL SUBJECT | behavioral health | 2 | 1
        MED | MEDICAL EMERGENCY | medical | 4 | 1
        OD | OVERDOSE | medical | 1 | 1
        WELF | WELFARE CHECK | welfare and assistance | 6 | 3
        ASST | CITIZEN ASSIST | welfare and assistance | 3 | 5
        LOCK | LOCKED OUT OF VEHICLE | welfare and assistance | 1 | 5
        FIRE | STRUCTURE FIRE | fire | 1 | 1
        FIREO | GRASS FIRE | fire | 1 | 2
        MISS | MISSING PERSON | missing person | 2 | 2
        RUNA | RUNAWAY JUVENILE | missing person | 2 | 3
        UNKT | UNKNOWN TROUBLE | other | 3 | 3
        ANIM | ANIMAL COMPLAINT | disorder | 2 | 5
        """,
    ),
    *_types(
        "officer",
        """
        TSTOP | TRAFFIC STOP | traffic | 9 | 4
        PSTOP | SUBJECT STOP | administrative | 3 | 4
        BCHK | BUSINESS CHECK | administrative | 5 | 5
        PATR | EXTRA PATROL | administrative | 5 | 5
        FOOT | FOOT PATROL | administrative | 2 | 5
        """,
    ),
    *_types(
        "alarm",
        """
        ALRMB | BURGLAR ALARM - BUSINESS | alarm | 6 | 3
        ALRMR | BURGLAR ALARM - RESIDENCE | alarm | 3 | 3
        ALRMH | HOLDUP ALARM | alarm | 1 | 1
        """,
    ),
    *_types(
        "administrative",
        """
        RTS | RETURN STATION | administrative | 7 | 5
        RPT | REPORT WRITING | administrative | 3 | 5
        PRIS | PRISONER TRANSPORT | administrative | 1.5 | 4
        MTG | MEETING | administrative | 1 | 5
        """,
    ),
)

#: Severe calls are reported whatever people think of the police: a measure that trust does not move.
SEVERE: Final = ("SHOTS", "ASLTW", "ROB", "ACCI", "OD", "FIRE", "SUIC")

#: A plain default weight of one call by category, for the clean truth only; agencies have their own table.
HARM: Final = {
    "violence": 10.0,
    "sexual": 10.0,
    "domestic": 6.0,
    "fire": 4.0,
    "behavioral health": 3.0,
    "medical": 2.0,
    "property": 2.0,
    "drugs": 2.0,
    "missing person": 2.0,
    "disorder": 1.0,
    "traffic": 1.0,
    "welfare and assistance": 0.5,
    "other": 0.5,
    "alarm": 0.1,
    "administrative": 0.0,
}

DISPOSITIONS: Final = ("REPORT TAKEN", "NO REPORT", "GONE ON ARRIVAL", "ADVISED", "ARREST", "CANCELED", "UNFOUNDED")


@cache
def types_of(origin: str) -> NDArray[np.int64]:
    """Indices into `CALL_TYPES` of one origin."""
    return np.array([i for i, kind in enumerate(CALL_TYPES) if kind.origin == origin])


@cache
def community_type_table() -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Type indices ordered by category, and their cumulative weight: category k fills the interval (k, k + 1].

    A uniform u and a category k pick `searchsorted(cumulative, k + u)`; categories without types are empty.
    """
    order: list[int] = []
    bounds: list[float] = []
    for number, category in enumerate(CATEGORIES):
        mine = [i for i in types_of("community").tolist() if CALL_TYPES[i].category == category]
        weights = np.cumsum([CALL_TYPES[i].weight for i in mine])
        order += mine
        bounds += [number + weight / weights[-1] for weight in weights.tolist()]
    return np.array(order), np.array(bounds)
