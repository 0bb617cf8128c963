"""The handover pack: what the next officer gets, made by itself from what the area's officers wrote down.

It holds places, roles and promises. Sealed notes stay with their authors and are not in it; nothing says that there
are any.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from commonbeat.program.commitments.models import Commitment
from commonbeat.program.commitments.queries import kept_at
from commonbeat.program.notes.models import Note
from commonbeat.program.postings.models import Posting
from commonbeat.program.visits.models import Visit

#: How far back raised topics and closed commitments are counted.
LOOK_BACK: Final = timedelta(days=180)
#: A note that lapsed no longer ago than this is offered to be confirmed again.
LAPSED: Final = timedelta(days=180)
#: Raised topics shown.
_TOPICS: Final = 8


def make_pack(posting: Posting, today: date) -> dict[str, Any]:
    """Everything the next officer needs, as it is today.

    Args:
        posting: the one that ends.
        today: in the agency's time.

    Returns:
        JSON: `made_on`; `places` (labels); `commitments` open, the one due first at the top; `notes` by kind, each
        with its place, day and whether it lapsed; `raised` topics with how many visits, of the last half year; `kept`
        (commitments closed in that time as kept, kept late, not kept); `share` kept of those due in the last year;
        `to_tell` (not kept, and nobody told why yet); `languages`.
    """
    area = posting.area
    places = list(area.places.order_by("label"))
    zone = ZoneInfo(posting.agency.zone)
    since = datetime.combine(today - LOOK_BACK, time.min, zone)
    return {
        "made_on": today.isoformat(),
        "places": [place.label for place in places],
        "languages": list(area.languages),
        "commitments": [_commitment(one, today) for one in _open(posting)],
        "kept": _kept(posting, since),
        "share": _share(posting, today),
        "to_tell": [_commitment(one, today) | {"reason": one.reason} for one in _to_tell(posting)],
        "notes": _notes(posting, today),
        "raised": _raised(posting, since),
    }


def _open(posting: Posting) -> Iterable[Commitment]:
    waiting = Commitment.objects.filter(
        agency_id=posting.agency_id, area_id=posting.area_id, state=Commitment.State.OPEN
    )
    return waiting.select_related("place").order_by("due_on", "pk")


def _commitment(one: Commitment, today: date) -> dict[str, Any]:
    return {
        "id": one.pk,
        "what": one.what,
        "to_role": one.to_role,
        "place": one.place.label if one.place else "",
        "due_on": one.due_on.isoformat(),
        "overdue": one.due_on < today,
    }


def _kept(posting: Posting, since: datetime) -> dict[str, int]:
    closed = Commitment.objects.filter(agency_id=posting.agency_id, area_id=posting.area_id, closed_at__gte=since)
    return dict(Counter(closed.values_list("state", flat=True)))


def _share(posting: Posting, today: date) -> dict[str, int | None]:
    share = kept_at(posting.agency_id, posting.area_id, today)
    return asdict(share) | {"due": share.due, "percent": share.percent}


def _to_tell(posting: Posting) -> Iterable[Commitment]:
    rows = Commitment.objects.filter(agency_id=posting.agency_id, area_id=posting.area_id, told_at__isnull=True)
    return rows.filter(state=Commitment.State.NOT_KEPT).select_related("place").order_by("closed_at", "pk")


def _notes(posting: Posting, today: date) -> dict[str, list[dict[str, Any]]]:
    notes = Note.objects.filter(
        agency_id=posting.agency_id,
        place__areas=posting.area_id,
        sealed=False,
        withdrawn_at__isnull=True,
        confirm_by__gte=today - LAPSED,
    )
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for note in notes.select_related("place").order_by("kind", "place__label", "confirm_by", "pk"):
        by_kind.setdefault(note.kind, []).append(
            {
                "code": str(note.code),
                "text": note.text,
                "place": note.place.label,
                "confirm_by": note.confirm_by.isoformat(),
                "lapsed": note.confirm_by < today,
            }
        )
    return by_kind


def _raised(posting: Posting, since: datetime) -> list[dict[str, Any]]:
    visits = Visit.objects.filter(agency_id=posting.agency_id, area_id=posting.area_id, began_at__gte=since).counted()
    topics = Counter(topic for raised in visits.values_list("raised", flat=True) for topic in raised)
    return [{"topic": topic, "visits": count} for topic, count in topics.most_common(_TOPICS)]
