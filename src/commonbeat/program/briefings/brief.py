"""The briefing of a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q
from django.utils.translation import get_language_info

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.areas.models import Area
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.languages import spoken_name
from commonbeat.program.notes.models import Note
from commonbeat.program.notes.queries import of_agency
from commonbeat.program.places.models import Place
from commonbeat.program.postings.models import Posting

#: Days after a posting ended in which its officer is still named as one who knows the place.
_STILL_KNOWS: Final = 365
#: Commitments told; more do not fit on a phone.
_COMMITMENTS: Final = 6


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
        place: the place; `area` the approved areas it lies in.
        knows: the posted officers, their backups, and who was posted last, in that order.
        notes: live notes by kind (`Note.Kind`), newest first; sealed notes are never here.
        commitments: open ones of the place, then of its area, soonest due first.
        calls: recent community calls, newest first.
        languages: spoken there, as the agency says.
        made_at: local time.
    """

    place: Place
    areas: tuple[str, ...]
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
    """The briefing of one of the agency's places, from five queries whatever is known.

    Args:
        agency: whose place; the caller has seen to it that the reader belongs to it.
        place: one of its places.
        now: the present; the clock's when None.
    """
    zone = ZoneInfo(agency.zone)
    moment = now.astimezone(zone) if now is not None else datetime.now(zone)
    today = moment.date()
    areas = _areas(agency, place, today)
    return Briefing(
        place=place,
        areas=tuple(area.name for area in areas),
        knows=tuple(_who_knows(areas, today)),
        notes=_notes(agency, place, zone),
        commitments=tuple(_promises(agency, place, areas, today)),
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


def _areas(agency: Agency, place: Place, today: date) -> list[Area]:
    recent = today - timedelta(days=_STILL_KNOWS)
    postings = (
        Posting.objects.filter(agency=agency, starts_on__lte=today)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=recent))
        .select_related("officer", "backup")
        .order_by("-starts_on", "pk")
    )
    areas = Area.objects.filter(agency=agency, state=Area.State.APPROVED, areaplace__place=place)
    return list(areas.prefetch_related(Prefetch("postings", postings)).order_by("name"))


def _who_knows(areas: Iterable[Area], today: date) -> list[Reach]:
    posted: dict[int, Reach] = {}
    backups: dict[int, Reach] = {}
    before: dict[int, Reach] = {}
    for posting in (posting for area in areas for posting in area.postings.all()):
        if posting.ends_on is not None and posting.ends_on < today:
            before.setdefault(posting.officer_id, _reach(posting.officer, "before", posting))
            continue
        posted.setdefault(posting.officer_id, _reach(posting.officer, "posted", posting))
        if posting.backup is not None:
            backups.setdefault(posting.backup.pk, _reach(posting.backup, "backup", None))
    last = list(before.items())[:1]
    merged: dict[int, Reach] = {}
    for member, reach in (*posted.items(), *backups.items(), *last):
        merged.setdefault(member, reach)
    return list(merged.values())


def _reach(member: Member, role: str, posting: Posting | None) -> Reach:
    return Reach(
        member.name,
        member.work_phone if member.is_active else "",
        tuple(member.languages),
        role,
        posting.starts_on if posting else None,
        posting.ends_on if posting else None,
    )


def _notes(agency: Agency, place: Place, zone: ZoneInfo) -> dict[str, tuple[Known, ...]]:
    found: defaultdict[str, list[Known]] = defaultdict(list)
    for note in of_agency(agency).filter(place=place):
        found[note.kind].append(_known(note, zone))
    return {kind: tuple(found[kind]) for kind in Note.Kind.values if kind in found}


def _known(note: Note, zone: ZoneInfo) -> Known:
    return Known(
        code=note.code,
        kind=note.kind,
        text=note.text,
        source=note.get_source_display(),
        author=note.author.name,
        written=note.written_at.astimezone(zone).date(),
        confirmed=note.confirmed_at.astimezone(zone).date() if note.confirmed_at else None,
        confirm_by=note.confirm_by,
        disputes=tuple(dispute.why for dispute in note.disputes.all()),
    )


def _promises(agency: Agency, place: Place, areas: list[Area], today: date) -> list[Promise]:
    of_area = Q(area__in=[area.pk for area in areas], place__isnull=True)
    open_ones = Commitment.objects.filter(agency=agency, state=Commitment.State.OPEN).filter(Q(place=place) | of_area)
    rows = open_ones.select_related("made_by").order_by("due_on", "pk")[:_COMMITMENTS]
    made = [
        Promise(row.what, row.to_role, row.due_on, row.made_by.name, row.due_on < today, row.place_id is not None)
        for row in rows
    ]
    return sorted(made, key=lambda promise: not promise.here)


def _calls(place: Place, zone: ZoneInfo) -> list[RecentCall]:
    rows: list[dict[str, Any]] = place.recent_calls
    return [
        RecentCall(datetime.fromisoformat(row["at"]).astimezone(zone), bool(row.get("day_only")), str(row["words"]))
        for row in rows
    ]
