"""The briefing of a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import get_language_info

from commonbeat.program.agencies.models import Agency
from commonbeat.program.briefings.rows import Posted, Someone, noted_at, posted_at, promised_at
from commonbeat.program.languages import spoken_name
from commonbeat.program.notes.models import Note
from commonbeat.program.places.models import Place

#: Days after a posting ended in which its officer is still named as one who knows the place.
_STILL_KNOWS: Final = 365


@dataclass(frozen=True, slots=True)
class Reach:
    """An officer who knows the place, or their backup, and the work telephone."""

    name: str
    phone: str
    languages: tuple[str, ...]
    role: str
    since: date | None = None
    until: date | None = None

    @property
    def language_names(self) -> tuple[str, ...]:
        """Names in the reader's language."""
        return tuple(_language(code) for code in self.languages)


@dataclass(frozen=True, slots=True)
class Known:
    """A live note.

    Attributes:
        code: its name in addresses.
        source: where the knowledge comes from, in the reader's language.
        written, confirmed: local days; confirmed is None until somebody confirmed it.
        confirm_by: the day on which it lapses.
        disputes: open ones: why somebody says that it is wrong.
    """

    code: UUID
    kind: str
    text: str
    source: str
    author: str
    written: date
    confirmed: date | None
    confirm_by: date
    disputes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment that is open."""

    what: str
    to_role: str
    due_on: date
    made_by: str
    overdue: bool
    here: bool


@dataclass(frozen=True, slots=True)
class RecentCall:
    """A community call in words. `at` is local; of a sensitive call the day alone counts."""

    at: datetime
    day_only: bool
    words: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """All that is known of a place and may be read by everyone of the agency.

    Attributes:
        place: the place; `areas` the approved areas it lies in, by name, and `area_ids` their keys in the same order.
        knows: the posted officers, their backups, and who was posted last, in that order.
        notes: live notes by kind (`Note.Kind`), newest first; sealed notes are never here.
        commitments: open ones of the place, then of its area, soonest due first.
        calls: recent community calls, newest first.
        languages: spoken there, as the agency says.
        made_at: local time.
    """

    place: Place
    areas: tuple[str, ...]
    area_ids: tuple[int, ...]
    knows: tuple[Reach, ...]
    notes: dict[str, tuple[Known, ...]]
    commitments: tuple[Promise, ...]
    calls: tuple[RecentCall, ...]
    languages: tuple[str, ...]
    made_at: datetime
    agency: Agency = field(repr=False)

    @property
    def language_names(self) -> tuple[str, ...]:
        """Names in the reader's language."""
        return tuple(_language(code) for code in self.languages)

    @property
    def empty(self) -> bool:
        """Is nothing known but the place itself?"""
        return not (self.knows or self.notes or self.commitments or self.calls)


def briefing_of(agency: Agency, place: Place, *, now: datetime | None = None) -> Briefing:
    """The briefing of one of the agency's places, from three queries whatever is known.

    Args:
        agency: whose place; the caller has seen to it that the reader belongs to it.
        place: one of its places.
        now: the present; the clock's when None.
    """
    zone = ZoneInfo(agency.zone)
    moment = now.astimezone(zone) if now is not None else datetime.now(zone)
    today = moment.date()
    posted = posted_at(agency.pk, place.pk, today, today - timedelta(days=_STILL_KNOWS))
    areas = {row.area: row for row in posted}.values()
    return Briefing(
        place=place,
        areas=tuple(area.area_name for area in areas),
        area_ids=tuple(area.area for area in areas),
        knows=tuple(_who_knows(posted, today)),
        notes=_notes(noted_at(agency.pk, place.pk, today), zone),
        commitments=tuple(_promises(promised_at(agency.pk, place.pk), today)),
        calls=tuple(_calls(place, zone)),
        languages=tuple(dict.fromkeys(language for area in areas for language in area.languages)),
        made_at=moment,
        agency=agency,
    )


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return spoken_name(code).title()


def _who_knows(posted: Iterable[Posted], today: date) -> list[Reach]:
    now: dict[int, Reach] = {}
    backups: dict[int, Reach] = {}
    before: dict[int, Reach] = {}
    for row in posted:
        if row.officer.pk is None:
            continue
        if row.ends_on is not None and row.ends_on < today:
            before.setdefault(row.officer.pk, _reach(row.officer, "before", row))
            continue
        now.setdefault(row.officer.pk, _reach(row.officer, "posted", row))
        if row.backup.pk is not None:
            backups.setdefault(row.backup.pk, _reach(row.backup, "backup", None))
    last = list(before.items())[:1]
    merged: dict[int, Reach] = {}
    for member, reach in (*now.items(), *backups.items(), *last):
        merged.setdefault(member, reach)
    return list(merged.values())


def _reach(member: Someone, role: str, posting: Posted | None) -> Reach:
    return Reach(
        member.name,
        member.work_phone if member.is_active else "",
        tuple(member.languages),
        role,
        posting.starts_on if posting else None,
        posting.ends_on if posting else None,
    )


def _notes(rows: Iterable[tuple[Any, ...]], zone: ZoneInfo) -> dict[str, tuple[Known, ...]]:
    found: defaultdict[str, list[Known]] = defaultdict(list)
    for note, disputes in groupby(rows, key=itemgetter(slice(-1))):
        code, kind, text, source, author, written_at, confirmed_at, confirm_by = note
        found[kind].append(
            Known(
                code=code,
                kind=kind,
                text=text,
                source=str(Note.Source(source).label),
                author=author,
                written=written_at.astimezone(zone).date(),
                confirmed=confirmed_at.astimezone(zone).date() if confirmed_at else None,
                confirm_by=confirm_by,
                disputes=tuple(why for *_, why in disputes if why is not None),
            )
        )
    return {kind: tuple(found[kind]) for kind in Note.Kind.values if kind in found}


def _promises(rows: Iterable[tuple[Any, ...]], today: date) -> list[Promise]:
    made = [
        Promise(what, to_role, due_on, made_by, due_on < today, place is not None)
        for due_on, _, what, to_role, made_by, place in rows
    ]
    return sorted(made, key=lambda promise: not promise.here)


def _calls(place: Place, zone: ZoneInfo) -> list[RecentCall]:
    rows: list[dict[str, Any]] = place.recent_calls
    return [
        RecentCall(datetime.fromisoformat(row["at"]).astimezone(zone), bool(row.get("day_only")), str(row["words"]))
        for row in rows
    ]
