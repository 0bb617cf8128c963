"""Which of a visit's versions stands. The answer depends on what has come, never on the order in which it came.

A family is a visit with everything that amends it, directly or not, by the same officer. Of its versions that nothing
amends, the one written down last stands (then the greater id); a family with an encounter that was set aside is
withdrawn and emptied as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from commonbeat.program.audit.record import Entry
from commonbeat.program.visits.models import Receipt, SyncConflict, Visit

_IN_FAMILIES: Final = ("visit", "set_aside")
_NOTHING_LEFT: Final[dict[str, Any]] = {
    "withdrawn": True,
    "place_id": None,
    "minutes": 1,
    "talks_they_started": 0,
    "talks_i_started": 0,
    "raised": [],
    "raised_text": "",
    "language": "",
    "photos": [],
}


def settle_families(agency_id: int, officer_id: int, touched: Iterable[UUID]) -> tuple[list[Entry], set[str]]:
    """Bring the families of these entries to what now stands, inside an action.

    Returns:
        The events to record, and the hashes of photos that emptied visits showed.
    """
    events: list[Entry] = []
    photos: set[str] = set()
    seen: set[UUID] = set()
    for entry in touched:
        if entry not in seen:
            links = _family(agency_id, officer_id, entry)
            seen |= links.keys()
            events += _settle(agency_id, officer_id, links, photos)
    return events, photos


def _family(agency_id: int, officer_id: int, entry: UUID) -> dict[UUID, tuple[str, UUID | None]]:
    """Every entry of the family: its kind ("" when it did not come or is not the officer's) and what it amends."""
    officers = Receipt.objects.filter(agency_id=agency_id, device__member_id=officer_id, kind__in=_IN_FAMILIES)
    mine = officers.values_list("entry", "kind", "refers_to")
    found: dict[UUID, tuple[str, UUID | None]] = {}
    ahead = {entry}
    while ahead:
        rows = mine.filter(entry__in=ahead).union(mine.filter(refers_to__in=ahead))
        for name in ahead:
            found.setdefault(name, ("", None))
        ahead = set()
        for name, kind, refers_to in rows:
            ahead |= {other for other in (name, refers_to) if other is not None and other not in found}
            found[name] = (kind, refers_to)
    return found


def _settle(
    agency_id: int, officer_id: int, links: dict[UUID, tuple[str, UUID | None]], photos: set[str]
) -> list[Entry]:
    visits = {
        visit.entry: visit
        for visit in Visit.objects.filter(agency_id=agency_id, officer_id=officer_id, entry__in=links.keys())
    }
    amended: dict[UUID, list[UUID]] = defaultdict(list)
    for name, (_, refers_to) in links.items():
        if name in visits and refers_to is not None:
            amended[refers_to].append(name)
    leaves = [name for name in visits if name not in amended] or list(visits)
    stands = max(leaves, key=lambda name: (_written(visits[name]), str(name)), default=None)
    set_aside = any(kind == "set_aside" for kind, _ in links.values())
    events = []
    for name, visit in visits.items():
        before = visits.get(links[name][1]) if links[name][1] else None  # type: ignore[arg-type]
        wanted: dict[str, Any] = {"superseded": name != stands, "amends_id": before.pk if before else None}
        if set_aside:
            photos |= set(visit.photos)
            wanted |= _NOTHING_LEFT
        changed = {field: value for field, value in wanted.items() if getattr(visit, field) != value}
        if changed:
            Visit.objects.filter(pk=visit.pk).update(**changed)
            if changed.keys() & _NOTHING_LEFT.keys():
                events.append(Entry("visit.set_aside", about=visit))
    if set_aside:
        SyncConflict.objects.filter(agency_id=agency_id, entry__in=links.keys()).update(content={})
    return events


def _written(visit: Visit) -> datetime:
    return (visit.written_at or visit.began_at).astimezone(UTC)
