"""Concerns of the made program: what was said where and when, and every step of each with its own moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from commonbeat.synthetic import concern_words as say
from commonbeat.synthetic.plan import ZONE
from commonbeat.synthetic.program import GroundArea, MadePosting

_STREAM: Final = 81
#: Concerns in 18 months, by the number of the area; the first has a partner besides.
_HOW_MANY: Final = (42, 24, 30, 28, 22, 5)
#: How they come, and how often of a hundred.
_CHANNELS: Final = {"page": 36, "poster": 18, "card": 8, "officer": 26, "paper": 5, "open311": 7}
#: Channels by which staff enter them: nobody needs to look at them first.
ENTERED: Final = frozenset({"card", "officer", "paper"})
#: Kinds that are another service's matter.
SERVICES: Final = frozenset({"street-light", "dumping", "trees"})
SERGEANT, COMMANDER, PARTNER = "okafor", "reyes", "whitfield"
_HOUR: Final = timedelta(hours=1)
#: More of the last week in each area, since a page like this is told from door to door.
_LATELY: Final = 2
#: The share that still waits for the last step, however long ago it came.
_WAITS: Final = 0.06


@dataclass(frozen=True, slots=True)
class MadeStep:
    """One thing that happened.

    Attributes:
        kind: "let through", "set aside", "answered", "started", "passed on", "told back", "fixed", "done", "not done"
            or "reopened".
        by: key of a member; "" for whoever holds the tracking word.
    """

    kind: str
    at: datetime
    by: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class MadeConcern:
    """Something that was wrong.

    Attributes:
        place: key of a place of the area, or "".
        by: key of the member who was told, or of the partner.
        reply_to: where to answer; made up, and only where an answer is owed.
        public_words: of the area's page, or "".
    """

    area: int
    place: str
    kind: str
    channel: str
    words: str
    language: str
    arrived_at: datetime
    steps: tuple[MadeStep, ...] = ()
    by: str = ""
    reply_to: str = ""
    public_words: str = ""


def make_concerns(
    areas: Sequence[GroundArea], postings: Sequence[MadePosting], as_of: date, *, seed: int = 1
) -> list[MadeConcern]:
    """About 160 concerns over the time of the postings, in the order in which they came; nothing after midnight today.

    Args:
        areas: as for `program_story.make_program`.
        postings: who stood where; whoever is posted answers.
        as_of: today.
        seed: same seed, areas and day, same concerns.
    """
    rng, zone = np.random.default_rng([seed, _STREAM]), ZoneInfo(ZONE)
    end = datetime.combine(as_of, time(), zone)
    made: list[MadeConcern] = []
    for number, area in enumerate(areas):
        starts = [one.starts_on for one in postings if one.area == number]
        if not starts:
            continue
        begin = datetime.combine(min(starts), time(), zone)
        days = (end - begin).days
        often = _HOW_MANY[number % len(_HOW_MANY)]
        back = [*rng.integers(3, days - 1, often), *rng.integers(2, 9, _LATELY)]
        for ago in back:
            arrived = end - timedelta(days=int(ago)) + timedelta(minutes=int(rng.integers(7 * 60, 22 * 60)))
            made.append(_concern(rng, number, area, arrived, postings, end))
        fresh = [end - timedelta(minutes=int(minutes)) for minutes in rng.integers(150, 1_300, 1 + number % 2)]
        made += [_waiting(rng, number, area, at, spanish=number == 0) for at in fresh]
        if number == 0:
            made += _partners(rng, area, postings, end)
    ordered = sorted(made, key=lambda one: (one.arrived_at, one.area, one.words))
    return _with_public_words(ordered)


def officer_on(postings: Sequence[MadePosting], area: int, day: date) -> str:
    """Key of the officer who stood there on the day; of the first one before anybody did."""
    mine = [one for one in postings if one.area == area]
    here = [one for one in mine if one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)]
    return (here or mine)[-1 if here else 0].officer


def _concern(
    rng: np.random.Generator,
    number: int,
    area: GroundArea,
    arrived: datetime,
    postings: Sequence[MadePosting],
    end: datetime,
) -> MadeConcern:
    channel = _drawn(rng, _CHANNELS)
    kind = _drawn(rng, say.WEIGHTS)
    spanish = channel in ("page", "poster", "card") and kind in say.SAID_ES and rng.random() < 0.4
    officer = officer_on(postings, number, arrived.date())
    steps = _steps(rng, kind, channel, arrived, officer, spanish=spanish)
    aside = bool(steps and steps[0].kind == "set aside")
    told = tuple(one for one in steps if one.at < end)
    going_on = bool(told) and told[-1].kind not in ("done", "not done", "fixed", "set aside")
    return MadeConcern(
        area=number,
        place=area.places[int(rng.integers(0, min(4, len(area.places))))].key if rng.random() < 0.7 else "",
        kind="other" if aside else kind,
        channel="page" if aside else channel,
        words=say.ASIDE_WORDS if aside else _words(rng, kind, spanish=spanish),
        language="es" if spanish and not aside else "en",
        arrived_at=arrived,
        steps=told,
        by=officer if channel in ENTERED and not aside else "",
        reply_to="555-0190" if going_on and channel == "page" and rng.random() < 0.5 else "",
    )


def _steps(
    rng: np.random.Generator, kind: str, channel: str, arrived: datetime, officer: str, *, spanish: bool
) -> list[MadeStep]:
    """Everything that will happen to it, some of it perhaps after today."""
    if channel not in ENTERED and rng.random() < 0.05:
        return [MadeStep("set aside", arrived + 5 * _HOUR, SERGEANT, say.ASIDE_WHY)]
    steps: list[MadeStep] = []
    at = arrived
    if channel not in ENTERED:
        at += _HOUR * float(rng.uniform(0.5, 16))
        steps.append(MadeStep("let through", at, SERGEANT if rng.random() < 0.85 else COMMANDER))
    at += _HOUR * float(rng.lognormal(np.log(14), 0.9))
    answers = say.ANSWERED_ES if spanish else say.ANSWERED
    steps.append(
        MadeStep("started" if rng.random() < 0.3 else "answered", at, officer, answers[int(rng.integers(len(answers)))])
    )
    if kind in SERVICES:
        at += _HOUR * float(rng.uniform(1, 30))
        title = kind.replace("-", " ")
        steps.append(MadeStep("passed on", at, officer, say.PASSED.format(kind=title)))
        if rng.random() < 0.4:
            at += _HOUR * float(rng.uniform(24, 90))
            steps.append(MadeStep("told back", at, officer, say.TOLD_BACK))
        at += _HOUR * 24 * float(rng.lognormal(np.log(8), 0.8))
        steps.append(MadeStep("fixed", at, officer, say.DONE_ES if spanish else say.FIXED[kind]))
    else:
        at += _HOUR * 24 * float(rng.lognormal(np.log(6), 0.9))
        done = rng.random() < 0.85
        words = say.DONE_ES if spanish else say.DONE.get(kind, say.DONE_ALL)
        not_done = say.NOT_DONE[int(rng.integers(len(say.NOT_DONE)))]
        steps.append(MadeStep("done" if done else "not done", at, officer, words if done else not_done))
    if rng.random() < _WAITS:
        return steps[:-1]
    if steps[-1].kind != "not done" and rng.random() < 0.12:
        at += _HOUR * 24 * float(rng.uniform(1, 8))
        steps.append(MadeStep("reopened", at, officer if channel in ENTERED else "", say.STILL_BROKEN))
        at += _HOUR * 24 * float(rng.uniform(1, 9))
        steps.append(MadeStep("done", at, officer, say.DONE.get(kind, say.FIXED.get(kind, say.DONE_ALL))))
    return steps


def _waiting(
    rng: np.random.Generator, number: int, area: GroundArea, arrived: datetime, *, spanish: bool
) -> MadeConcern:
    """One that came last night and that nobody has looked at."""
    kind = _drawn(rng, {one: say.WEIGHTS[one] for one in say.SAID_ES})
    place = area.places[int(rng.integers(0, min(3, len(area.places))))].key
    words, language = _words(rng, kind, spanish=spanish), "es" if spanish else "en"
    return MadeConcern(number, place, kind, "poster" if spanish else "page", words, language, arrived)


def _partners(
    rng: np.random.Generator, area: GroundArea, postings: Sequence[MadePosting], end: datetime
) -> list[MadeConcern]:
    """What the partner of the first place said; the last is under way."""
    made = []
    for (kind, words), ago in zip(say.PARTNER_SAID, (150, 92, 41, 6), strict=True):
        arrived = end - timedelta(days=ago) + _HOUR * float(rng.uniform(9, 16))
        officer = officer_on(postings, 0, arrived.date())
        seen, answered = arrived + 2 * _HOUR, arrived + 2 * _HOUR + _HOUR * float(rng.uniform(3, 30))
        steps = [
            MadeStep("let through", seen, SERGEANT),
            MadeStep("started", answered, officer, say.ANSWERED[1]),
            MadeStep(
                "done", answered + timedelta(days=float(rng.uniform(7, 14))), officer, say.DONE.get(kind, say.DONE_ALL)
            ),
        ]
        told = tuple(one for one in steps if one.at < end)
        made.append(MadeConcern(0, area.places[0].key, kind, "partner", words, "en", arrived, told, PARTNER))
    return made


def _with_public_words(made: list[MadeConcern]) -> list[MadeConcern]:
    """Of each area the latest of each kind that somebody has looked at stand on its page, at most six."""
    shown: dict[int, set[str]] = {}
    answer: list[MadeConcern] = []
    for one in reversed(made):
        kinds = shown.setdefault(one.area, set())
        looked_at = bool(one.steps) and one.steps[0].kind != "set aside"
        if looked_at and len(kinds) < 6 and one.kind in say.PUBLIC and one.kind not in kinds:
            kinds.add(one.kind)
            answer.append(replace(one, public_words=say.PUBLIC[one.kind]))
        else:
            answer.append(one)
    return answer[::-1]


def _words(rng: np.random.Generator, kind: str, *, spanish: bool) -> str:
    lines = (say.SAID_ES if spanish else say.SAID)[kind]
    return lines[int(rng.integers(len(lines)))]


def _drawn(rng: np.random.Generator, weights: dict[str, int]) -> str:
    shares = np.array(list(weights.values()), dtype=float)
    return list(weights)[int(rng.choice(len(shares), p=shares / shares.sum()))]
