"""Services of the made city, and what officers referred to them. Names, numbers and addresses are made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from commonbeat.synthetic.plan import ZONE
from commonbeat.synthetic.program import GroundArea, MadePosting
from commonbeat.synthetic.program_concerns import officer_on

_STREAM: Final = 82
_HOW_MANY: Final = 46


@dataclass(frozen=True, slots=True)
class MadeService:
    """A line of the directory."""

    code: str
    title: str
    kind: str
    does: str
    hours: str
    languages: tuple[str, ...]
    desk: str
    reply_days: int
    needs: tuple[str, ...] = ()
    capacity: int | None = None


SERVICES: Final = (
    MadeService(
        "street-lights", "Street Lights", "department", "Repairs street lights and crosswalk signals.",
        "Monday to Friday, 7 to 4", ("en", "es"), "555-0151", 10,
    ),
    MadeService(
        "sanitation", "Sanitation", "department", "Picks up what was dumped, and plans dumpsters.",
        "Monday to Saturday, 6 to 3", ("en", "es"), "555-0152", 5,
    ),
    MadeService(
        "code-enforcement", "Code Enforcement", "department", "Looks at buildings that are not kept up.",
        "Monday to Friday, 8 to 5", ("en", "es"), "555-0153", 14,
    ),
    MadeService(
        "parks", "Parks and Trees", "department", "Looks after parks, courts and trees along the street.",
        "Monday to Friday, 7 to 4", ("en",), "555-0154", 14,
    ),
    MadeService(
        "mediation", "Tenant Mediation Center", "help", "Sits down with both sides of a dispute about a home.",
        "Tuesday to Saturday, 10 to 6", ("en", "es", "ar"), "555-0155", 3, ("legal", "family"), 6,
    ),
    MadeService(
        "youth-center", "Granary Youth Center", "help", "Open gym, homework help and first jobs for ages 11 to 18.",
        "Monday to Friday, 2 to 9", ("en", "es"), "555-0156", 4, ("youth", "work"), 12,
    ),
    MadeService(
        "rent-help", "Alder Falls Rent Help", "help", "Helps with rent that is late, once a year.",
        "Monday to Thursday, 9 to 4", ("en", "es", "vi"), "555-0157", 7, ("housing", "food"), 4,
    ),
    MadeService(
        "mental-health-line", "County Mental Health Line", "help", "Talks at once, and visits within two days.",
        "Day and night", ("en", "es"), "555-0158", 2, ("mental health", "substance use", "victim support"),
    ),
)  # fmt: skip

#: Need -> service, and how often of a hundred. Of ten the services report: reached, not reached, declined, no word.
_NEEDS: Final = {
    "housing": ("rent-help", 30), "youth": ("youth-center", 22), "mental health": ("mental-health-line", 20),
    "legal": ("mediation", 12), "work": ("youth-center", 8), "substance use": ("mental-health-line", 8),
}  # fmt: skip
_ANSWERS: Final = {"reached": 62, "not reached": 18, "declined": 9, "": 11}


@dataclass(frozen=True, slots=True)
class MadeReferral:
    """A need that was referred with consent; `told_at` and `answer` when the service said what became of it."""

    area: int
    place: str
    service: str
    need: str
    language: str
    by: str
    made_at: datetime
    answer: str = ""
    told_at: datetime | None = None


def make_referrals(
    areas: Sequence[GroundArea], postings: Sequence[MadePosting], as_of: date, *, seed: int = 1
) -> list[MadeReferral]:
    """Referrals over the time of the postings in the order in which they were made; those of the last days wait."""
    rng, zone = np.random.default_rng([seed, _STREAM]), ZoneInfo(ZONE)
    end = datetime.combine(as_of, time(), zone)
    replies = {one.code: one.reply_days for one in SERVICES}
    made = []
    for _ in range(_HOW_MANY):
        number = int(rng.integers(0, len(areas)))
        starts = [one.starts_on for one in postings if one.area == number]
        if not starts:
            continue
        begin = datetime.combine(min(starts), time(), zone)
        at = begin + timedelta(
            days=int(rng.integers(1, (end - begin).days)), minutes=int(rng.integers(9 * 60, 20 * 60))
        )
        need = _drawn(rng, {need: share for need, (_, share) in _NEEDS.items()})
        service = _NEEDS[need][0]
        told_at = at + timedelta(days=float(rng.lognormal(np.log(replies[service]), 0.6)))
        answer = _drawn(rng, _ANSWERS)
        language = "es" if "es" in areas[number].languages and rng.random() < 0.4 else "en"
        heard = bool(answer) and told_at < end
        made.append(
            MadeReferral(
                number,
                areas[number].places[int(rng.integers(0, min(4, len(areas[number].places))))].key,
                service,
                need,
                language,
                officer_on(postings, number, at.date()),
                at,
                answer if heard else "",
                told_at if heard else None,
            )
        )
    return sorted(made, key=lambda one: one.made_at)


def _drawn(rng: np.random.Generator, weights: dict[str, int]) -> str:
    shares = np.array(list(weights.values()), dtype=float)
    return list(weights)[int(rng.choice(len(shares), p=shares / shares.sum()))]
