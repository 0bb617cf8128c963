"""How far residents come up by themselves: read from the visit log, per area and for the program, never per officer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from commonbeat.analysis.familiarity import Contacts, Growth, growth
from commonbeat.analysis.familiarity_curve import CurvePoint, Halfway, curve, halfway
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.postings.models import Posting
from commonbeat.program.visits.models import Visit

#: Talks without which an area has no curve.
TALKS_NEEDED: Final = 20
#: How long a posting counts as new.
_NEW: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class AreaFamiliarity:
    """One area.

    Attributes:
        points: the curve; empty when there are fewer than `TALKS_NEEDED` talks.
        halfway: the visit by which the share reached half of where it levels off; None when the log cannot tell.
        talks: all talks logged there.
        is_new: a posting began within the last 60 days.
        was_handed_over: someone was posted there before it.
    """

    area: Area
    points: Sequence[CurvePoint]
    halfway: Halfway | None
    talks: int
    is_new: bool
    was_handed_over: bool


@dataclass(frozen=True, slots=True)
class ProgramFamiliarity:
    """All areas of an agency, and the figure of the program."""

    areas: Sequence[AreaFamiliarity]
    growth: Growth


def familiarity(member: Member, today: date) -> ProgramFamiliarity:
    """Read the log that the member may see; visits that were amended or withdrawn do not count.

    A visit without a place counts for its area as a place of its own.
    """
    rows = list(
        Visit.objects.visible_to(member)
        .counted()
        .order_by("began_at", "pk")
        .values_list("area_id", "place_id", "officer_id", "talks_they_started", "talks_i_started")
    )
    of_area = np.array([area for area, *_ in rows], dtype=np.int64)
    place = np.array([at if at is not None else -area for area, at, *_ in rows], dtype=np.int64)
    officer = np.array([who for _, _, who, *_ in rows], dtype=np.int64)
    started = np.array([they for *_, they, _ in rows], dtype=np.int64)
    talks = started + np.array([mine for *_, mine in rows], dtype=np.int64)
    postings: dict[int, list[date]] = {}
    began = Posting.objects.visible_to(member).filter(starts_on__lte=today).values_list("area_id", "starts_on")
    for area_id, starts_on in began:
        postings.setdefault(area_id, []).append(starts_on)
    areas = []
    for area in Area.objects.visible_to(member).filter(state=Area.State.APPROVED).order_by("name", "pk"):
        here = of_area == area.pk
        contacts = Contacts.in_order(place[here], officer[here], started[here], talks[here])
        enough = int(contacts.talks.sum()) >= TALKS_NEEDED
        starts = sorted(postings.get(area.pk, []))
        areas.append(
            AreaFamiliarity(
                area=area,
                points=curve(contacts) if enough else (),
                halfway=halfway(contacts) if enough else None,
                talks=int(contacts.talks.sum()),
                is_new=bool(starts) and today - starts[-1] <= _NEW,
                was_handed_over=bool(starts) and starts[0] < starts[-1],
            )
        )
    return ProgramFamiliarity(areas, growth(Contacts.in_order(place, officer, started, talks)))
