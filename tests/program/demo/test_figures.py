"""The made program's figures, by plain arithmetic on its own plan, and the program's: the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from commonbeat.analysis.call_kinds import CallKinds
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.commitments.queries import kept_at
from commonbeat.program.concerns.models import Concern
from commonbeat.program.concerns.queries import reply_times
from commonbeat.program.demo.concerns import Concerns
from commonbeat.program.demo.phones import Phones
from commonbeat.program.demo.services import make_services
from commonbeat.program.publishing.content import SPAN, Counted, composed
from commonbeat.synthetic.program import GroundArea, GroundPlace, MadeCommitment
from commonbeat.synthetic.program_concerns import MadeConcern, make_concerns
from commonbeat.synthetic.program_people import postings
from commonbeat.synthetic.program_story import make_program
from tests.cast import Cast

TODAY = date(2026, 10, 14)
ZONE = ZoneInfo("America/Los_Angeles")
MIDNIGHT = datetime.combine(TODAY, time(), ZONE)
DAY = timedelta(days=1)
#: Days to an answer, and whether there was one.
Waits = list[tuple[float, bool]]


def half(waits: Waits) -> float | None:
    """The day by which half have an answer, by the product-limit rule of 1958, in fractions of those still waiting."""
    left, share = len(waits), 1.0
    for day, same in groupby(sorted(waits), key=lambda one: one[0]):
        ended = [known for _, known in same]
        share *= 1 - sum(ended) / left
        left -= len(ended)
        if any(ended) and share <= 0.5 + 1e-12:
            return float(day)
    return None


def first_answer(one: MadeConcern) -> datetime | None:
    said = ("answered", "started", "done", "not done", "fixed")
    return next((step.at for step in one.steps if step.kind in said), None)


def settled(one: MadeConcern) -> datetime | None:
    last = one.steps[-1] if one.steps else None
    return last.at if last and last.kind in ("done", "not done", "fixed") else None


def waits(spans: Sequence[tuple[datetime, datetime | None]]) -> Waits:
    return [(((end or MIDNIGHT) - begin) / DAY, end is not None) for begin, end in spans]


def counted(made: Sequence[MadeConcern]) -> list[MadeConcern]:
    """Of the last year, without what was set aside."""
    return [
        one
        for one in made
        if one.arrived_at >= MIDNIGHT - SPAN and not (one.steps and one.steps[0].kind == "set aside")
    ]


def ground(cast: Cast) -> list[GroundArea]:
    return [
        GroundArea(area.name, (GroundPlace(place.key, place.label, "complex"),), ("es",))
        for area, place in (
            (cast.oak_creek, cast.oak_creek_apartments),
            (cast.mill_street, cast.mill_street_shop),
        )
    ]


def members(cast: Cast) -> dict[str, Member]:
    officers = dict.fromkeys(("delacroix", "oduya", "nakagawa", "achterberg", "whitehorse", "pham"), cast.lindqvist)
    named = {"rivera": cast.rivera, "lindqvist": cast.lindqvist, "okafor": cast.okafor}
    return {**officers, **named, "reyes": cast.reyes, "whitfield": cast.whitfield}


@pytest.mark.django_db
def test_reply_times_are_those_of_the_plan(cast: Cast) -> None:
    make_services(cast.okafor)
    areas = [cast.oak_creek, cast.mill_street]
    places = {one.key: one for one in (cast.oak_creek_apartments, cast.mill_street_shop)}
    made = make_concerns(ground(cast), postings(TODAY, 2), TODAY, seed=5)
    Concerns(cast.agency, members(cast), areas, places, cast.estate).fill(made)
    for number, area in enumerate(areas):
        mine = [one for one in made if one.area == number]
        here = counted(mine)
        answered = waits([(one.arrived_at, first_answer(one)) for one in here])
        done = waits([(one.arrived_at, settled(one)) for one in here])
        found = reply_times(area, MIDNIGHT - SPAN, MIDNIGHT)
        assert (found.answered.raised, found.answered.answered) == (len(here), sum(known for _, known in answered))
        assert (found.settled.raised, found.settled.answered) == (len(here), sum(known for _, known in done))
        assert found.answered.median == pytest.approx(half(answered))
        assert found.settled.median == pytest.approx(half(done))
        assert found.reopened == sum(step.kind == "reopened" for one in here for step in one.steps)
        page = composed(area, Counted(CallKinds(()), ()), MIDNIGHT + timedelta(hours=9)).content["reply"]
        for name, by_hand in (("answered", answered), ("done", done)):
            said = half(by_hand)
            enough = len(here) >= 10
            assert page[name]["enough"] == enough
            assert page[name]["days"] == (round(said, 1) if enough and said is not None else None)
        kept = Concern.objects.filter(area=area)
        assert sorted(kept.values_list("arrived_at", flat=True)) == sorted(one.arrived_at for one in mine)
    assert median(one.arrived_at.timestamp() for one in made) < MIDNIGHT.timestamp()


def becomes(one: MadeCommitment) -> str:
    """What a promise is counted as."""
    if one.closed_at is None:
        return "overdue"
    if one.outcome != "kept":
        return "not_kept"
    return "kept" if one.closed_at.astimezone(ZONE).date() <= one.due_on else "kept_late"


@pytest.mark.django_db
def test_shares_of_kept_promises_are_those_of_the_plan(cast: Cast) -> None:
    areas: list[Area] = [cast.oak_creek, cast.mill_street]
    places = {one.key: one for one in (cast.oak_creek_apartments, cast.mill_street_shop)}
    made = make_program(ground(cast), TODAY, seed=5)
    phones = Phones(members(cast), areas, places)
    needed = {one.visit for one in made.commitments}
    told = [one for one in phones.entries(made) if one.kind.startswith("commitment") or one.id in needed]
    phones.send(told)
    for number, area in enumerate(areas):
        mine = [one for one in made.commitments if one.area == number]
        due = [becomes(one) for one in mine if TODAY - SPAN <= one.due_on < TODAY]
        by_hand = {name: due.count(name) for name in ("kept", "kept_late", "not_kept", "overdue")}
        share = by_hand["kept"] + by_hand["kept_late"]
        percent = int(100 * share / len(due) + 0.5) if due else None
        found = kept_at(cast.agency.pk, area.pk, TODAY)
        assert {name: getattr(found, name) for name in by_hand} == by_hand
        assert found.percent == percent
        page = composed(area, Counted(CallKinds(()), ()), MIDNIGHT + timedelta(hours=9)).content["commitments"]
        assert page == by_hand | {"percent": percent}
    assert any(becomes(one) == "kept_late" for one in made.commitments)
