"""Calls of the actions of problems and partners, ready to be made (see `cases`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, Final

from commonbeat.program.notes.actions import write_note
from commonbeat.program.partners import actions as partners
from commonbeat.program.partners.models import Estate, Fix, Partnership
from commonbeat.program.problems import actions as problems
from commonbeat.program.problems.models import Action, Problem
from commonbeat.program.problems.responding import Planned, move_action, plan_action
from commonbeat.program.problems.reviewing import ask_review, decide_review
from tests.cast import Cast

Call = Callable[[], Any]

_ANALYSIS: Final = problems.Analysis(
    what="Noise by the back stairs", triangle={"manager": "The manager can lock the back gate"},
    sentence="The back gate stays open.", change=0.3, by=date(2099, 1, 1),
)  # fmt: skip


def _opened(cast: Cast) -> Problem:
    return problems.open_problem(cast.rivera, cast.oak_creek, "Nights at the stairs", [cast.oak_creek_apartments])


def _analyzed(cast: Cast) -> Problem:
    return problems.analyze(cast.rivera, _opened(cast), _ANALYSIS)


def _responding(cast: Cast) -> Problem:
    return decide_review(cast.okafor, ask_review(cast.rivera, _analyzed(cast)), agreed=True)


def _planned(cast: Cast, problem: Problem) -> Action:
    kind = Action.Kind.values[0]
    return plan_action(cast.rivera, problem, Planned("A lock on the gate", kind, cast.rivera, date(2099, 1, 1)))


def _done(cast: Cast) -> Problem:
    problem = _responding(cast)
    move_action(cast.rivera, _planned(cast, problem), "done", effect="The gate stays shut.")
    return problem


def _assessing(cast: Cast) -> Problem:
    return problems.begin_assessment(cast.rivera, _done(cast))


def _assessment(cast: Cast) -> Call:
    made = {"figures": {"before": 40, "after": 20}, "verdict": "cannot tell", "data": {"imports": 1}}
    return partial(problems.keep_assessment, cast.rivera, _assessing(cast), made)


def _estate(cast: Cast) -> Estate:
    return partners.open_estate(
        cast.okafor, cast.oak_creek_apartments, cast.oak_creek, title="Creekside Homes", kind="apartments"
    )


def _invited(cast: Cast) -> Partnership:
    return partners.invite_partner(
        cast.okafor, _estate(cast), email="desk@creekside.example", name="Dana Whitfield", title="property manager"
    )


def _fix(cast: Cast) -> Fix:
    return partners.propose_fix(cast.okafor, _estate(cast), "A lamp by the mailboxes", ours=True)


PROBLEMS: Final[dict[str, Callable[[Cast], Call]]] = {
    "partners.actions.open_estate": lambda cast: partial(_estate, cast),
    "partners.actions.invite_partner": lambda cast: partial(
        partners.invite_partner, cast.okafor, _estate(cast), email="desk@creekside.example", name="Dana Whitfield",
        title="property manager",
    ),
    "partners.actions.accept_agreement": lambda cast: (
        lambda one: partial(partners.accept_agreement, one.partner, one, "We look after the place together.")
    )(_invited(cast)),
    "partners.actions.end_partnership": lambda cast: partial(
        partners.end_partnership, cast.okafor, _invited(cast), "Another company runs the place."
    ),
    "partners.actions.propose_fix": lambda cast: partial(
        partners.propose_fix, cast.okafor, _estate(cast), "A lamp by the mailboxes", ours=True
    ),
    "partners.actions.move_fix": lambda cast: partial(partners.move_fix, cast.okafor, _fix(cast), "done"),
    "problems.actions.open_problem": lambda cast: partial(_opened, cast),
    "problems.actions.add_evidence": lambda cast: partial(
        problems.add_evidence, cast.rivera, _opened(cast),
        write_note(cast.rivera, cast.oak_creek_apartments, kind="access", text="The gate sticks."),
    ),
    "problems.actions.analyze": lambda cast: partial(problems.analyze, cast.rivera, _opened(cast), _ANALYSIS),
    "problems.actions.begin_assessment": lambda cast: partial(problems.begin_assessment, cast.rivera, _done(cast)),
    "problems.actions.keep_assessment": _assessment,
    "problems.actions.write_lesson": lambda cast: partial(
        problems.write_lesson, cast.rivera, _assessing(cast), lesson="A lock did more than patrols."
    ),
    "problems.actions.keep_going": lambda cast: partial(problems.keep_going, cast.okafor, _opened(cast), 30),
    "problems.actions.hand_problem_to": lambda cast: partial(
        problems.hand_problem_to, cast.okafor, _opened(cast), cast.lindqvist
    ),
    "problems.responding.plan_action": lambda cast: partial(_planned, cast, _responding(cast)),
    "problems.responding.move_action": lambda cast: partial(
        move_action, cast.rivera, _planned(cast, _responding(cast)), "under way"
    ),
    "problems.reviewing.ask_review": lambda cast: partial(ask_review, cast.rivera, _analyzed(cast)),
    "problems.reviewing.decide_review": lambda cast: partial(
        decide_review, cast.okafor, ask_review(cast.rivera, _analyzed(cast)), agreed=True
    ),
}  # fmt: skip
