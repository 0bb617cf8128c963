"""The door of the made program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from commonbeat.synthetic.plan import ZONE
from commonbeat.synthetic.program import GroundArea, MadeProgram, Truths
from commonbeat.synthetic.program_knowledge import make_commitments, make_notes
from commonbeat.synthetic.program_people import MEMBERS, postings
from commonbeat.synthetic.program_visits import make_visits, uuid_from

_STREAM: Final = 80


def make_program(
    areas: Sequence[GroundArea], as_of: date, *, seed: int = 1, truths: Truths | None = None
) -> MadeProgram:
    """Eighteen months of a program at these areas, up to yesterday.

    Args:
        areas: what the sergeant approved, at most six are used; officer Rivera stands at the first.
        as_of: today; days and hours are those of the made city.
        seed: same seed, areas and day, same program.
        truths: how residents come to begin talks.

    Raises:
        ValueError: there is no area, or one without a place.
    """
    if not areas or not all(area.places for area in areas):
        raise ValueError("a program needs an area, and each area a place")
    truths, zone = truths or Truths(), ZoneInfo(ZONE)
    rng = np.random.default_rng([seed, _STREAM])
    stands = postings(as_of, len(areas))
    languages = {member.key: member.languages for member in MEMBERS}
    visits, away = make_visits(rng, areas, stands, languages, as_of, zone, truths)
    latest = {visit.officer: visit for visit in visits}
    doubled = latest.get("lindqvist", visits[-1])
    encounters = [("whitehorse", 40), ("rivera", 96), ("nakagawa", 17)]
    return MadeProgram(
        as_of=as_of,
        truths=truths,
        members=MEMBERS,
        postings=stands,
        visits=tuple(visits),
        commitments=tuple(make_commitments(rng, visits, as_of, zone)),
        notes=tuple(make_notes(rng, areas, stands, as_of, zone)),
        pulled_away=tuple(away),
        ground=tuple(areas),
        twice={doubled.entry: doubled.minutes + 35},
        lost=("whitehorse",) if "whitehorse" in latest else (),
        set_aside=tuple(
            (officer, uuid_from(rng), datetime.combine(as_of - timedelta(days=days), time(16, 40), tzinfo=zone))
            for officer, days in encounters
            if officer in latest
        ),
    )
