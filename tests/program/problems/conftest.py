"""Commander Halloran, a second sergeant, and a problem at Oak Creek."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.problems.actions import Analysis, analyze, open_problem
from commonbeat.program.problems.models import Problem
from commonbeat.program.problems.reviewing import ask_review, decide_review
from tests.cast import Cast


@pytest.fixture
def halloran(cast: Cast) -> Member:
    """Commands the district."""
    return Member.objects.create_member(cast.agency, "halloran@alder-falls.example", "Bea Halloran", [Role.COMMANDER])


@pytest.fixture
def whole() -> Analysis:
    """An analysis that the gate lets through."""
    return Analysis(
        what="Noise and fights by the back stairs",
        where="The parking lot behind building C",
        when="Friday and Saturday nights",
        harmed="Families on the ground floor",
        triangle={"manager": "The property manager can lock the back gate at ten"},
        sentence="The back gate stays open and the lot is dark.",
        measure="disorder",
        change=0.3,
        by=date(2099, 1, 1),
    )


@pytest.fixture
def at_oak_creek(cast: Cast) -> Callable[..., Problem]:
    """Rivera opens a problem at Oak Creek Apartments."""

    def opened(**more: object) -> Problem:
        return open_problem(
            cast.rivera,
            cast.oak_creek,
            "Nights at the back stairs",
            [cast.oak_creek_apartments],
            **more,  # type: ignore[arg-type]
        )

    return opened


@pytest.fixture
def responding(cast: Cast, whole: Analysis, at_oak_creek: Callable[..., Problem]) -> Problem:
    """The problem with an analysis that Sergeant Okafor agreed to."""
    problem = analyze(cast.rivera, at_oak_creek(), whole)
    return decide_review(cast.okafor, ask_review(cast.rivera, problem), agreed=True)
