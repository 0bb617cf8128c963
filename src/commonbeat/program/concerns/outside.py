"""What a city's own system reads of concerns: those that it sent, and those that the agency made public."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from commonbeat.program.clients.models import ApiKey
from commonbeat.program.concerns.models import Concern, ConcernKind, ConcernStep

#: GeoReport v2: the most that one answer holds.
MOST: Final = 1000
#: States of a concern that someone of the agency let through.
_LET_THROUGH: Final = (
    Concern.State.OPEN, Concern.State.UNDER_WAY, Concern.State.PASSED_ON, Concern.State.DONE, Concern.State.NOT_DONE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A concern as a client may read it.

    Attributes:
        own: the client sent it, and reads what it sent; else it reads the agency's public words alone.
        notes: the words of the newest step that followers see.
        changed_at: when that step was.
    """

    CLOSED: ClassVar[frozenset[str]] = frozenset({Concern.State.DONE, Concern.State.NOT_DONE, Concern.State.SET_ASIDE})

    concern: Concern
    own: bool
    notes: str
    changed_at: datetime


def kinds_open(key: ApiKey) -> QuerySet[ConcernKind]:
    """The kinds that the key's agency takes, in its order."""
    found = ConcernKind.objects.filter(agency_id=key.agency_id, closed_at__isnull=True)
    return found.select_related("agency", "service").order_by("order", "code")


def outside_id_for(key: ApiKey, given: str) -> str:
    """An id of the client's own, told apart from the same id of another client; "" when it gave none.

    A client is known by its key's name, so that a new key of the same machine goes on where the old one ended.
    """
    return f"{hashlib.sha256(key.name.encode()).hexdigest()[:12]}:{given}" if given else ""


def requests_for(
    key: ApiKey,
    *,
    codes: Sequence[UUID] | None = None,
    kinds: Sequence[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    closed: bool | None = None,
) -> list[Told]:
    """Concerns that the client may read, newest first, at most `MOST`.

    Args:
        key: the client's.
        codes: these alone; None for any.
        kinds: codes of kinds; none for any.
        since, until: when they came.
        closed: True for settled ones, False for open ones, None for both.
    """
    own = Q(client__name=key.name)
    public = Q(state__in=_LET_THROUGH) & ~Q(public_words="")
    found = Concern.objects.filter(own | public, agency_id=key.agency_id)
    if codes is not None:
        found = found.filter(code__in=codes)
    if kinds:
        found = found.filter(kind__code__in=kinds)
    if since is not None:
        found = found.filter(arrived_at__gte=since)
    if until is not None:
        found = found.filter(arrived_at__lte=until)
    if closed is not None:
        found = found.filter(state__in=Told.CLOSED) if closed else found.exclude(state__in=Told.CLOSED)
    seen = Prefetch("steps", ConcernStep.objects.filter(inner=False).order_by("at", "pk"), to_attr="seen_steps")
    rows = found.select_related("kind__service", "kind__agency", "place", "client").prefetch_related(seen)
    return [_told(concern, key) for concern in rows.order_by("-arrived_at", "-pk")[:MOST]]


def _told(concern: Concern, key: ApiKey) -> Told:
    steps: list[ConcernStep] = concern.seen_steps  # type: ignore[attr-defined]
    own = concern.client is not None and concern.client.name == key.name
    return Told(
        concern,
        own,
        next((each.words for each in reversed(steps) if each.words), ""),
        steps[-1].at if steps else concern.arrived_at,
    )
