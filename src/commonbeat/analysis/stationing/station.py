"""From candidate areas and officers to a posting plan with its proof, its reasons and its price."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from commonbeat.analysis.places import Area
from commonbeat.analysis.sentences import Translate, english
from commonbeat.analysis.stationing.conflict import explain
from commonbeat.analysis.stationing.expansion import expansion, share
from commonbeat.analysis.stationing.officers import Conflict, Officer, Posting, PostingPlan, PostingRules
from commonbeat.analysis.stationing.program import area_numbers, build
from commonbeat.analysis.stationing.reasons import reason
from commonbeat.analysis.stationing.second_best import second_best
from commonbeat.analysis.stationing.solver import PROOF, solve
from commonbeat.analysis.stationing.worth import Worth, members
from commonbeat.errors import ConflictError, UsageError
from commonbeat.progress import Progress, silent

#: From this many posting choices on, a plan within 1 % is asked for unless the caller wants a proof.
LARGE = 10_000


class NoPlanError(ConflictError):
    """The stated wishes cannot hold together; `conflict` says which, and what to give up."""

    def __init__(self, conflict: Conflict, translate: Translate = english) -> None:
        what = translate.gettext("No posting plan keeps all stated wishes. Together these are impossible: {wishes}.")
        todo = translate.gettext("The smallest change that makes a plan possible is to give up: {wishes}.")
        super().__init__(
            what.format(wishes="; ".join(conflict.rules)), todo=todo.format(wishes="; ".join(conflict.relaxation))
        )
        self.conflict = conflict


def station(
    areas: Sequence[Area],
    officers: Sequence[Officer],
    rules: PostingRules | None = None,
    *,
    seconds: float = 60.0,
    gap: float | None = None,
    expansion_steps: int = 5,
    translate: Translate = english,
    progress: Progress = silent,
) -> PostingPlan:
    """Post officers to areas: the best plan by the integer program of `program`, proven or with its gap.

    Args:
        areas: candidate areas, as selection gives them.
        officers: with unique names.
        rules: what the department states; the defaults when None.
        seconds: time limit of the plan itself; comparing with second-best postings takes at most as long again.
        gap: stop at this relative gap; None asks for a proof, or for 1 % when there are LARGE or more choices.
        expansion_steps: how many further officers to look at.
        translate: the language of the reasons, and of the wishes that clash when there is no plan.
        progress: hears about the comparison with second-best postings.

    Raises:
        NoPlanError: the stated wishes cannot hold together.
        UsageError: no areas, no officers, two officers of one name, or no plan within `seconds`.
    """
    rules = rules or PostingRules()
    _check(areas, officers, rules)
    start = time.perf_counter()
    program = build(areas, officers, rules, translate)
    wanted = gap if gap is not None else (PROOF if program.x.size < LARGE else 0.01)
    progress("Looking for the best posting plan", 0, None)
    answer = solve(program, seconds=seconds, gap=wanted)
    used = time.perf_counter() - start
    if answer.infeasible:
        raise NoPlanError(explain(program, seconds=seconds), translate)
    if answer.posted is None:
        raise UsageError(f"No posting plan was found in {seconds:g} seconds.", todo="Allow more time with --seconds.")
    worth = Worth(areas, officers, rules)
    posted = answer.posted
    seconds_best = second_best(
        program, worth, posted, answer.objective, seconds=seconds, seconds_used=used, progress=progress
    )
    teams = members(posted, len(areas))
    ids = [area.area_id for area in areas]
    numbers = area_numbers(areas)
    postings, moves = [], 0
    for i, (officer, j, other) in enumerate(zip(officers, posted, seconds_best, strict=True)):
        was = numbers.get(officer.posted.casefold()) if officer.posted else None
        moves += bool(was is not None and was != j)
        if j < 0:
            continue
        postings.append(
            Posting(
                officer=officer.name,
                area=ids[j],
                area_name=areas[j].name,
                hours=officer.hours,
                why=reason(worth, areas, officers, i, int(j), teams[j], translate),
                stays=None if officer.posted is None else bool(was == j),
                second_best=None if other.area is None or other.area < 0 else ids[other.area],
                second_best_cost=other.cost if np.isfinite(other.cost) else None,
                second_best_exact=other.exact,
            )
        )
    served = np.array([bool(team) for team in teams])
    calls = np.array([area.calls if area.expected is None else area.expected for area in areas], dtype=float)
    return PostingPlan(
        postings=tuple(postings),
        unposted=tuple(officer.name for officer, j in zip(officers, posted, strict=True) if j < 0),
        objective=answer.objective,
        bound=answer.bound,
        gap=answer.gap,
        proven=answer.gap <= PROOF,
        calls_covered=share(calls, served),
        harm_covered=share(np.array([area.harm for area in areas], dtype=float), served),
        moves=moves,
        expansion=expansion(areas, officers, rules, posted, steps=expansion_steps),
        notes=tuple(_passed_over(areas, officers)),
        seconds=time.perf_counter() - start,
    )


def _check(areas: Sequence[Area], officers: Sequence[Officer], rules: PostingRules) -> None:
    if not areas:
        raise UsageError("There are no areas to post anyone to.", todo="Run `commonbeat select` first.")
    if not officers:
        raise UsageError("There are no officers to post.", todo="Name at least one officer in the officers file.")
    names = [officer.name.casefold() for officer in officers]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"Two officers are called {name!r}.", todo="Give each officer a name of their own.")
    ids = {area.area_id for area in areas}
    for stated in (rules.required, rules.min_hours, rules.required_languages):
        for unknown in sorted(set(stated) - ids):
            raise UsageError(
                f"A rule names area {unknown!r}, which is not a candidate.", todo="Use an area id of the list."
            )


def _passed_over(areas: Sequence[Area], officers: Sequence[Officer]) -> list[str]:
    """Wishes, vetoes, postings and mates that name nothing in this plan."""
    known = area_numbers(areas)
    people = {officer.name.casefold() for officer in officers}
    notes = []
    for officer in officers:
        for kind, named in (("wish", officer.wishes), ("veto", officer.vetoes)):
            notes += [
                f"{officer.name}'s {kind} {area!r} names no candidate area."
                for area in named
                if area.casefold() not in known
            ]
        if officer.posted and officer.posted.casefold() not in known:
            notes.append(f"{officer.name} is posted to {officer.posted!r} now, which is not a candidate area any more.")
        notes += [
            f"{officer.name} is to be kept with {mate!r}, who is not among the officers."
            for mate in officer.keep_with
            if mate.casefold() not in people
        ]
    return notes
