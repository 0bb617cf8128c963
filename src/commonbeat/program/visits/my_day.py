"""What the field app gives before it takes: everything an officer needs before the first knock of the day.

One read for the whole phone, so that it can be kept for hours without a signal. It holds places and roles only; of
colleagues it says who was at an area and when last, never how often.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from commonbeat.program.agencies.models import Member
from commonbeat.program.areas.models import Area, AreaPlace
from commonbeat.program.commitments.models import Commitment
from commonbeat.program.notes.models import Note
from commonbeat.program.places.models import Place
from commonbeat.program.postings.models import Posting
from commonbeat.program.visits.models import Visit

#: Notes that lapse within so many days are shown to be confirmed.
CONFIRM_AHEAD: Final = timedelta(days=14)
#: How far back colleagues' visits are shown, and calls for an officer who was never here.
LOOK_BACK: Final = timedelta(days=30)
#: Calls shown an area; the rest is a number.
_CALLS: Final = 8
#: Commitments due within so many days are shown.
_DUE_AHEAD: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Called:
    """A community call at a place since the officer was last there, in words."""

    at: str
    words: str
    place: str


@dataclass(frozen=True, slots=True)
class SeenBy:
    """A colleague who was at the area, and the day they were last there."""

    name: str
    last_at: datetime


@dataclass(slots=True)
class MyArea:
    """One of the officer's areas, with what is new there.

    Attributes:
        role: "posted" or "backup".
        last_here: when the officer was last at the area; None before the first visit.
        calls: newest first, at most eight; `more_calls` is the number of those left out.
        confirm: notes that lapse soon and were not withdrawn.
        today: notes of the calendar kind, live today.
    """

    area: Area
    role: str
    places: list[Place] = field(default_factory=list)
    last_here: datetime | None = None
    calls: list[Called] = field(default_factory=list)
    more_calls: int = 0
    commitments: list[Commitment] = field(default_factory=list)
    confirm: list[Note] = field(default_factory=list)
    today: list[Note] = field(default_factory=list)
    colleagues: list[SeenBy] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MyDay:
    """The officer's areas, and the agency's other approved areas with their places, for a visit logged there."""

    today: date
    areas: list[MyArea]
    others: list[tuple[Area, list[Place]]]


def my_day(member: Member, now: datetime) -> MyDay:
    """What the officer sees on opening the app.

    Args:
        member: the officer.
        now: an aware time; days are those of the agency's zone.
    """
    today = now.astimezone(ZoneInfo(member.agency.zone)).date()
    roles = _roles(member, today)
    approved = list(Area.objects.visible_to(member).filter(state=Area.State.APPROVED).order_by("name"))
    places = _places(member, approved)
    mine = [MyArea(area, roles[area.pk], places[area.pk]) for area in approved if area.pk in roles]
    mine.sort(key=lambda one: (one.role != "posted", one.area.name))
    _fill(member, mine, now, today)
    return MyDay(today, mine, [(area, places[area.pk]) for area in approved if area.pk not in roles])


def _roles(member: Member, today: date) -> dict[int, str]:
    now_posted = Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    postings = Posting.objects.visible_to(member).filter(now_posted)
    roles = {posting.area_id: "backup" for posting in postings.filter(backup=member)}
    roles |= {posting.area_id: "posted" for posting in postings.filter(officer=member)}
    return roles


def _places(member: Member, areas: Iterable[Area]) -> dict[int, list[Place]]:
    places: dict[int, list[Place]] = defaultdict(list)
    rows = AreaPlace.objects.visible_to(member).filter(area__in=areas).select_related("place")
    for row in rows.order_by("-place__calls_last_year", "place__label"):
        places[row.area_id].append(row.place)
    return places


def _fill(member: Member, mine: list[MyArea], now: datetime, today: date) -> None:
    ids = [one.area.pk for one in mine]
    visits = Visit.objects.visible_to(member).counted().filter(area__in=ids)
    last_here = dict(
        visits.filter(officer=member).values("area").annotate(last=Max("began_at")).values_list("area", "last")
    )
    colleagues: dict[int, list[SeenBy]] = defaultdict(list)
    recent = visits.exclude(officer=member).filter(began_at__gte=now - LOOK_BACK)
    for row in recent.values("area", "officer__name").annotate(last=Max("began_at")).order_by("-last"):
        colleagues[row["area"]].append(SeenBy(row["officer__name"], row["last"]))
    promised = defaultdict(list)
    for commitment in _due(member, ids, today):
        promised[commitment.area_id].append(commitment)
    notes = _notes(member, {place.pk for one in mine for place in one.places}, today)
    for one in mine:
        here = {place.pk for place in one.places}
        one.last_here = last_here.get(one.area.pk)
        one.colleagues = colleagues[one.area.pk]
        one.commitments = promised[one.area.pk]
        live = [note for note in notes if note.place_id in here]
        one.confirm = [note for note in live if note.confirm_by <= today + CONFIRM_AHEAD]
        one.today = [note for note in live if note.kind == Note.Kind.CALENDAR and note.confirm_by >= today]
        calls = _calls_since(one.places, one.last_here or now - LOOK_BACK)
        one.calls, one.more_calls = calls[:_CALLS], max(0, len(calls) - _CALLS)


def _due(member: Member, areas: list[int], today: date) -> list[Commitment]:
    """Open commitments of the areas, whoever made them: they go with the area."""
    first = Commitment.objects.visible_to(member).filter(area__in=areas, state=Commitment.State.OPEN)
    return list(first.filter(due_on__lte=today + _DUE_AHEAD).select_related("place").order_by("due_on", "pk"))


def _notes(member: Member, places: set[int], today: date) -> list[Note]:
    """Notes of the places that live or lapsed within the last weeks, the first to lapse first."""
    notes = Note.objects.visible_to(member).filter(place__in=places, withdrawn_at__isnull=True)
    recent = notes.filter(confirm_by__gte=today - CONFIRM_AHEAD)
    return list(recent.select_related("place").order_by("confirm_by", "pk"))


def _calls_since(places: list[Place], since: datetime) -> list[Called]:
    found = []
    for place in places:
        for call in place.recent_calls:
            at = _time(call)
            if at is not None and at > since:
                found.append((at, Called(at.isoformat(), str(call.get("words", "")), place.label)))
    return [called for _, called in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _time(call: dict[str, Any]) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(call.get("at", "")))
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
