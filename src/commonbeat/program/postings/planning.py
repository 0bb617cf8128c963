"""A posting plan as a proposal: what the machine would do, and what it objects to in what a person did instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.utils.translation import get_language, gettext

from commonbeat.analysis import places as analysis_places
from commonbeat.analysis.sentences import Translate, joined, language_name
from commonbeat.analysis.stationing import NoPlanError, Officer, PostingRules, station
from commonbeat.analysis.stationing.record import conflict_record, plan_record
from commonbeat.analysis.stationing.worth import Worth, members
from commonbeat.errors import UsageError
from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area
from commonbeat.program.areas.queries import run_record
from commonbeat.program.languages import spoken_name
from commonbeat.report.words import translations

#: Seconds the plan may take while a person waits for the page.
_SECONDS: Final = 8.0
#: Share of an area's residents taken to speak a language of the area when nobody said how many.
_A_QUARTER: Final = 0.25


@dataclass(frozen=True, slots=True)
class Asked:
    """One officer in the plan: who, hours a week, languages (names in lower case), areas wished for, area now."""

    member: Member
    hours: float
    languages: tuple[str, ...] = ()
    wishes: tuple[int, ...] = ()
    posted: int | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """What the plan holds against an edit.

    Attributes:
        words: one sentence.
        grave: a stated limit is broken, not just something worth less.
    """

    words: str
    grave: bool = False


def page_language() -> Translate:
    """The page's own language, for sentences that the analysis makes."""
    language = (get_language() or "en")[:2]
    try:
        return translations(language)
    except UsageError:
        return translations("en")


def candidate(area: Area) -> analysis_places.Area:
    """An approved area as the posting program sees it; its load is what the selection expected, or counted."""
    found = run_record(area)
    shares: dict[str, float] = {name.casefold(): float(share) for name, share in found.get("languages", {}).items()}
    for code in area.languages:
        name = spoken_name(str(code))
        if name != "english":
            shares.setdefault(name, _A_QUARTER)
    calls = found.get("calls", 0) or 0
    return analysis_places.Area(
        area_id=str(area.pk),
        name=area.name,
        place_ids=(),
        lon=area.lon,
        lat=area.lat,
        polygon=(),
        calls=round(area.expected_calls or calls or 1),
        harm=float(found.get("harm", 0) or 0),
        expected=area.expected_calls,
        expected_low=None,
        expected_high=None,
        walk_meters=float(found.get("walk_meters", 0) or 0),
        district=found.get("district"),
        languages=shares,
    )


def officers_of(asked: Sequence[Asked], areas: Sequence[Area]) -> list[Officer]:
    """The officers as the posting program sees them."""
    known = {area.pk for area in areas}
    return [
        Officer(
            name=str(one.member.pk),
            hours=one.hours,
            languages=frozenset(one.languages),
            wishes=tuple(str(area) for area in one.wishes if area in known),
            posted=str(one.posted) if one.posted in known else None,
        )
        for one in asked
    ]


def propose(areas: Sequence[Area], asked: Sequence[Asked]) -> dict[str, Any]:
    """The best plan for these officers, as the documented JSON of `commonbeat station`, or the conflict that left none.

    Officers are named by member id in it. Nobody is posted.

    Raises:
        UsageError: no areas, no officers, or no plan in time.
    """
    rules = PostingRules(post_everyone=len(asked) <= 2 * len(areas))
    try:
        plan = station(
            [candidate(area) for area in areas],
            officers_of(asked, areas),
            rules,
            seconds=_SECONDS,
            translate=page_language(),
        )
    except NoPlanError as error:
        return {"postings": [], **conflict_record(error.conflict)}
    return plan_record(plan, rules)


def assigned_by(plan: Mapping[str, Any]) -> dict[str, int]:
    """Member id (text) -> area id, as the plan has it."""
    return {posting["officer"]: int(posting["area"]) for posting in plan.get("postings", [])}


def objections(
    areas: Sequence[Area], asked: Sequence[Asked], assigned: Mapping[str, int | None], plan: Mapping[str, Any]
) -> list[Objection]:
    """What the plan objects to in an assignment, gravest first; empty when it is the plan's own or as good.

    Args:
        areas: candidates.
        asked: the officers.
        assigned: member id (text) -> area id or None.
        plan: the machine's proposal for the same officers and areas.
    """
    candidates, people, rules = [candidate(area) for area in areas], officers_of(asked, areas), PostingRules()
    numbers = {area.pk: number for number, area in enumerate(areas)}
    posted = np.array([numbers.get(assigned.get(one.name) or 0, -1) for one in people], dtype=np.int64)
    teams = members(posted, len(areas))
    found = [
        *_crowded(areas, teams, rules),
        *_unposted(asked, posted.tolist()),
        *_moved(asked, areas, posted.tolist()),
        *_unspoken(candidates, people, teams),
        *_wished(asked, areas, posted.tolist()),
        *_empty(areas, teams, plan),
    ]
    if plan.get("postings"):
        best, here = float(plan["objective"]), Worth(candidates, people, rules).plan(posted)
        loss = best - here
        if loss > max(0.5, 0.005 * abs(best)):
            words = gettext("In all, this is worth %(calls)s expected calls a year less than the plan's own proposal.")
            found.append(Objection(words % {"calls": f"{loss:,.0f}"}))
    return sorted(found, key=lambda one: not one.grave)


def _crowded(areas: Sequence[Area], teams: Sequence[Sequence[int]], rules: PostingRules) -> list[Objection]:
    words = gettext("%(area)s would have %(count)s officers. An area has %(most)s at most.")
    return [
        Objection(words % {"area": area.name, "count": len(team), "most": rules.max_officers}, grave=True)
        for area, team in zip(areas, teams, strict=True)
        if len(team) > rules.max_officers
    ]


def _unposted(asked: Sequence[Asked], posted: Sequence[int]) -> list[Objection]:
    words = gettext("%(officer)s stands nowhere.")
    return [
        Objection(words % {"officer": one.member.name}, grave=True)
        for one, j in zip(asked, posted, strict=True)
        if j < 0
    ]


def _moved(asked: Sequence[Asked], areas: Sequence[Area], posted: Sequence[int]) -> list[Objection]:
    words = gettext("%(officer)s would leave %(area)s, where people know them. A handover comes first.")
    by_id = {area.pk: area for area in areas}
    return [
        Objection(words % {"officer": one.member.name, "area": by_id[one.posted].name})
        for one, j in zip(asked, posted, strict=True)
        if one.posted in by_id and (j < 0 or areas[j].pk != one.posted)
    ]


def _unspoken(
    candidates: Sequence[analysis_places.Area], people: Sequence[Officer], teams: Sequence[Sequence[int]]
) -> list[Objection]:
    translate = page_language()
    words = gettext("Nobody at %(area)s would speak %(languages)s.")
    found = []
    for area, team in zip(candidates, teams, strict=True):
        spoken = frozenset[str]().union(*(people[i].languages for i in team)) if team else None
        missing = [] if spoken is None else [name for name in area.languages if name not in spoken]
        if missing:
            named = joined([language_name(name, translate) for name in missing], translate)
            found.append(Objection(words % {"area": area.name, "languages": named}))
    return found


def _wished(asked: Sequence[Asked], areas: Sequence[Area], posted: Sequence[int]) -> list[Objection]:
    words = gettext("%(officer)s asked for another area.")
    return [
        Objection(words % {"officer": one.member.name})
        for one, j in zip(asked, posted, strict=True)
        if one.wishes and j >= 0 and areas[j].pk not in one.wishes
    ]


def _empty(areas: Sequence[Area], teams: Sequence[Sequence[int]], plan: Mapping[str, Any]) -> list[Objection]:
    served = {int(posting["area"]) for posting in plan.get("postings", [])}
    words = gettext("%(area)s would have nobody. The plan puts an officer there.")
    return [
        Objection(words % {"area": area.name})
        for area, team in zip(areas, teams, strict=True)
        if not team and area.pk in served
    ]
