"""Notes and commitments of the made program: live ones, lapsed ones, one in dispute, one sealed; kept and not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from commonbeat.synthetic.program import GroundArea, MadeCommitment, MadeNote, MadePosting, MadeVisit
from commonbeat.synthetic.program_visits import uuid_from
from commonbeat.synthetic.program_words import COMPLEX_NOTES, DISPUTE, NOT_KEPT, PLACE_NOTES, PROMISES, SEALED

#: Days since a note was written: live ones, ones that lapse within days, and one that lapsed.
_AGES: Final = (3, 9, 15, 22, 31, 40, 52, 63, 71, 79, 84, 87, 118, 140)
#: An older note that someone found true again so many days ago.
_RENEWED: Final = (210, 35)
_OVERDUE, _SOON, _LATER = "overdue", "soon", "later"


def make_notes(
    rng: np.random.Generator,
    areas: Sequence[GroundArea],
    postings: Sequence[MadePosting],
    as_of: date,
    zone: ZoneInfo,
) -> list[MadeNote]:
    """Notes of every kind in the order of time: a complex has all of them, other places two to four."""
    made: list[MadeNote] = []
    age = 0
    for number, area in enumerate(areas):
        author = _posted_now(postings, number, as_of)
        if author is None:
            continue
        for position, place in enumerate(area.places[:4]):
            rows = COMPLEX_NOTES if place.kind == "complex" else _some(rng, 4 if position == 0 else 2)
            for kind, source, text in rows:
                days = min(_AGES[age % len(_AGES)], max(2, (as_of - author.starts_on).days - 1))
                age += 1
                made.append(
                    MadeNote(
                        uuid_from(rng),
                        author.officer,
                        place.key,
                        kind,
                        text,
                        source,
                        _at(as_of - timedelta(days=days), 20, zone),
                    )
                )
    first, officer = areas[0].places[0], postings[0]
    doubted = next((n for n, note in enumerate(made) if note.place == first.key and note.kind == "access"), 0)
    made[doubted] = _changed(made[doubted], as_of, zone, officer.backup)
    sealed = _at(as_of - timedelta(days=12), 21, zone)
    made.append(MadeNote(uuid_from(rng), officer.officer, first.key, "contact", SEALED, "told", sealed, sealed=True))
    return sorted(made, key=lambda note: note.written_at)


def _changed(note: MadeNote, as_of: date, zone: ZoneInfo, reader: str) -> MadeNote:
    """The note as one that is old, was found true since, and is doubted now."""
    return MadeNote(
        note.entry,
        note.author,
        note.place,
        note.kind,
        note.text,
        note.source,
        _at(as_of - timedelta(days=_RENEWED[0]), 20, zone),
        confirmed_at=(_at(as_of - timedelta(days=_RENEWED[1]), 20, zone),),
        disputed_by=reader,
        dispute=DISPUTE,
    )


def _some(rng: np.random.Generator, count: int) -> list[tuple[str, str, str]]:
    chosen = np.sort(rng.permutation(len(PLACE_NOTES))[:count]).tolist()
    return [PLACE_NOTES[one] for one in chosen]


def _posted_now(postings: Sequence[MadePosting], area: int, as_of: date) -> MadePosting | None:
    found = [
        p for p in postings if p.area == area and p.starts_on <= as_of and (p.ends_on is None or p.ends_on >= as_of)
    ]
    return found[0] if found else None


def make_commitments(
    rng: np.random.Generator, visits: Sequence[MadeVisit], as_of: date, zone: ZoneInfo
) -> list[MadeCommitment]:
    """About one promise in a hundred visits, and of the last weeks some that are open, due soon and overdue."""
    since = _at(as_of - timedelta(days=45), 0, zone)
    older = [visit for visit in visits if visit.began_at < since and visit.talks_they_started and rng.random() < 0.015]
    made = [_closed(rng, visit, zone) for visit in older]
    for area in sorted({visit.area for visit in visits}):
        recent = [visit for visit in visits if visit.area == area and visit.began_at >= since]
        recent = [visit for visit in recent if visit.talks_they_started + visit.talks_i_started]
        chosen = sorted(rng.permutation(len(recent))[:3].tolist())
        states = (_OVERDUE, _SOON, _LATER) if area % 2 == 0 else (_SOON, _SOON, _LATER)
        made += [_open(rng, recent[one], state, as_of) for one, state in zip(chosen, states, strict=False)]
    return sorted(made, key=lambda one: one.made_at)


def _promise(rng: np.random.Generator) -> tuple[str, str, int]:
    return PROMISES[int(rng.integers(0, len(PROMISES)))]


def _closed(rng: np.random.Generator, visit: MadeVisit, zone: ZoneInfo) -> MadeCommitment:
    """Two of three kept in time, some kept late, some not kept, with the reason."""
    what, to_role, days = _promise(rng)
    due = visit.began_at.date() + timedelta(days=days)
    fate = float(rng.random())
    late = int(rng.integers(2, 12)) if fate > 0.65 else -int(rng.integers(0, max(1, days // 2)))
    kept = fate < 0.85
    closed = max(_at(due + timedelta(days=late), 17, zone), visit.began_at + timedelta(hours=4))
    return replace(
        _made(rng, visit, what, to_role, due),
        outcome="kept" if kept else "not kept",
        closed_at=closed,
        reason="" if kept else str(rng.choice(NOT_KEPT)),
    )


def _open(rng: np.random.Generator, visit: MadeVisit, state: str, as_of: date) -> MadeCommitment:
    what, to_role, _ = _promise(rng)
    days = {_OVERDUE: -int(rng.integers(2, 9)), _SOON: int(rng.integers(0, 8)), _LATER: int(rng.integers(12, 30))}
    return _made(rng, visit, what, to_role, max(as_of + timedelta(days=days[state]), visit.began_at.date()))


def _made(rng: np.random.Generator, visit: MadeVisit, what: str, to_role: str, due_on: date) -> MadeCommitment:
    """Promised at the end of a visit; open."""
    return MadeCommitment(
        entry=uuid_from(rng),
        closing=uuid_from(rng),
        officer=visit.officer,
        area=visit.area,
        place=visit.place,
        visit=visit.entry,
        what=what,
        to_role=to_role,
        due_on=due_on,
        made_at=visit.began_at + timedelta(minutes=visit.minutes),
    )


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=zone)
