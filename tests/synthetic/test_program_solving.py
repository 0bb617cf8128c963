"""Concerns, problems, services and public words of the made city: the same for the same seed, and fit for the guard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from commonbeat.program.concerns.usual_kinds import USUAL
from commonbeat.program.guard import check_text
from commonbeat.program.partners.wording import against_a_person
from commonbeat.synthetic import concern_words, public_words
from commonbeat.synthetic.plan import ZONE
from commonbeat.synthetic.program import GroundArea, GroundPlace
from commonbeat.synthetic.program_concerns import make_concerns
from commonbeat.synthetic.program_people import postings
from commonbeat.synthetic.program_problems import PROBLEMS
from commonbeat.synthetic.services import SERVICES, make_referrals

TODAY = date(2026, 3, 11)
AREAS = [
    GroundArea(f"Area {n}", tuple(GroundPlace(f"{n}-{k}", f"{k} Elm St", "complex") for k in range(3)), ("es",))
    for n in range(6)
]


def test_concerns_come_in_order_with_every_step_after_the_one_before() -> None:
    stands = postings(TODAY, 6)
    made = make_concerns(AREAS, stands, TODAY, seed=4)
    assert 120 <= len(made) <= 220
    assert made == make_concerns(AREAS, stands, TODAY, seed=4)
    assert made != make_concerns(AREAS, stands, TODAY, seed=5)
    end = datetime.combine(TODAY, time(), ZoneInfo(ZONE))
    for one in made:
        moments = [one.arrived_at, *(step.at for step in one.steps), end]
        assert moments == sorted(moments)
        assert len(set(moments)) == len(moments)
    assert [one.arrived_at for one in made] == sorted(one.arrived_at for one in made)


def test_referrals_go_to_services_that_take_the_need() -> None:
    needs = {one.code: one.needs for one in SERVICES}
    for one in make_referrals(AREAS, postings(TODAY, 6), TODAY, seed=4):
        assert one.need in needs[one.service]
        assert (one.told_at is None) == (one.answer == "")


def test_every_kind_has_words() -> None:
    kinds = {one.code for one in USUAL}
    assert set(concern_words.SAID) == set(concern_words.WEIGHTS) == kinds
    assert set(concern_words.SAID_ES) <= kinds


def texts(found: Any) -> Iterator[str]:
    """Every text in a nest of lists and tables."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for one in found.values():
            yield from texts(one)
    elif isinstance(found, tuple | list):
        for one in found:
            yield from texts(one)


def test_no_word_points_to_a_person_or_asks_something_against_one() -> None:
    """The numbers of telephones are made up, and are no words."""
    written = [
        *texts([getattr(concern_words, name) for name in dir(concern_words) if name.isupper()]),
        *texts([public_words.CARDS, public_words.DID, public_words.NOT_YET, public_words.MEETINGS]),
        *(one for problem in PROBLEMS for one in texts([problem.title, problem.analysis, problem.triangle])),
        *(one for problem in PROBLEMS for action in problem.actions for one in (action.what, action.effect)),
        *(one for problem in PROBLEMS for one in (problem.lesson, problem.not_assessed_why)),
        *(one.does for one in SERVICES),
    ]
    for text in written:
        assert check_text(text) == [], text
        assert against_a_person(text) is None, text
