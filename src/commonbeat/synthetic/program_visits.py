"""Visits of the made program, and the times officers were pulled away, week by week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from commonbeat.synthetic.program import GroundArea, MadePosting, MadePulledAway, MadeVisit, Truths
from commonbeat.synthetic.program_people import monday
from commonbeat.synthetic.program_words import AWAY, RAISED, RAISED_TEXTS, RAISED_TEXTS_ES

_KINDS: Final = ("hung out", "walked", "meeting", "event", "follow-up")
_KIND_SHARES: Final = (0.38, 0.34, 0.09, 0.04, 0.15)
#: Hours of the day at which visits begin: residents are at home after school and after work.
_HOURS: Final = (10, 11, 13, 14, 15, 16, 17, 18, 19)
_TALKS: Final = 2.4
_WORDS_SHARE: Final = 0.09


def uuid_from(rng: np.random.Generator) -> UUID:
    """A random UUID (version 4) that the seed decides."""
    return UUID(bytes=rng.bytes(16), version=4)


def make_visits(
    rng: np.random.Generator,
    areas: Sequence[GroundArea],
    postings: Sequence[MadePosting],
    languages: dict[str, tuple[str, ...]],
    as_of: date,
    zone: ZoneInfo,
    truths: Truths,
) -> tuple[list[MadeVisit], list[MadePulledAway]]:
    """Visits in the order of time, up to yesterday, and the times away.

    Args:
        rng: decides everything.
        areas: the ground, by number.
        postings: who stands where; `delivered` is the share of the promise that comes true on average.
        languages: officer -> languages spoken.
        as_of: today; nothing happens today or later.
        zone: the department's wall clock.
        truths: how residents come to begin talks.
    """
    planned: list[tuple[datetime, int, MadePosting]] = []
    away: list[MadePulledAway] = []
    for posting in postings:
        for week in _weeks(posting, as_of):
            share = float(np.clip(rng.normal(posting.delivered, 0.11), 0.3, 1.05))
            hours = posting.promised_hours * share
            planned += [(began, minutes, posting) for began, minutes in _week(rng, week, hours, zone)]
            away += _away(rng, posting, week, posting.promised_hours - hours, zone)
    planned = [row for row in planned if _holds(row[2], row[0].astimezone(zone).date(), as_of)]
    away = [row for row in away if row.began_at.astimezone(zone).date() < as_of]
    planned.sort(key=lambda row: row[0])
    return _talked(rng, planned, areas, languages, truths), sorted(away, key=lambda row: row.began_at)


def _weeks(posting: MadePosting, as_of: date) -> Iterator[date]:
    week, last = monday(posting.starts_on), min(posting.ends_on or as_of, as_of - timedelta(days=1))
    while week <= last:
        yield week
        week += timedelta(weeks=1)


def _holds(posting: MadePosting, day: date, as_of: date) -> bool:
    return posting.starts_on <= day <= (posting.ends_on or day) and day < as_of


def _week(rng: np.random.Generator, week: date, hours: float, zone: ZoneInfo) -> list[tuple[datetime, int]]:
    """Visits of a week that last `hours` together, on four or five days, one after the other."""
    days = sorted(rng.permutation(6)[: int(rng.integers(4, 6))].tolist())
    count = max(len(days), round(hours / 1.3))
    lengths = rng.lognormal(0, 0.35, count)
    minutes = np.maximum(10, np.round(hours * 60 * lengths / lengths.sum() / 5) * 5).astype(int)
    found: list[tuple[datetime, int]] = []
    for number, day in enumerate(np.sort(rng.choice(days, count)).tolist()):
        at = time(int(rng.choice(_HOURS)), 5 * int(rng.integers(0, 12)))
        began = datetime.combine(week + timedelta(days=int(day)), at, tzinfo=zone)
        if found and began < (free := found[-1][0] + timedelta(minutes=found[-1][1] + 5)) and free.hour < 21:
            began = max(began, free)
        found.append((began, int(minutes[number])))
    return found


def _away(
    rng: np.random.Generator, posting: MadePosting, week: date, missing: float, zone: ZoneInfo
) -> list[MadePulledAway]:
    """Most of the hours that were not delivered have a cause that was written down."""
    found: list[MadePulledAway] = []
    left = missing * float(rng.uniform(0.5, 0.95))
    while left > 0.75 and len(found) < 3:
        by_whom, for_what, typical = AWAY[int(rng.integers(0, len(AWAY)))]
        hours = float(min(left, typical * rng.uniform(0.7, 1.3)))
        at = time(int(rng.integers(10, 18)), 5 * int(rng.integers(0, 12)))
        began = datetime.combine(week + timedelta(days=int(rng.integers(0, 5))), at, tzinfo=zone)
        left -= hours
        if _holds(posting, began.date(), date.max):
            minutes = max(15, 5 * round(hours * 12))
            found.append(
                MadePulledAway(uuid_from(rng), posting.officer, posting.area, began, minutes, by_whom, for_what)
            )
    return found


def _talked(
    rng: np.random.Generator,
    planned: Sequence[tuple[datetime, int, MadePosting]],
    areas: Sequence[GroundArea],
    languages: dict[str, tuple[str, ...]],
    truths: Truths,
) -> list[MadeVisit]:
    seen: dict[tuple[str, int], int] = defaultdict(int)
    visited: dict[int, int] = defaultdict(int)
    friendly = rng.normal(0, 0.3, len(areas))
    made = []
    for began, minutes, posting in planned:
        number = posting.area
        seen[posting.officer, number] += 1
        visited[number] += 1
        mine, all_of_us = seen[posting.officer, number], visited[number]
        odds = truths.first + friendly[number] + truths.per_doubling * np.log2(mine)
        odds += truths.place_per_doubling * np.log2(all_of_us) - truths.shy * (mine <= 2)
        talks = int(rng.poisson(_TALKS * min(minutes, 90) / 75))
        theirs = int(rng.binomial(talks, 1 / (1 + np.exp(-odds))))
        area = areas[number]
        weights = 1 / np.arange(1, len(area.places) + 1)
        place = area.places[int(rng.choice(len(area.places), p=weights / weights.sum()))]
        spoken = [code for code in languages[posting.officer] if code in area.languages]
        language = spoken[0] if spoken and talks and rng.random() < 0.3 else "en" if talks else ""
        raised, text = _raised(rng, talks, language)
        made.append(
            MadeVisit(
                entry=uuid_from(rng),
                officer=posting.officer,
                area=number,
                place=place.key,
                began_at=began,
                minutes=minutes,
                kind=str(rng.choice(_KINDS, p=_KIND_SHARES)),
                talks_they_started=theirs,
                talks_i_started=talks - theirs,
                raised=raised,
                raised_text=text,
                language=language,
            )
        )
    return made


def _raised(rng: np.random.Generator, talks: int, language: str) -> tuple[tuple[str, ...], str]:
    if talks == 0 or rng.random() > 0.55:
        return (), ""
    weights = np.array([share for _, share in RAISED])
    count = int(rng.integers(1, 3))
    chosen = rng.choice(len(RAISED), count, replace=False, p=weights / weights.sum()).tolist()
    texts = RAISED_TEXTS_ES if language == "es" else RAISED_TEXTS
    text = str(rng.choice(texts)) if rng.random() < _WORDS_SHARE / 0.55 else ""
    return tuple(RAISED[one][0] for one in sorted(chosen)), text
