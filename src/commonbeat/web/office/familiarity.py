"""Familiarity: whether residents come up by themselves, area by area, and how soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commonbeat.analysis.familiarity import PLACES_NEEDED, VISITS_NEEDED, Growth, Term
from commonbeat.analysis.familiarity_curve import CurvePoint
from commonbeat.program.agencies.roles import Role
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.visits.familiarity import TALKS_NEEDED, AreaFamiliarity, familiarity
from commonbeat.web.access import allow
from commonbeat.web.signed_in import member_of

#: The drawing, in its own units: size, and where its plot begins and ends.
WIDTH, HEIGHT = 380, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 356, 22, 200


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of the drawing, with what is written at it and in its row of the table.

    Attributes:
        between: its visit number is left out where the drawing is small; its neighbors' stay.
    """

    x: str
    y: str
    label_y: str
    visits: str
    percent: int
    low: int
    high: int
    started: int
    talks: int
    labeled: bool
    between: bool


@dataclass(frozen=True, slots=True)
class Card:
    """An area as the page shows it: drawing, words and table."""

    of: AreaFamiliarity
    dots: Sequence[Dot]
    line: str
    band: str
    headline: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The program figure in words: percent by which the odds change when the visits double."""

    says: str
    percent: int
    low: int
    high: int


#: Gridlines: percent and height.
GRID: Final = [(percent, _BOTTOM - percent * (_BOTTOM - _TOP) // 100) for percent in (0, 50, 100)]


@require_GET
@allow(Role.SERGEANT, Role.ANALYST)
def show(request: HttpRequest) -> HttpResponseBase:
    """The curve of every area, and the figure of the program when there is enough for one."""
    member = member_of(request)
    found = familiarity(member, today_in(member.agency, datetime.now(UTC)))
    context = {
        "cards": [_card(area) for area in found.areas],
        "growth": found.growth,
        "verdict": _verdict(found.growth.officer) if found.growth.shown else None,
        "apart": _apart(found.growth),
        "places_needed": PLACES_NEEDED,
        "visits_needed": VISITS_NEEDED,
        "talks_needed": TALKS_NEEDED,
        "grid": GRID,
        "box": f"0 0 {WIDTH} {HEIGHT}",
        "plot": {"left": _LEFT, "right": _RIGHT, "bottom": _BOTTOM, "ticks": _BOTTOM + 18, "title": _BOTTOM + 40},
    }
    return render(request, "office/familiarity.html", context)


def _card(of: AreaFamiliarity) -> Card:
    step = (_RIGHT - _LEFT - 24) / max(1, len(of.points) - 1)
    across = [_LEFT + 12 + at * step for at in range(len(of.points))]
    upper = [f"{x:.1f},{_height(point.high):.1f}" for x, point in zip(across, of.points, strict=True)]
    lower = [f"{x:.1f},{_height(point.low):.1f}" for x, point in zip(across, of.points, strict=True)]
    ends = (0, len(of.points) - 1)
    dots = [
        Dot(
            x=f"{x:.1f}",
            y=f"{_height(point.share):.1f}",
            label_y=f"{_height(point.share) - 11:.1f}",
            visits=_numbers(point),
            percent=round(100 * point.share),
            low=round(100 * point.low),
            high=round(100 * point.high),
            started=point.started,
            talks=point.talks,
            labeled=at in ends,
            between=(len(of.points) - at) % 2 == 0,
        )
        for at, (x, point) in enumerate(zip(across, of.points, strict=True))
    ]
    line = " ".join(f"{dot.x},{dot.y}" for dot in dots)
    return Card(of, dots, line, " ".join([*upper, *reversed(lower)]), _headline(of))


def _height(share: float) -> float:
    return _BOTTOM - share * (_BOTTOM - _TOP)


def _numbers(point: CurvePoint) -> str:
    if point.last is None:
        return f"{point.first}+"
    return str(point.first) if point.first == point.last else f"{point.first}–{point.last}"


def _headline(of: AreaFamiliarity) -> str:
    if not of.points:
        return ""
    first, last = of.points[0], of.points[-1]
    if len(of.points) > 1 and last.low > first.high:
        return _("Residents come up more as the same officer comes back.")
    if len(of.points) > 1 and last.high < first.low:
        return _("Residents come up less than on the first visits. Ask why.")
    return _("The bands overlap. The log cannot tell yet whether this changes with visits.")


def _verdict(term: Term | None) -> Verdict | None:
    if term is None:
        return None
    low, high = term.interval
    if low > 0:
        says = _("Yes. Where the same officer keeps coming back, residents start more of the talks.")
    elif high < 0:
        says = _("No. Residents start fewer of the talks as the same officer comes back. Find out why.")
    else:
        says = _("The log cannot tell yet whether residents start more of the talks as the same officer comes back.")
    return Verdict(says, _percent(term.estimate), _percent(low), _percent(high))


def _percent(estimate: float) -> int:
    """By how many percent the odds change for a doubling of the visits."""
    return round(100 * (2**estimate - 1))


def _apart(growth: Growth) -> str:
    """Whether it is the officer or the place, where handovers let anyone tell."""
    officer, place = growth.officer_apart, growth.place_apart
    if not growth.shown or officer is None or place is None:
        return ""
    if officer.interval[0] > 0 and place.interval[0] <= 0:
        return _("It goes with the officer: after a handover it begins anew. Keep officers where they are.")
    if place.interval[0] > 0 and officer.interval[0] <= 0:
        return _("It stays with the place: after a handover the next officer keeps what was gained.")
    if place.interval[0] > 0 and officer.interval[0] > 0:
        return _("Some of it goes with the officer, and some stays with the place after a handover.")
    return _("Handovers are too few to tell whether it goes with the officer or stays with the place.")
